"""The columns and the slow reference say the same of any stream."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo import default_profiles
from geo.columns import Columns
from geo.detectors import detour
from geo.sheet import E2, RADIUS_M
from tests.geo.seen import seen_of
from tests.reference.detour import Fix, Nowhere, Said, State, step

PROFILES = default_profiles()
TRIPS = 3
deg_per_m = float(np.degrees(1.0 / (RADIUS_M * (1.0 - E2))))  # north, at the equator

# Trip, and what one fix of it says, and how winding its plan is from there; no sum of these lies on a threshold.
one_fix = st.builds(
    lambda *told: told,
    st.integers(0, TRIPS - 1),
    st.integers(1, 40),
    st.sampled_from([0.0, 12.37, -12.37, 55.41, 400.53, -1_500.61]),
    st.sampled_from([0.0, 14.0, 24.9, 25.1, 39.0, 41.0, 55.0, 90.0, 400.0, 2_000.0]),
    st.sampled_from([5.0, 10.0, 40.0]),
    st.sampled_from([100.17, 900.19, 1_500.21, 2_500.23, 6_000.29]),
    st.sampled_from([1.02, 1.31, 1.77]),
)
Stream = list[tuple[int, int, float, float, float, float, float]]


def told(stream: Stream) -> list[tuple[int, Fix]]:
    clock, place = [0.0] * TRIPS, [0.0] * TRIPS
    fixes = []
    for trip, after_s, came_m, off_m, accuracy_m, to_go_m, winding in stream:
        clock[trip] += after_s
        place[trip] += came_m
        fixes.append((trip, Fix(clock[trip], place[trip], off_m, accuracy_m, winding * to_go_m, to_go_m)))
    return fixes


def by_columns(stream: Stream) -> list[list[Said]]:
    """As many fixes at a time as there are different trips in a row."""
    own = Columns(detour.blank)
    own.grow(TRIPS)
    said: list[list[Said]] = [[] for _ in range(TRIPS)]
    fixes = told(stream)
    while fixes:
        turn = next((i for i in range(len(fixes)) if fixes[i][0] in {fix[0] for fix in fixes[:i]}), len(fixes))
        now, fixes = fixes[:turn], fixes[turn:]
        columns = np.array([[f.at_s, f.place_m, f.off_m, f.accuracy_m, f.remaining_m, f.to_dropoff_m] for _, f in now])
        at_s, place_m, off_m, accuracy_m, remaining_m, to_go_m = columns.T
        seen = seen_of(
            np.array([trip for trip, _ in now]),
            fixed_at_s=at_s,
            lon_deg=np.zeros(turn),
            lat_deg=place_m * deg_per_m,
            off_route_m=off_m,
            accuracy_m=accuracy_m,
            remaining_m=remaining_m,
            to_dropoff_m=to_go_m,
        )
        for change in detour.judge(own, seen, PROFILES):
            said[change.row].append((change.edge, change.since_s, change.at_s))
    return said


def one_at_a_time(stream: Stream) -> list[list[Said]]:
    rule = PROFILES.by_name["day"].detour
    states: list[State] = [Nowhere()] * TRIPS
    said: list[list[Said]] = [[] for _ in range(TRIPS)]
    for trip, fix in told(stream):
        states[trip], found = step(states[trip], fix, rule)
        said[trip] += [found] if found else []
    return said


# Fixes, metres off the plan, metres driven from one to the next, and the share of them that leads to the destination.
leg = st.tuples(
    st.integers(1, 12),
    st.sampled_from([0.0, 0.0, 120.0, 300.0, 700.0]),
    st.sampled_from([61.37, 149.71, 260.93]),
    st.sampled_from([1.0, 0.5, -0.3, -0.9]),
)


def drive(legs: list[tuple[int, float, float, float]], winding: float) -> Stream:
    """One trip of 5 km, leg by leg: whole drives reach what single fixes at random do not."""
    stream, to_go_m = [], 5_000.19
    for count, off_m, step_m, nearer in legs:
        for _ in range(count):
            to_go_m = abs(to_go_m - nearer * step_m)
            stream.append((0, 10, step_m, off_m, 5.0, to_go_m, winding))
    return stream


there_and_back = [(1, 120.0, 61.37, 0.5), (1, 0.0, 61.37, 0.5)]
astray = (12, 700.0, 260.93, -0.9)


@settings(max_examples=150)
@example([(15, 0.0, 260.93, 1.0), *there_and_back * 5, astray], 1.77)
@given(st.lists(leg, min_size=2, max_size=10), st.sampled_from([1.0, 1.13, 1.31, 1.77]))
def test_columns_equal_the_reference_on_whole_drives(
    legs: list[tuple[int, float, float, float]], winding: float
) -> None:
    assert by_columns(drive(legs, winding)) == one_at_a_time(drive(legs, winding))


@given(st.lists(one_fix, max_size=60))
def test_columns_equal_the_reference(stream: Stream) -> None:
    assert by_columns(stream) == one_at_a_time(stream)


@given(st.lists(one_fix, max_size=60))
def test_edges_alternate(stream: Stream) -> None:
    for said in by_columns(stream):
        assert [edge for edge, _, _ in said] == ["raised", "cleared"] * (len(said) // 2) + ["raised"] * (len(said) % 2)
