"""Speeding, as drives; then columns against the slow reference."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.detectors import speeding
from tests.geo.agree import PROFILES, TRIPS, Told, alternate, by_columns
from tests.geo.drive import BEGAN_S, SPEED_MPS, fixes, fleet_of, said
from tests.reference.speeding import Fix, Said, State, Within, step

RULE = PROFILES.by_name["day"].speeding
Leg = tuple[float, float, float]  # seconds, metres a second truly driven, and as the phone reports


def drive(*legs: Leg) -> list[tuple[str, float]]:
    """A drive along the plan, a fix at the end of each leg."""
    fleet, along_m, at_s, found = fleet_of("t"), 0.0, 0.0, []
    row = int(fleet.rows_of(["t"])[0])
    for seconds, mps, reported in [(0.0, 0.0, 0.0), *legs]:
        at_s, along_m = at_s + seconds, along_m + seconds * mps
        one = fixes([row], [(along_m / SPEED_MPS, 0)])
        one.fixed_at_s[:] = one.received_at_s[:] = BEGAN_S + at_s
        one.speed_mps[:] = reported
        found += fleet.observe(one).findings
    return said(found, "speeding")


def test_too_fast_for_a_while_is_found_and_cleared() -> None:
    assert drive(*[(5, 45, 45)] * 4, (5, 20, 20)) == [("raised", 15), ("cleared", 25)]


def test_either_speed_below_ends_it() -> None:
    assert drive(*[(5, 45, 45)] * 4, (5, 45, 30)) == [("raised", 15), ("cleared", 25)]


def test_fast_but_not_too_fast_is_nothing() -> None:
    assert drive(*[(5, 36, 36)] * 10) == []


def test_a_moment_is_too_short() -> None:
    assert drive((5, 45, 45), (5, 45, 45), (5, 30, 30), (5, 45, 45), (5, 30, 30)) == []


def test_two_speeds_that_disagree_find_nothing() -> None:
    assert drive(*[(5, 45, 30)] * 10) == []
    assert drive(*[(5, 20, 50)] * 10) == []


def test_a_phone_that_reports_no_speed_cannot_be_judged() -> None:
    assert drive(*[(5, 45, np.nan)] * 10) == []


def test_a_long_gap_implies_no_speed() -> None:
    assert drive(*[(40, 45, 45)] * 5) == []


one_fix = st.tuples(
    st.integers(0, TRIPS - 1),
    st.sampled_from([0, 1, 5, 10, 30, 31]),  # seconds after the trip's last
    st.sampled_from([10.0, 37.9, 38.1, 45.0, np.nan]),
    st.sampled_from([10.0, 37.0, 38.5, 45.0]),
    st.sampled_from([1.0, 20.0]),
)
Stream = list[tuple[int, int, float, float, float]]


def facts(stream: Stream) -> list[Told]:
    clock, told = [0.0] * TRIPS, list[Told]()
    for trip, after_s, reported, mps, accuracy_m in stream:
        clock[trip] += after_s
        known = {"fixed_at_s": clock[trip], "after_s": after_s, "speed_mps": reported, "lon_deg": 0.0, "lat_deg": 0.0}
        told.append((trip, {**known, "moved_m": mps * after_s, "accuracy_m": accuracy_m}))
    return told


@given(st.lists(one_fix, max_size=60))
def test_columns_equal_the_reference(stream: Stream) -> None:
    states: list[State] = [Within()] * TRIPS
    expected: list[list[Said]] = [[] for _ in range(TRIPS)]
    for trip, known in facts(stream):
        fix = Fix(known["fixed_at_s"], known["after_s"], known["speed_mps"], known["moved_m"], known["accuracy_m"])
        states[trip], found = step(states[trip], fix, RULE)
        expected[trip] += [found] if found else []
    ours = by_columns(speeding, facts(stream))
    assert ours == expected
    assert all(alternate(of_trip) for of_trip in ours)
