"""Crash, one trip at a time.

Driving --impact, or sudden stop--> Struck --still for `still_s`--> Crashed --moves--> Driving
   ^---moves, later than `rolls_s` after it---'

Places are metres along a street.
"""

from dataclasses import dataclass, replace

from geo.profiles import CrashRule

Said = tuple[str, float, float]  # edge, since_s, at_s
STANDS_MPS, ROLLS_S, SILENCE_S = 2.0, 10.0, 30.0


@dataclass(frozen=True)
class Driving:
    pass


@dataclass(frozen=True)
class Struck:
    """`told_s`: when we heard of an impact that was felt; None where it was seen. `place_m`: None until a fix says."""

    since_s: float
    told_s: float | None
    place_m: float | None


@dataclass(frozen=True)
class Crashed:
    since_s: float
    place_m: float | None


State = Driving | Struck | Crashed


@dataclass(frozen=True)
class Fix:
    """One fix. `before_mps`: what the phone reported with the last one, NaN where it did not."""

    at_s: float
    after_s: float
    before_mps: float
    mps: float
    place_m: float
    accuracy_m: float


def step(state: State, fix: Fix, rule: CrashRule) -> tuple[State, Said | None]:
    """What one fix makes of a trip, and what there is to say about it."""
    match state:
        case Driving():
            return (Struck(fix.at_s, None, fix.place_m) if _stops(fix, rule) else state), None
        case Struck() | Crashed() if fix.at_s < state.since_s:
            return state, None
        case Struck(place_m=None) | Crashed(place_m=None):
            return replace(state, place_m=fix.place_m), None
        case Struck() | Crashed() if _moved(state, fix, rule) and fix.at_s < state.since_s + ROLLS_S:
            return replace(state, place_m=fix.place_m), None
        case Struck() if _moved(state, fix, rule):
            return Driving(), None
        case Crashed(since_s) if _moved(state, fix, rule):
            return Driving(), ("cleared", since_s, fix.at_s)
        case Struck(since_s, _, place_m) if fix.at_s - since_s >= rule.still_s:
            return Crashed(since_s, place_m), ("raised", since_s, fix.at_s)
        case _:
            return state, None


def feel(
    state: State, at_s: float, peak_g: float, still_s: float, mps: float, rule: CrashRule
) -> tuple[State, Said | None]:
    """What a phone felt, heard of at once; `mps`: what it reported with its last fix."""
    enough_g = rule.impact_g * (2.0 if mps < STANDS_MPS else 1.0)
    match state:
        case Driving() if peak_g >= enough_g and still_s >= rule.still_s:
            return Crashed(at_s, None), ("raised", at_s, at_s + still_s)
        case Driving() if peak_g >= enough_g:
            return Struck(at_s, at_s, None), None
        case _:
            return state, None


def look(state: State, now_s: float, rule: CrashRule) -> tuple[State, Said | None]:
    """Somebody looks at the clock."""
    match state:
        case Struck(since_s, float(told_s), place_m) if told_s + rule.still_s + SILENCE_S < now_s:
            return Crashed(since_s, place_m), ("raised", since_s, since_s + rule.still_s)
        case _:
            return state, None


def _stops(fix: Fix, rule: CrashRule) -> bool:
    sudden = fix.after_s > 0.0 and fix.before_mps - fix.mps >= rule.hard_mps2 * fix.after_s
    return fix.before_mps >= rule.from_mps and fix.mps < STANDS_MPS and sudden


def _moved(state: Struck | Crashed, fix: Fix, rule: CrashRule) -> bool:
    assert state.place_m is not None
    return abs(fix.place_m - state.place_m) - fix.accuracy_m > rule.still_m
