"""Jumps, one trip at a time, on a flat sheet in metres.

Nowhere --any fix--> Believed --a fix out of reach--> Doubted --one within reach of either--> Believed
"""

from dataclasses import dataclass
from math import dist

LEAP_MPS, SLACK_S = 70.0, 1.0


@dataclass(frozen=True)
class Nowhere:
    pass


@dataclass(frozen=True)
class Believed:
    at_s: float
    place: tuple[float, float]


@dataclass(frozen=True)
class Doubted:
    believed: Believed
    rival: Believed


State = Nowhere | Believed | Doubted


def step(state: State, at_s: float, place: tuple[float, float]) -> tuple[State, bool]:
    """What one fix, newer than all before, makes of what is believed; and whether it is judged."""
    new = Believed(at_s, place)
    match state:
        case Nowhere():
            return new, True
        case Believed() if _within_reach(state, new):
            return new, True
        case Believed():
            return Doubted(state, new), False
        case Doubted(believed, rival) if _within_reach(believed, new) or _within_reach(rival, new):
            return new, True
        case Doubted(believed, _):
            return Doubted(believed, new), False


def _within_reach(there: Believed, new: Believed) -> bool:
    return dist(there.place, new.place) <= LEAP_MPS * (new.at_s - there.at_s + SLACK_S)
