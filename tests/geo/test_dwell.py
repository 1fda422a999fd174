"""Dwell, as the stops it is about; then columns against the slow reference."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import Fleet, TripPlan, default_profiles
from geo.detectors import dwell
from geo.zones import no_zone, zones_from
from tests.geo.agree import PROFILES, TRIPS, Told, alternate, by_columns
from tests.geo.drive import BEGAN_S, NORTH, SPEED_MPS, fixes, place, said
from tests.geo.square import square
from tests.reference.dwell import Fix, Nowhere, Said, State, step

RULE = PROFILES.by_name["day"].dwell
BEGINS_AT = 100  # seconds: 1.5 km from the pick-up


def stand(
    *seconds: float, at: float = BEGINS_AT, fleet: Fleet | None = None, off_m: Sequence[float] = ()
) -> list[tuple[str, float]]:
    """What is found of a vehicle that drove until `at` and sends a fix from there after so many seconds."""
    fleet = fleet or fleet_with()
    row = int(fleet.rows_of(["t"])[0])
    drove = fixes([row] * 3, [(at - 20, 0), (at - 10, 0), (at, 0)])
    found = fleet.observe(drove).findings
    for i, after_s in enumerate(seconds):
        off = off_m[i] if off_m else 0.0
        one = fixes([row], [(at, off)])
        one.fixed_at_s[:] = one.received_at_s[:] = BEGAN_S + at + after_s
        found += fleet.observe(one).findings
    return said(found, "dwell")


def fleet_with(**more: object) -> Fleet:
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan("t", 0, NORTH, BEGAN_S, "day", **more)])  # type: ignore[arg-type]
    return fleet


def each_minute(minutes: int) -> list[float]:
    return [60.0 * i for i in range(1, minutes + 1)]


def test_standing_far_from_any_stop_for_too_long_is_found_once() -> None:
    assert stand(*each_minute(8)) == [("raised", BEGINS_AT + RULE.stand_s)]


def test_a_red_light_and_its_queue_are_no_dwell() -> None:
    assert stand(60, 120, RULE.stand_s - 1) == []


def test_moving_again_clears_it() -> None:
    assert stand(*each_minute(7), off_m=[0, 0, 0, 0, 0, 100, 200]) == [
        ("raised", BEGINS_AT + 300),
        ("cleared", BEGINS_AT + 420),
    ]
    assert len(stand(*each_minute(8), off_m=[0, 0, 0, 0, 0, 100, 0, 100])) == 1


def test_one_fix_elsewhere_is_not_driving_off() -> None:
    assert stand(*each_minute(6), off_m=[0, 0, 120, 0, 0, 0]) == [("raised", BEGINS_AT + 300)]


def test_crawling_traffic_is_not_standing() -> None:
    crawl = [i * 55.0 for i in range(1, 12)]
    assert stand(*each_minute(11), off_m=crawl) == []


def test_a_receiver_that_wanders_while_it_stands_is_standing() -> None:
    assert stand(*each_minute(6), off_m=[8, -9, 20, -15, 12, 3]) == [("raised", BEGINS_AT + RULE.stand_s)]


def test_waiting_at_the_pick_up_and_at_the_drop_off_is_expected() -> None:
    length_m = 22_220
    assert stand(*each_minute(9), at=-48) == []
    assert stand(*each_minute(9), at=(length_m - 500) / SPEED_MPS) == []


def test_a_planned_stop_is_expected_there_and_nowhere_else() -> None:
    assert stand(*each_minute(9), fleet=fleet_with(stops=(place(BEGINS_AT, 60),))) == []
    several = fleet_with(stops=(place(BEGINS_AT, 60), place(BEGINS_AT + 40, 0)))
    assert stand(*each_minute(9), fleet=several) == []
    elsewhere = fleet_with(stops=(place(BEGINS_AT, 600), place(BEGINS_AT + 40, 0)))
    assert len(stand(*each_minute(9), fleet=elsewhere)) == 1


def test_a_gap_says_nothing_of_what_was_in_between() -> None:
    assert stand(RULE.gap_max_s + 200) == []


def test_without_a_plan_a_dwell_is_a_dwell() -> None:
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan("t", 0, None, BEGAN_S)])
    assert stand(*each_minute(6), fleet=fleet) == [("raised", BEGINS_AT + 300)]


def test_a_zone_for_stopping_is_expected_and_a_risk_area_waits_less() -> None:
    here = place(BEGINS_AT, 0)
    for kind, found in (
        ("expected_stop", []),
        ("tunnel", [("raised", BEGINS_AT + RULE.stand_s)]),
        ("risk", [("raised", BEGINS_AT + 180)]),
    ):
        fleet = Fleet(default_profiles(), zones_from(square("there", kind, here, 200)))
        fleet.admit([TripPlan("t", 0, NORTH, BEGAN_S, "day")])
        assert stand(*each_minute(9), fleet=fleet) == found


one_fix = st.tuples(
    st.integers(0, TRIPS - 1),
    st.sampled_from([1, 30, 60, 110, 130, 299]),  # seconds after the trip's last
    st.sampled_from([0.0, 20.0, 39.0, 41.0, 44.0, 46.0, 300.0]),  # metres along a street
    st.sampled_from([5.0, 10.0]),
    st.sampled_from([0.0, 159.0, 900.0, np.nan]),
    st.booleans(),
)
Stream = list[tuple[int, int, float, float, float, bool]]


def told(stream: Stream) -> list[Told]:
    clock = [0.0] * TRIPS
    facts = list[Told]()
    for trip, after_s, place_m, accuracy_m, stop_m, risky in stream:
        clock[trip] += after_s
        known = {
            "fixed_at_s": clock[trip],
            "after_s": after_s,
            "lon_deg": 0.0,
            "lat_deg": place_m / 110_574.3,
            "accuracy_m": accuracy_m,
            "expected_stop_m": stop_m,
            "risk": 0 if risky else no_zone,
        }
        facts.append((trip, known))
    return facts


@given(st.lists(one_fix, max_size=60))
def test_columns_equal_the_reference(stream: Stream) -> None:
    states: list[State] = [Nowhere()] * TRIPS
    expected: list[list[Said]] = [[] for _ in range(TRIPS)]
    for (trip, _, place_m, accuracy_m, stop_m, risky), (_, facts) in zip(stream, told(stream), strict=True):
        fix = Fix(facts["fixed_at_s"], place_m, accuracy_m, stop_m, risky)
        states[trip], found = step(states[trip], fix, RULE)
        expected[trip] += [found] if found else []
    ours = by_columns(dwell, told(stream))
    assert ours == expected
    assert all(alternate(of_trip) for of_trip in ours)
