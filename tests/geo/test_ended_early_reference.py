"""Trips that end early: the columns and the slow reference say the same of any end, and of any fixes after it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.columns import Columns
from geo.detectors import ended_early
from geo.detectors.facts import Ended
from geo.routes import Routes
from geo.trips import nowhere
from geo.whose import Whose
from tests.geo.agree import PROFILES
from tests.geo.seen import seen_of
from tests.reference.ended_early import End, Fix, Said, end, step

RULE = PROFILES.by_name["day"].ended_early
M_PER_DEG = 110_574.3

ends = st.builds(
    End,
    at_s=st.just(5_000.0),
    cancelled=st.booleans(),
    place_m=st.just(0.0),
    age_s=st.sampled_from([-5.0, 0.0, 10.0, 60.0]),
    accuracy_m=st.sampled_from([5.0, 30.0]),
    driven_m=st.sampled_from([10.0, 299.0, 301.0, 4_000.0]),
    to_dropoff_m=st.sampled_from([20.0, 404.0, 406.0, 431.0, 600.0, 1_500.0, np.nan]),
)
later = st.tuples(
    st.sampled_from([1, 5, 20, 60, 150]),  # seconds after the last
    st.sampled_from([0.0, 3.0, 8.0, 60.0, 400.0, 700.0]),  # metres further
    st.sampled_from([0.0, 4.0, 6.0, 20.0, np.nan]),  # metres a second reported
    st.sampled_from([5.0, 30.0]),
)


def by_columns(ends: list[End], fixes: list[Fix]) -> list[list[Said]]:
    """Trips that end as told at once, and all of whose phones send these fixes afterwards."""
    own, trip, routes = Columns(ended_early.blank), Columns(nowhere), Routes()
    for columns in (own, trip, routes.columns):
        columns.grow(len(ends))
    rows = np.arange(len(ends))
    trip["fixed_at_s"][:] = [one.at_s - one.age_s for one in ends]
    trip["accuracy_m"][:], trip["along_m"][:] = [one.accuracy_m for one in ends], [one.driven_m for one in ends]
    trip["lon_deg"][:], trip["lat_deg"][:] = 0.0, [one.place_m / M_PER_DEG for one in ends]
    to_dropoff_m, cancelled = np.array([one.to_dropoff_m for one in ends]), np.array([one.cancelled for one in ends])
    at_s = np.array([one.at_s for one in ends])
    whose = Whose(PROFILES, trip, routes.columns)
    changes = ended_early.end(own, Ended(rows, at_s, cancelled, to_dropoff_m, 5_000.0, trip, whose), PROFILES)
    for fix in fixes:
        known = {
            "fixed_at_s": fix.at_s,
            "after_s": fix.after_s,
            "speed_mps": fix.mps,
            "moved_m": fix.moved_m,
            "lon_deg": 0.0,
            "lat_deg": fix.place_m / M_PER_DEG,
            "accuracy_m": fix.accuracy_m,
        }
        seen = seen_of(rows, None, **{name: np.full(len(rows), value) for name, value in known.items()})
        changes += ended_early.after(own, seen, PROFILES)
    return [[(c.edge, c.since_s, c.at_s) for c in changes if c.row == row] for row in rows.tolist()]


@given(st.lists(ends, min_size=1, max_size=5), st.lists(later, max_size=12))
def test_columns_equal_the_reference(told: list[End], drives: list[tuple[int, float, float, float]]) -> None:
    at_s, place_m, fixes = 5_000.0, 0.0, list[Fix]()
    for after_s, further_m, mps, accuracy_m in drives:
        at_s, place_m = at_s + after_s, place_m + further_m
        fixes.append(Fix(at_s, after_s, mps, further_m, place_m, accuracy_m))
    expected: list[list[Said]] = []
    for one in told:
        state, said = end(one, RULE)
        of_trip = [said] if said else []
        for fix in fixes:
            state, said = step(state, fix, RULE)
            of_trip += [said] if said else []
        expected.append(of_trip)
    assert by_columns(told, fixes) == expected
