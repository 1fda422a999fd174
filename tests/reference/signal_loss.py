"""Signal loss, one trip at a time.

Heard --nothing received for the `silent_s` of the time it began--> Silent --anything received--> Heard
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Heard:
    at_s: float


@dataclass(frozen=True)
class Silent:
    since_s: float


State = Heard | Silent
Said = tuple[str, float, float]  # edge, since_s, at_s
Limit = Callable[[float], float]  # how long is too long, by when the silence began


def look(state: State, now_s: float, silent_s: Limit) -> tuple[State, list[Said]]:
    """Somebody looks at the clock."""
    match state:
        case Heard(at_s) if now_s > at_s + silent_s(at_s):
            return Silent(at_s), [("raised", at_s, at_s + silent_s(at_s))]
        case _:
            return state, []


def hear(state: State, received_at_s: float, silent_s: Limit) -> tuple[State, list[Said]]:
    """Something is received: whoever receives it has looked at the clock first."""
    state, said = look(state, received_at_s, silent_s)
    match state:
        case Silent(since_s):
            return Heard(received_at_s), [*said, ("cleared", since_s, received_at_s)]
        case Heard(at_s):
            return Heard(max(at_s, received_at_s)), said
