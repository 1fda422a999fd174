"""The columns and the slow reference say the same of any stream."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import default_profiles
from geo.columns import Columns
from geo.detectors import deviation
from geo.detectors.facts import Seen
from tests.geo.seen import seen_of
from tests.reference.deviation import OnRoute, Said, State, step

PROFILES = default_profiles()
TRIPS = 4

one_fix = st.tuples(
    st.integers(0, TRIPS - 1),
    st.integers(0, 40),  # seconds after the trip's last
    st.sampled_from([0.0, 14.0, 24.9, 25.1, 30.0, 39.0, 41.0, 60.0, 74.0, 76.0, 90.0, 140.0, 400.0, np.nan]),
    st.sampled_from([1.0, 5.0, 10.0, 20.0, 36.0, 100.0]),
)


def by_columns(stream: list[tuple[int, int, float, float]]) -> list[list[Said]]:
    """As many fixes at a time as there are different trips in a row."""
    own = Columns(deviation.blank)
    own.grow(TRIPS)
    said: list[list[Said]] = [[] for _ in range(TRIPS)]
    clock = [0.0] * TRIPS
    while stream:
        turn = next((i for i in range(len(stream)) if stream[i][0] in {fix[0] for fix in stream[:i]}), len(stream))
        now, stream = stream[:turn], stream[turn:]
        for trip, after_s, _, _ in now:
            clock[trip] += after_s
        for change in deviation.judge(own, seen(now, clock), PROFILES):
            said[change.row].append((change.edge, change.since_s, change.at_s))
    return said


def seen(now: list[tuple[int, int, float, float]], clock: list[float]) -> Seen:
    return seen_of(
        np.array([fix[0] for fix in now]),
        fixed_at_s=np.array([clock[fix[0]] for fix in now]),
        off_route_m=np.array([fix[2] for fix in now]),
        accuracy_m=np.array([fix[3] for fix in now]),
    )


def one_at_a_time(stream: list[tuple[int, int, float, float]]) -> list[list[Said]]:
    rule = PROFILES.by_name["day"].deviation
    states: list[State] = [OnRoute()] * TRIPS
    said: list[list[Said]] = [[] for _ in range(TRIPS)]
    clock = [0.0] * TRIPS
    for trip, after_s, off_m, accuracy_m in stream:
        clock[trip] += after_s
        states[trip], found = step(states[trip], clock[trip], off_m, accuracy_m, rule)
        said[trip] += [found] if found else []
    return said


@given(st.lists(one_fix, max_size=60))
def test_columns_equal_the_reference(stream: list[tuple[int, int, float, float]]) -> None:
    assert by_columns(stream) == one_at_a_time(stream)


@given(st.lists(one_fix, max_size=60))
def test_edges_alternate(stream: list[tuple[int, int, float, float]]) -> None:
    for said in by_columns(stream):
        assert [edge for edge, _, _ in said] == ["raised", "cleared"] * (len(said) // 2) + ["raised"] * (len(said) % 2)
