"""Speeding, one trip at a time.

Within --both surely above--> Fast --for `held_s`--> Speeding
   ^-------otherwise-----------'                        |
   ^-------either surely below--------------------------'
"""

from dataclasses import dataclass

from geo.profiles import SpeedingRule

Said = tuple[str, float, float]  # edge, since_s, at_s


@dataclass(frozen=True)
class Within:
    pass


@dataclass(frozen=True)
class Fast:
    since_s: float


@dataclass(frozen=True)
class Speeding:
    since_s: float


State = Within | Fast | Speeding


@dataclass(frozen=True)
class Fix:
    at_s: float
    after_s: float
    reported_mps: float
    moved_m: float
    accuracy_m: float


def step(state: State, fix: Fix, rule: SpeedingRule) -> tuple[State, Said | None]:
    """What one fix makes of a trip, and what there is to say about it."""
    implies = 0.0 < fix.after_s <= rule.gap_max_s
    surely_fast = implies and (fix.moved_m - fix.accuracy_m) / fix.after_s > rule.limit_mps
    surely_slow = implies and (fix.moved_m + fix.accuracy_m) / fix.after_s <= rule.limit_mps
    fast = fix.reported_mps > rule.limit_mps and surely_fast
    match state:
        case Within() if fast:
            return Fast(fix.at_s), None
        case Fast(since_s) if fast and fix.at_s - since_s >= rule.held_s:
            return Speeding(since_s), ("raised", since_s, fix.at_s)
        case Fast() if not fast:
            return Within(), None
        case Speeding(since_s) if fix.reported_mps <= rule.limit_mps or surely_slow:
            return Within(), ("cleared", since_s, fix.at_s)
        case _:
            return state, None
