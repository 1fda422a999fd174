"""Crashes: the columns and the slow reference say the same of any stream of fixes, impacts and looks at the clock."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.columns import Columns
from geo.detectors import crash
from geo.detectors.facts import Change, Felt, Passed
from geo.routes import Routes
from geo.trips import nowhere
from geo.whose import Whose
from geo.zones import Zones
from tests.geo.agree import PROFILES, TRIPS, alternate
from tests.geo.seen import seen_of
from tests.reference.crash import Driving, Fix, Said, State, feel, look, step

RULE = PROFILES.by_name["day"].crash
M_PER_DEG = 110_574.3

fixes = st.tuples(
    st.just("fix"),
    st.sampled_from([1, 1, 5, 10, 40]),  # seconds after anything
    st.sampled_from([0.0, 0.0, 0.0, 4.0, 12.0, 60.0]),  # metres further
    st.sampled_from([0.0, 1.5, 7.0, 9.5, 14.0, 30.0, np.nan]),  # metres a second reported
    st.sampled_from([1.0, 5.0, 30.0]),  # accuracy
)
felt = st.tuples(
    st.just("felt"), st.sampled_from([1, 5]), st.sampled_from([3.0, 5.0, 9.0, np.nan]), st.sampled_from([0.0, 45.0])
)
looks = st.tuples(st.just("look"), st.sampled_from([1, 30, 70]))
told = st.tuples(st.integers(0, 1), fixes | fixes | felt | looks)


class ByColumns:
    """The detector itself, told one thing of one trip at a time."""

    def __init__(self) -> None:
        self.own, trip, routes = Columns(crash.blank), Columns(nowhere), Routes()
        for columns in (self.own, trip, routes.columns):
            columns.grow(TRIPS)
        self.trip, self.whose = trip, Whose(PROFILES, trip, routes.columns)

    def fix(self, trip: int, fix: Fix) -> list[Change]:
        known = {
            "fixed_at_s": fix.at_s,
            "after_s": fix.after_s,
            "speed_mps": fix.mps,
            "lon_deg": 0.0,
            "lat_deg": fix.place_m / M_PER_DEG,
            "accuracy_m": fix.accuracy_m,
        }
        seen = seen_of(np.array([trip]), None, **{name: np.array([value]) for name, value in known.items()})
        return crash.judge(self.own, seen, PROFILES)

    def felt(self, trip: int, at_s: float, peak_g: float, still_s: float) -> list[Change]:
        at, peak, still = (np.array([value]) for value in (at_s, peak_g, still_s))
        return crash.feel(self.own, Felt(np.array([trip]), np.zeros(1, np.uint8), at, peak, still, at_s), PROFILES)

    def look(self, now_s: float) -> list[Change]:
        return crash.tick(self.own, Passed(now_s, self.trip, self.whose, Zones()), PROFILES)


class Slowly:
    """The reference, of one trip."""

    def __init__(self) -> None:
        self.state: State = Driving()
        self.said: list[Said] = []
        self.last_s, self.mps, self.place_m = -np.inf, np.nan, 0.0

    def take(self, became: tuple[State, Said | None]) -> None:
        self.state, said = became
        self.said += [said] if said else []

    def fix(self, at_s: float, further_m: float, mps: float, accuracy_m: float) -> Fix:
        self.place_m += further_m
        fix = Fix(at_s, at_s - self.last_s, self.mps, mps, self.place_m, accuracy_m)
        self.take(step(self.state, fix, RULE))
        self.last_s, self.mps = at_s, mps
        return fix


@given(st.lists(told, min_size=15, max_size=60))
def test_columns_equal_the_reference(stream: list[tuple[int, tuple[object, ...]]]) -> None:
    ours, found, slow = ByColumns(), list[Change](), [Slowly() for _ in range(TRIPS)]
    now_s = 1_000.0
    for trip, (_, after_s, *what) in stream:
        now_s += float(after_s)  # type: ignore[arg-type]
        match what:
            case [float(further_m), float(mps), float(accuracy_m)]:
                found += ours.fix(trip, slow[trip].fix(now_s, further_m, mps, accuracy_m))
            case [float(peak_g), float(still_s)]:
                found += ours.felt(trip, now_s, peak_g, still_s)
                slow[trip].take(feel(slow[trip].state, now_s, peak_g, still_s, slow[trip].mps, RULE))
            case _:
                found += ours.look(now_s)
                for one in slow:
                    one.take(look(one.state, now_s, RULE))
    for trip, one in enumerate(slow):
        assert [(c.edge, c.since_s, c.at_s) for c in found if c.row == trip] == one.said
        assert alternate(one.said)
