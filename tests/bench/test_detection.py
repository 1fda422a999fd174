"""The page that says how well it finds: counted as the data's own scorer counts, under the reception it claims."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from escort.bench import detection
from escort.bench.detection import DATA, FILES, page
from escort.bench.labelled import scored
from escort.bench.reception import Received, Reception, received, tunnel_m
from escort.bench.watched_city import city_trips, watched, wrong_from_s
from escort.replay.flat_out import main_flat_out
from escort.simulate.city import centre_lat_deg, centre_lon_deg, metres_per_lat_deg, metres_per_lon_deg
from escort.simulate.mishaps import Mishap
from geo import default_profiles

COUNTS = ("honest", "false", "roundabout", "roundabout_raised", "diverging", "early", "missed", "elsewhere")
SHIPPED = default_profiles()
SCORER = DATA.parents[1] / "score" / "deviation.py"


def heard(how: Reception, trips: int = 30) -> list[tuple[Received, np.ndarray[tuple[int], np.dtype[np.float64]]]]:
    """What is received of some rides, and how far each fix is from the truth in metres."""
    both = []
    for trip in city_trips(Mishap.NONE, trips):
        got = received(trip.ride, how, np.random.default_rng(trip.number))
        at = got.fixed_at_s.astype(int)
        east_m = (got.lon_deg - centre_lon_deg) * metres_per_lon_deg - trip.ride.x_m[at]
        north_m = (got.lat_deg - centre_lat_deg) * metres_per_lat_deg - trip.ride.y_m[at]
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


def test_an_honest_trip_is_left_alone_and_a_detour_and_a_lost_phone_are_found() -> None:
    well = Reception("", 5.0, 5.0)
    assert watched(Mishap.NONE, 20, well, SHIPPED) == []
    for mishap, kind in ((Mishap.DETOUR, "deviation"), (Mishap.LOST_PHONE, "signal_loss")):
        trips = city_trips(mishap, 20)
        after_s = [
            f.after_s - wrong_from_s(trips[f.trip]) for f in watched(mishap, 20, well, SHIPPED) if f.kind == kind
        ]
        assert len(after_s) == 20
        assert min(after_s) > 0
        assert max(after_s) < 120


def test_a_long_stop_begins_when_the_vehicle_stands() -> None:
    for trip in city_trips(Mishap.LONG_STOP, 10):
        begins = int(wrong_from_s(trip))
        assert np.ptp(trip.ride.along_m[begins : begins + 240]) == 0


def test_the_page_has_its_tables_and_says_what_it_could_not_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detection, "receptions", (Reception("5 m", 5.0, 5.0),))
    monkeypatch.setattr(detection, "finds", {Mishap.LOST_PHONE: ("signal_loss", "no such kind")})
    lines = list(page(tmp_path, 20, SHIPPED))
    assert any(line.startswith("Not measured: there is no hof, porto") for line in lines)
    assert "| deviation | 0 |" in lines
    row = next(line for line in lines if line.startswith("| lost_phone → signal_loss | 100 %, "))
    assert 80 < int(row.split(", ")[1].removesuffix(" s")) <= 90
    assert not any("{" in line for line in lines)
