"""Dwell, one trip at a time.

Moving --within `still_m` of where it was--> Standing --for long enough, nowhere expected--> Dwelling
   ^------surely further than that, or unseen----'                                              |
   ^------surely further than that--------------------------------------------------------------'

Places are metres along a street.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Dwelling:
    since_s: float
    place_m: float
    vague_m: float


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
        case Standing(since_s, place_m, vague_m, last_s) if (
            _still(fix, place_m, vague_m, rule) and fix.at_s - last_s <= rule.gap_max_s
        ):
            long_enough = fix.at_s - since_s >= (rule.risk_area_s if fix.risky else rule.stand_s)
            expected = fix.expected_stop_m - fix.accuracy_m <= rule.near_m
            if long_enough and not expected:
                return Dwelling(since_s, place_m, vague_m), ("raised", since_s, fix.at_s)
            return Standing(since_s, place_m, vague_m, fix.at_s), None
        case Dwelling(_, place_m, vague_m) if _still(fix, place_m, vague_m, rule):
            return state, None
        case Dwelling(since_s):
            return here, ("cleared", since_s, fix.at_s)
        case _:
            return here, None


def _still(fix: Fix, place_m: float, vague_m: float, rule: DwellRule) -> bool:
    return abs(fix.place_m - place_m) - fix.accuracy_m - vague_m <= rule.still_m
