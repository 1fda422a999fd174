"""Trips that do not arrive: stories, then the same as the reference however often somebody looks."""

from hypothesis import given
from hypothesis import strategies as st

from geo import Fleet, TripPlan, default_profiles
from tests.geo.drive import BEGAN_S, NORTH, said
from tests.reference.overdue import found

RULE = default_profiles().by_name["day"].overdue


def expected_after(seconds: float | None) -> Fleet:
    fleet = Fleet(default_profiles())
    expected_s = None if seconds is None else BEGAN_S + seconds
    fleet.admit([TripPlan("t", 0, NORTH, BEGAN_S, "day", expected_at_s=expected_s)])
    return fleet


def test_a_trip_is_late_before_it_is_overdue() -> None:
    fleet = expected_after(1_000)
    assert said(fleet.tick(BEGAN_S + 1_000 + RULE.late_s), "overdue") == []
    assert said(fleet.tick(BEGAN_S + 1_001 + RULE.late_s), "overdue") == [("raised", 1_000 + RULE.late_s)]
    assert said(fleet.tick(BEGAN_S + 9_000), "overdue") == []
    assert said(fleet.end("t", BEGAN_S + 9_100, "completed", BEGAN_S + 9_100), "overdue") == [("cleared", 9_100)]


def test_a_long_trip_may_be_later() -> None:
    fleet = expected_after(6_000)
    assert said(fleet.tick(BEGAN_S + 8_999), "overdue") == []
    assert said(fleet.tick(BEGAN_S + 9_001), "overdue") == [("raised", 9_000)]


def test_where_no_arrival_is_expected_nobody_is_overdue() -> None:
    assert said(expected_after(None).tick(BEGAN_S + 80_000), "overdue") == []


def test_a_new_plan_is_expected_to_take_as_long_as_it_is_at_the_same_pace() -> None:
    fleet = expected_after(1_000)
    assert said(fleet.tick(BEGAN_S + 5_000), "overdue") == [("raised", 1_000 + RULE.late_s)]
    assert said(fleet.replan("t", NORTH[:2], BEGAN_S + 5_000), "overdue") == [("cleared", 5_000)]
    due = 5_500 + 0.5 * 5_500
    assert said(fleet.tick(BEGAN_S + due - 5), "overdue") == []
    late = said(fleet.tick(BEGAN_S + due + 5), "overdue")
    assert [edge for edge, _ in late] == ["raised"]


def test_a_snapshot_keeps_what_is_expected() -> None:
    fleet = Fleet(default_profiles())
    fleet.restore(expected_after(1_000).snapshot(0))
    assert said(fleet.tick(BEGAN_S + 9_000), "overdue") == [("raised", 1_000 + RULE.late_s)]


seconds = st.integers(0, 4_000)


@given(st.one_of(st.none(), seconds), st.lists(seconds, max_size=6), st.one_of(st.none(), seconds))
def test_columns_equal_the_reference(expected: int | None, ticks: list[int], ends: int | None) -> None:
    fleet, ours = expected_after(expected), []
    for at in sorted(ticks):
        if ends is None or at <= ends:
            ours += fleet.tick(BEGAN_S + at)
    if ends is not None:
        ours += fleet.end("t", BEGAN_S + ends, "completed", BEGAN_S + ends)
    told = [(f.edge, f.since_s - BEGAN_S, f.at_s - BEGAN_S) for f in ours if f.kind == "overdue"]
    assert told == found(0.0, expected, [float(at) for at in sorted(ticks)], ends, RULE)
