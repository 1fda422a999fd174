"""Blurred, one trip at a time.

Sharp --a vague fix--> Vague --a vague one, `blurred_s` after the first--> Blurred
  ^------a sharp one-----'                                                    |
  ^------a sharp one----------------------------------------------------------'
"""

from dataclasses import dataclass

from geo.profiles import BlurredRule

Said = tuple[str, float, float]  # edge, since_s, at_s


@dataclass(frozen=True)
class Sharp:
    pass


@dataclass(frozen=True)
class Vague:
    since_s: float


@dataclass(frozen=True)
class Blurred:
    since_s: float


State = Sharp | Vague | Blurred


def step(state: State, at_s: float, accuracy_m: float, rule: BlurredRule) -> tuple[State, Said | None]:
    """What one fix makes of a trip, and what there is to say about it."""
    vague = accuracy_m > rule.sharp_m
    match state:
        case Sharp() if vague:
            return Vague(at_s), None
        case Vague(since_s) if vague and at_s - since_s >= rule.blurred_s:
            return Blurred(since_s), ("raised", since_s, at_s)
        case Vague() if not vague:
            return Sharp(), None
        case Blurred(since_s) if not vague:
            return Sharp(), ("cleared", since_s, at_s)
        case _:
            return state, None
