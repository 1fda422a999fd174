"""Signal loss, one trip at a time.

Heard --nothing received for `silent_s`--> Silent --anything received--> Heard
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heard:
    at_s: float


@dataclass(frozen=True)
class Silent:
    since_s: float


State = Heard | Silent
Said = tuple[str, float, float]  # edge, since_s, at_s


def look(state: State, now_s: float, silent_s: float) -> tuple[State, list[Said]]:
    """Somebody looks at the clock."""
    match state:
        case Heard(at_s) if now_s > at_s + silent_s:
            return Silent(at_s), [("raised", at_s, at_s + silent_s)]
        case _:
            return state, []


def hear(state: State, received_at_s: float, silent_s: float) -> tuple[State, list[Said]]:
    """Something is received: whoever receives it has looked at the clock first."""
    state, said = look(state, received_at_s, silent_s)
    match state:
        case Silent(since_s):
            return Heard(received_at_s), [*said, ("cleared", since_s, received_at_s)]
        case Heard(at_s):
            return Heard(max(at_s, received_at_s)), said
