"""The page that says how well it finds: counted as the data's own scorer counts, under the reception it claims."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from escort.bench import city_tally, detection
from escort.bench.city_tally import is_false, tallies, tally
from escort.bench.detection import DATA, FILES, page
from escort.bench.labelled import scored
from escort.bench.reception import Received, Reception, received, tunnel_m
from escort.bench.stories import areas, honest, wrongs
from escort.bench.watched_city import sent_of, watched
from escort.replay.flat_out import main_flat_out
from escort.simulate.areas import inside
from escort.simulate.city import centre_lat_deg, centre_lon_deg, metres_per_lat_deg, metres_per_lon_deg
from geo import default_profiles

COUNTS = ("honest", "false", "roundabout", "roundabout_raised", "diverging", "early", "missed", "elsewhere")
SHIPPED = default_profiles()
SCORER = DATA.parents[1] / "score" / "deviation.py"


def heard(how: Reception, trips: int = 30) -> list[tuple[Received, np.ndarray[tuple[int], np.dtype[np.float64]]]]:
    """What is received of some rides, and how far each fix is from the truth in metres."""
    both = []
    for number in range(trips):
        trip = honest(number)
        got = received(trip.rider, how, np.random.default_rng(number))
        at = got.fixed_at_s.astype(int)
        east_m = (got.lon_deg - centre_lon_deg) * metres_per_lon_deg - trip.rider.x_m[at]
        north_m = (got.lat_deg - centre_lat_deg) * metres_per_lat_deg - trip.rider.y_m[at]
        both.append((got, np.hypot(east_m, north_m)))
    return both


@pytest.mark.parametrize("name", FILES)
def test_counted_as_the_datas_own_scorer_counts(name: str, tmp_path: Path) -> None:
    cases = DATA / f"{name}.jsonl"
    if not (cases.exists() and SCORER.exists()):
        pytest.skip("no labelled drives or no scorer in ../shared")
    assert main_flat_out([cases], tmp_path / "found.jsonl") == 0
    said = subprocess.run(
        [sys.executable, str(SCORER), str(cases), str(tmp_path / "found.jsonl"), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    ours = scored(cases, SHIPPED, ("deviation", "detour"))
    for theirs in map(json.loads, said.stdout.splitlines()):
        score = ours[theirs["kind"]]
        for count in (
            "honest",
            "false",
            "roundabout",
            "roundabout_raised",
            "diverging",
            "early",
            "missed",
            "elsewhere",
        ):
            assert getattr(score, count) == theirs[count], count
        assert score.elsewhere_in_120_s == theirs["elsewhere_in_120s"]
        assert (score.delay_s(0.5), score.delay_s(0.9)) == (theirs["delay_p50_s"], theirs["delay_p90_s"])


def test_a_radius_holds_68_percent_of_the_fixes() -> None:
    for radius_m in (5.0, 30.0):
        off_m = np.concatenate([off for _, off in heard(Reception("", radius_m, radius_m), trips=100)])
        assert np.mean(off_m < radius_m) == pytest.approx(0.68, abs=0.04)


def test_gaps_jumps_tunnels_and_lateness_are_what_they_say() -> None:
    still = Reception("", radius_m=0.001)
    gaps_s = [np.diff(np.sort(got.fixed_at_s)) for got, _ in heard(Reception("", 8.0, 8.0, gaps=3))]
    assert all(15 < each.max() <= 68 for each in gaps_s)
    jumps = [int((off > 200).sum()) for _, off in heard(Reception("", 0.001, 8.0, jumps=3))]
    assert set(jumps) == {3}
    assert all((got.received_at_s == got.fixed_at_s).all() for got, _ in heard(still))
    late = [got for got, _ in heard(Reception("", late_s=60.0))]
    assert 50 < max(float((got.received_at_s - got.fixed_at_s).max()) for got in late) <= 60
    assert all((np.diff(got.received_at_s) >= 0).all() for got in late)
    assert any((np.diff(got.fixed_at_s) < 0).any() for got in late)
    dark = [got.accuracy_m == tunnel_m for got, _ in heard(Reception("", tunnels=True), trips=100)]
    assert 0 < sum(each.any() for each in dark) < 100


WELL = Reception("5 m", 5.0, 5.0)
NOT_FOUND = {"lost, the driver's not", "a fix each 4 s"}  # the page says why


def test_honest_trips_are_of_every_kind_and_left_alone() -> None:
    stories = [honest(number) for number in range(25)]
    assert sum(bool(story.stops) for story in stories) == 5
    assert sum(story.felt is not None for story in stories) == 5
    assert sum(story.rider.speed_mps.max() > 30.0 for story in stories) == 5
    assert tally(WELL, 25, 0, SHIPPED).false.total() == 0


def test_an_honest_rider_walks_away_from_the_drop_off() -> None:
    for number in range(10):
        story = honest(number)
        after = story.rider.along_m[int(story.end_s) :]
        assert len(after) == 180
        assert 240.0 < after[-1] - after[0] < 260.0
        assert len(story.car.along_m) == int(story.end_s)


def test_what_goes_wrong_is_found_after_it_went_wrong() -> None:
    found = tally(WELL, 0, 8, SHIPPED).after_s
    for wrong in wrongs:
        for kind in wrong.kinds:
            after_s = found.get((wrong.name, kind), [])
            if any(wrong.name.endswith(each) for each in NOT_FOUND):
                assert after_s == []
                continue
            assert len(after_s) >= 7, wrong.name
            assert min(after_s) >= 0
            assert max(after_s) < 900


def test_a_long_stop_begins_when_the_vehicle_stands() -> None:
    (long_stop,) = (wrong for wrong in wrongs if wrong.kinds == ("dwell",))
    for number in range(10):
        story = long_stop.told(number)
        begins = int(story.wrong_s)
        assert np.ptp(story.rider.along_m[begins : begins + 240]) == 0
        assert story.rider.speed_mps[begins] > 0


def test_a_trip_enters_a_risk_area_when_it_says_so_and_is_not_falsely_found_there() -> None:
    (enters,) = (wrong for wrong in wrongs if wrong.kinds == ("zone",))
    stories = [enters.told(number) for number in range(5)]
    for story in stories:
        begins = int(story.risk_s)
        within = inside(areas(), "risk", story.rider)
        assert within[begins : begins + 10].all()
        assert not within[begins - 1]
    first = {found.trip: found for found in watched(stories, WELL, SHIPPED) if found.kind == "zone"}
    assert len(first) == 5
    for i, story in enumerate(stories):
        assert not is_false(first[i], story)
        assert is_false(first[i], replace(story, risk_s=np.inf))


def test_only_the_rider_s_phone_is_lost_alone() -> None:
    (alone,) = (wrong for wrong in wrongs if "driver's not" in wrong.name)
    (both,) = (wrong for wrong in wrongs if wrong.name == "both phones are lost")
    for wrong, lasts in ((alone, True), (both, False)):
        story = wrong.told(0)
        rider, driver = (sent.fixes for sent in sent_of(0, story, WELL))
        assert rider.received_at_s.max() < story.wrong_s
        assert (driver.received_at_s.max() > story.end_s - 10) == lasts


def test_the_page_has_its_tables_and_says_what_it_could_not_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = next(wrong for wrong in wrongs if wrong.kinds == ("signal_loss",))
    monkeypatch.setattr(detection, "receptions", (WELL,))
    for module in (detection, city_tally):
        monkeypatch.setattr(module, "wrongs", (lost,))
    lines = list(page(tmp_path, 20, SHIPPED))
    assert any(line.startswith("Not measured: there is no hof, porto") for line in lines)
    assert any(line.startswith("| deviation | 0 | ") for line in lines)
    row = next(line for line in lines if line.startswith("| both phones are lost → signal_loss | 100 %, "))
    assert 80 < int(row.split(", ")[1].removesuffix(" s")) <= 90
    assert not any("{" in line for line in lines)


def test_two_cores_count_what_one_counts() -> None:
    hows = (WELL, Reception("150 m", 150.0, 150.0))
    one = tallies(hows, 3, 0, SHIPPED)
    assert one == tallies(hows, 3, 0, SHIPPED, processes=2)
    assert one[0] != one[1]
