"""Trips that end before they arrive, and phones that drive on afterwards."""

import numpy as np
import pytest

from geo import Finding, Fleet, TripPlan, default_profiles, sentence
from tests.geo.drive import BEGAN_S, NORTH, SPEED_MPS, fixes, fleet_of, said

LENGTH_M = 22_220.0
RULE = default_profiles().by_name["day"].ended_early


def to_go(metres: float) -> float:
    """The second at which a vehicle has so far to go."""
    return (LENGTH_M - metres - 500) / SPEED_MPS


def ends(at: float, *, how: str = "completed", last_fix_s: float = 0.0) -> list[Finding]:
    """A trip that was last placed `last_fix_s` before it ended at a second."""
    fleet = fleet_of("t", profile="day")
    fleet.observe(fixes([int(fleet.rows_of(["t"])[0])] * 2, [(-45, 0), (at - last_fix_s, 0)]))
    return fleet.end("t", BEGAN_S + at, how, BEGAN_S + at)


def test_ending_at_the_destination_or_a_block_before_it_is_no_finding() -> None:
    assert ends(to_go(5)) == []
    assert ends(to_go(350)) == []


@pytest.mark.parametrize("how", ["completed", "cancelled"])
def test_ending_far_from_the_destination_is_found(how: str) -> None:
    found = ends(1_000, how=how)
    assert said(found, "ended_early") == [("raised", 1_000)]
    assert f"The trip was {how} 117" in sentence(found[0])


def test_cancelling_before_anybody_is_aboard_is_no_danger() -> None:
    assert ends(-30, how="cancelled") == []
    assert said(ends(-30, how="completed"), "ended_early") != []


def test_the_older_the_last_place_the_less_it_says() -> None:
    assert said(ends(to_go(1_500), last_fix_s=0), "ended_early") != []
    assert said(ends(to_go(0), last_fix_s=100), "ended_early") == []


def test_what_was_never_placed_or_has_no_destination_cannot_be_told() -> None:
    fleet = fleet_of("t")
    assert fleet.end("t", BEGAN_S + 5, "completed", BEGAN_S + 5) == []
    bare = fleet_of("t", plan=None)
    bare.observe(fixes(bare.rows_of(["t"]), [(5, 0)]))
    assert bare.end("t", BEGAN_S + 5, "completed", BEGAN_S + 5) == []


def test_a_clock_of_the_platform_that_runs_ahead_hides_nothing() -> None:
    fleet = fleet_of("t", profile="day")
    fleet.observe(fixes([int(fleet.rows_of(["t"])[0])] * 2, [(0, 0), (1_000, 0)]))
    found = fleet.end("t", BEGAN_S + 90_000, "completed", BEGAN_S + 1_001)
    assert said(found, "ended_early") == [("raised", 1_001)]


def arrived() -> Fleet:
    fleet = fleet_of("t", profile="day")
    fleet.observe(fixes([int(fleet.rows_of(["t"])[0])] * 2, [(0, 0), (to_go(5), 0)]))
    assert fleet.end("t", BEGAN_S + to_go(5), "completed", BEGAN_S + to_go(5)) == []
    return fleet


def goes_on(fleet: Fleet, mps: float, seconds: int) -> list[tuple[str, float]]:
    end = to_go(5)
    told = [(end + t * mps / SPEED_MPS, 0.0) for t in range(5, seconds, 5)]
    later = fixes([int(fleet.rows_of(["t"])[0])] * len(told), told)
    later.fixed_at_s[:] = BEGAN_S + end + np.arange(5, seconds, 5)
    later.received_at_s[:] = later.fixed_at_s
    return [(edge, at - end) for edge, at in said(fleet.observe(later).findings, "ended_early")]


def test_a_phone_that_drives_on_after_the_end_is_found_once() -> None:
    assert goes_on(arrived(), 12.0, 200) == [("raised", 55)]


def test_walking_home_is_not_driving_on() -> None:
    assert goes_on(arrived(), 1.5, 290) == []
    assert goes_on(arrived(), 3.5, 290) == [], "nor is running"


def test_what_was_open_is_cleared_and_nothing_else_is_judged_after_the_end() -> None:
    fleet = fleet_of("t", profile="day")
    row = int(fleet.rows_of(["t"])[0])
    fleet.observe(fixes([row] * 3, [(1_000, 0), (1_010, 100), (1_020, 300)]))
    found = fleet.end("t", BEGAN_S + 1_020, "completed", BEGAN_S + 1_025)
    assert said(found, "deviation") == [("cleared", 1_025)]
    assert said(found, "ended_early") == [("raised", 1_020)]
    assert fleet.end("t", BEGAN_S + 1_030, "completed", BEGAN_S + 1_030) == []
    assert len(fleet) == 0
    assert len(fleet.positions()) == 0
    assert fleet.observe(fixes([row], [(1_040, 900)])).findings == []
    assert fleet.tick(BEGAN_S + 1_025 + RULE.watched_s - 1) == []
    assert fleet.rows_of(["t"])[0] == row
    assert fleet.tick(BEGAN_S + 1_025 + RULE.watched_s + 1) == []
    assert fleet.rows_of(["t"])[0] == -1


def test_a_trip_that_ended_is_watched_by_who_restores_it_too() -> None:
    fleet = Fleet(default_profiles())
    fleet.restore(arrived().snapshot(0))
    assert len(fleet) == 0
    assert goes_on(fleet, 12.0, 200) == [("raised", 55)]


def test_a_trip_nobody_watches_ends_without_a_word() -> None:
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan("t", 0, NORTH, BEGAN_S)])
    assert fleet.end("nobody", BEGAN_S, "completed", BEGAN_S) == []
