"""Deviation, one trip at a time.

OnRoute --outside--> Straying --beyond the corridor, held long enough--> Deviated
   ^-------back---------'                                                   |
   ^------------------------------back--------------------------------------'
"""

from dataclasses import dataclass

from geo.profiles import DeviationRule


@dataclass(frozen=True)
class OnRoute:
    pass


@dataclass(frozen=True)
class Straying:
    since_s: float


@dataclass(frozen=True)
class Deviated:
    since_s: float


State = OnRoute | Straying | Deviated
Said = tuple[str, float, float]  # edge, since_s, at_s


def step(state: State, at_s: float, off_m: float, accuracy_m: float, rule: DeviationRule) -> tuple[State, Said | None]:
    """What one fix makes of a trip, and what there is to say about it."""
    outside = off_m - accuracy_m > rule.edge_m
    back = off_m + accuracy_m < rule.return_m
    match state:
        case OnRoute() if outside:
            return Straying(at_s), None
        case Straying(since_s) if _long_enough(at_s - since_s, off_m - accuracy_m, rule):
            return Deviated(since_s), ("raised", since_s, at_s)
        case Straying() if back and not outside:
            return OnRoute(), None
        case Deviated(since_s) if back:
            return OnRoute(), ("cleared", since_s, at_s)
        case _:
            return state, None


def _long_enough(held_s: float, surely_off_m: float, rule: DeviationRule) -> bool:
    """At twice the corridor `grace_s`; the further off, the sooner."""
    beyond_m = surely_off_m - rule.corridor_m
    return beyond_m > 0 and held_s * beyond_m >= rule.grace_s * rule.corridor_m
