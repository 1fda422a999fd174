"""Risk areas, one trip at a time.

Outside --in one--> Entering --in the same for `held_s`--> Inside
   ^------in none, or another--'                              |
   ^------in none, or another---------------------------------'
"""

from dataclasses import dataclass

from geo.profiles import ZoneRule

Said = tuple[str, float, float]  # edge, since_s, at_s


@dataclass(frozen=True)
class Outside:
    pass


@dataclass(frozen=True)
class Entering:
    since_s: float
    zone: int


@dataclass(frozen=True)
class Inside:
    since_s: float
    zone: int


State = Outside | Entering | Inside


def step(state: State, at_s: float, zone: int, rule: ZoneRule) -> tuple[State, Said | None]:
    """What one fix makes of a trip, and what there is to say about it; `zone` -1: in no risk area."""
    elsewhere: State = Outside() if zone < 0 else Entering(at_s, zone)
    match state:
        case Entering(since_s, its) if its == zone and at_s - since_s >= rule.held_s:
            return Inside(since_s, zone), ("raised", since_s, at_s)
        case Inside(since_s, its) if its != zone:
            return elsewhere, ("cleared", since_s, at_s)
        case Entering(_, its) | Inside(_, its) if its == zone:
            return state, None
        case _:
            return elsewhere, None
