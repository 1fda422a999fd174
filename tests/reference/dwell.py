"""Dwell, one trip at a time.

Moving --within `still_m` of where it was--> Standing --for long enough, nowhere expected--> Dwelling
   ^------surely further twice, or unseen--------'                                              |
   ^------surely further twice------------------------------------------------------------------'

Places are metres along a street.
"""

from dataclasses import dataclass, replace

from geo.profiles import DwellRule

Said = tuple[str, float, float]  # edge, since_s, at_s


@dataclass(frozen=True)
class Nowhere:
    pass


@dataclass(frozen=True)
class Standing:
    since_s: float
    place_m: float
    vague_m: float
    last_s: float
    left: bool = False


@dataclass(frozen=True)
class Dwelling:
    since_s: float
    place_m: float
    vague_m: float
    left: bool = False


State = Nowhere | Standing | Dwelling


@dataclass(frozen=True)
class Fix:
    at_s: float
    place_m: float
    accuracy_m: float
    expected_stop_m: float
    risky: bool


def step(state: State, fix: Fix, rule: DwellRule) -> tuple[State, Said | None]:
    """What one fix makes of a trip, and what there is to say about it."""
    here = Standing(fix.at_s, fix.place_m, fix.accuracy_m, fix.at_s)
    match state:
        case Standing(last_s=last_s) if fix.at_s - last_s > rule.gap_max_s:
            return here, None
        case Standing(since_s) if _still(fix, state, rule):
            long_enough = fix.at_s - since_s >= (rule.risk_area_s if fix.risky else rule.stand_s)
            expected = fix.expected_stop_m - fix.accuracy_m <= rule.near_m
            if long_enough and not expected:
                return Dwelling(since_s, state.place_m, state.vague_m), ("raised", since_s, fix.at_s)
            return replace(state, last_s=fix.at_s, left=False), None
        case Standing(left=False):
            return replace(state, last_s=fix.at_s, left=True), None
        case Dwelling() if _still(fix, state, rule):
            return replace(state, left=False), None
        case Dwelling(left=False):
            return replace(state, left=True), None
        case Dwelling(since_s):
            return here, ("cleared", since_s, fix.at_s)
        case _:
            return here, None


def _still(fix: Fix, stands: Standing | Dwelling, rule: DwellRule) -> bool:
    return abs(fix.place_m - stands.place_m) - fix.accuracy_m - stands.vague_m <= rule.still_m
