"""Progress along roads that are driven twice."""

from collections.abc import Sequence

import numpy as np
import pytest

from geo import Fleet, TripPlan, default_profiles
from geo.columns import Column
from tests.geo.drive import BEGAN_S, LAT, LON, fixes

M_LON, M_LAT = 1 / 84_200, 1 / 111_050  # a metre in degrees, at 41 degrees north


def metres_to_lonlat(points: Sequence[tuple[float, float]]) -> Column:
    return np.array([[LON + x * M_LON, LAT + y * M_LAT] for x, y in points])


def progress(plan: Sequence[tuple[float, float]], driven: Sequence[tuple[float, float]], batch: int = 1) -> list[float]:
    """How far along the plan a vehicle was after each batch; it sends a fix each 10 s."""
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan("t", 0, metres_to_lonlat(plan), BEGAN_S)])
    row = int(fleet.rows_of(["t"])[0])
    lonlat = metres_to_lonlat(driven)
    all_fixes = fixes([row] * len(driven), [(10.0 * i, 0) for i in range(len(driven))])
    all_fixes.lon_deg[:], all_fixes.lat_deg[:] = lonlat.T
    along = []
    for begin in range(0, len(driven), batch):
        fleet.observe(all_fixes[slice(begin, begin + batch)])
        along.append(fleet.progress_m(np.array([row], np.int32)))
    return [float(along_m) for along_m in np.concatenate(along)]


THERE_AND_BACK = [(0.0, 0.0), (2_000.0, 0.0), (0.0, 5.0)]
OUT = [(float(x), 2.0) for x in range(0, 2_000, 100)]
HOME = [(float(x), 3.0) for x in range(1_900, -1, -100)]


def test_there_and_back_on_one_road_is_driven_there_and_then_back() -> None:
    along = progress(THERE_AND_BACK, OUT + HOME)
    assert along[: len(OUT)] == pytest.approx(range(0, 2_000, 100), abs=30)
    assert along[len(OUT)] == pytest.approx(1_900, abs=30)  # the same place again: it might as well have stood still
    assert along[len(OUT) + 1 :] == pytest.approx([4_000 - x for x in range(1_800, -1, -100)], abs=30)


def test_noise_across_the_road_does_not_jump_to_the_other_leg() -> None:
    noisy = [
        (x, y + noise) for (x, y), noise in zip(OUT, np.random.default_rng(3).normal(0, 12, len(OUT)), strict=True)
    ]
    assert progress(THERE_AND_BACK, noisy) == pytest.approx(range(0, 2_000, 100), abs=30)


def test_turning_round_early_goes_back_on_the_way_out_and_never_ahead() -> None:
    half = OUT[:8]
    along = progress(THERE_AND_BACK, half + half[::-1])
    assert max(along) < 800


def test_progress_is_the_same_in_any_batching() -> None:
    one = progress(THERE_AND_BACK, OUT + HOME)
    assert progress(THERE_AND_BACK, OUT + HOME, batch=7)[-1] == one[-1]


def test_a_loop_is_entered_at_its_start_and_left_at_its_end() -> None:
    loop = [(0.0, 0.0), (1_000.0, 0.0), (1_000.0, 1_000.0), (0.0, 1_000.0), (0.0, 0.0)]
    around = [(x, 0.0) for x in range(0, 1_000, 100)] + [(1_000.0, y) for y in range(0, 1_000, 100)]
    around += [(x, 1_000.0) for x in range(1_000, 0, -100)] + [(0.0, y) for y in range(1_000, -1, -100)]
    assert progress(loop, around) == pytest.approx(range(0, 4_001, 100), abs=30)


def test_after_a_tunnel_progress_is_where_the_vehicle_comes_out() -> None:
    winding = [(float(x), 300.0 * (x // 500 % 2)) for x in range(0, 20_000, 250)]
    out_of_reach = [(15_000.0, 0.0), (15_100.0, 0.0)]  # not believed before the second agrees
    assert progress(winding, [(0.0, 0.0), (100.0, 0.0), *out_of_reach])[3] > 15_000


def test_without_a_fix_there_is_no_progress() -> None:
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan("t", 0, metres_to_lonlat(THERE_AND_BACK), BEGAN_S)])
    assert fleet.progress_m(fleet.rows_of(["t"])).tolist() == [0]


def test_a_turn_that_was_not_seen_is_noticed_on_the_other_road() -> None:
    beside = [(0.0, 0.0), (2_000.0, 0.0), (2_000.0, 60.0), (0.0, 60.0)]
    assert progress(beside, [(1_400.0, 0.0), (1_500.0, 0.0), (1_460.0, 60.0)])[-1] == pytest.approx(2_600, abs=5)


def test_a_turn_that_was_not_seen_is_noticed_behind_many_short_segments() -> None:
    turn = [(2_000.0 + 40 * np.sin(a), 40 - 40 * np.cos(a)) for a in np.linspace(0.1, 6.1, 12)]
    plan = [(0.0, 0.0), (2_000.0, 0.0), *turn, (0.0, 3.0)]
    assert progress(plan, [(1_800.0, 0.0), (1_900.0, 0.0), (1_500.0, 2.0)])[-1] == pytest.approx(2_745, abs=30)


def test_a_new_plan_is_driven_from_its_start_wherever_the_old_one_lay() -> None:
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan("t", 0, metres_to_lonlat([(-9_000.0, 0.0), (2_000.0, 0.0)]), BEGAN_S)])
    row = fleet.rows_of(["t"])
    told = fixes([int(row[0])] * 2, [(0, 0), (10, 0)])
    told.lon_deg[:], told.lat_deg[:] = metres_to_lonlat([(500.0, 2.0), (600.0, 2.0)]).T
    fleet.observe(told[slice(0, 1)])
    assert fleet.progress_m(row)[0] == pytest.approx(9_500, abs=30)
    fleet.replan("t", metres_to_lonlat(THERE_AND_BACK), BEGAN_S)
    assert fleet.progress_m(row)[0] == 0
    fleet.observe(told[slice(1, 2)])
    assert fleet.progress_m(row)[0] == pytest.approx(600, abs=5)


def test_what_is_found_does_not_depend_on_where_the_fleet_last_saw_the_vehicle() -> None:
    """Two roads 60 m apart, joined far away: near the second one the first must not be what counts."""
    plan = [(0.0, 0.0), *((float(x), 0.0) for x in range(100, 3_000, 100)), (3_000.0, 60.0), (0.0, 60.0)]
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan("t", 0, metres_to_lonlat(plan), BEGAN_S)])
    driven = [(200.0, 0.0), (210.0, -100.0), (220.0, -300.0), (230.0, 60.0)]
    told = fixes(fleet.rows_of(["t"] * 4), [(10.0 * i, 0, 5) for i in range(4)])
    told.lon_deg[:], told.lat_deg[:] = metres_to_lonlat(driven).T
    assert [finding.edge for finding in fleet.observe(told).findings] == ["raised", "cleared"]
