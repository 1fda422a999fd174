"""What goes wrong on a trip, and how often.

                                    the vehicle        the phone             its rider
    NONE                            as planned         sends                 answers "ok"
    DETOUR                          goes elsewhere     sends                 ok, help, or no answer
    LONG_STOP                       stands for minutes sends                 answers "ok"
    LOST_PHONE                      as planned         silent for good       cannot answer
    JUMPS                           as planned         a few fixes far off   answers "ok"
    SOS, SILENT                     stops a while      a press               help; silent: no answer
    ACCIDENT                        as planned         a press, taken back   answers "ok"

Tunnels are the city's own (`city`), and no mishap.
"""

from dataclasses import dataclass
from enum import Enum, auto
from random import Random
from typing import Literal, TypeAlias, assert_never


class Mishap(Enum):
    """What goes wrong."""

    NONE = auto()
    DETOUR = auto()
    LONG_STOP = auto()
    LOST_PHONE = auto()
    JUMPS = auto()
    SOS = auto()
    SILENT = auto()
    ACCIDENT = auto()


shares = {
    Mishap.DETOUR: 0.08,
    Mishap.LOST_PHONE: 0.035,
    Mishap.SOS: 0.03,
    Mishap.SILENT: 0.015,
    Mishap.ACCIDENT: 0.025,
    Mishap.LONG_STOP: 0.05,
    Mishap.JUMPS: 0.06,
}
"""Of all trips. The first five open incidents: 0.185 of some 0.33 trips a second, one in 16 s, when 200 are alive."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the rider answers to a check-in, and how long that takes; None: nothing at all."""

    after_s: float
    answer: Literal["ok", "help"] | None


Stand: TypeAlias = tuple[float, float]
"""How many seconds a vehicle stands there: at least, at most."""


def drawn(chance: Random) -> Mishap:
    """What goes wrong on a trip, by the shares."""
    kinds = [*shares, Mishap.NONE]
    return chance.choices(kinds, [*shares.values(), 1.0 - sum(shares.values())])[0]


def stands(mishap: Mishap) -> Stand | None:
    """Whether and how long the vehicle stands where it happens."""
    match mishap:
        case Mishap.LONG_STOP:
            return 330.0, 480.0
        case Mishap.SOS | Mishap.SILENT:
            return 60.0, 180.0
        case _:
            return None


def reply_of(mishap: Mishap, chance: Random) -> Reply:
    """How this rider will answer when asked whether all is well."""
    after_s = chance.uniform(3.0, 15.0)
    match mishap:
        case Mishap.NONE | Mishap.LONG_STOP | Mishap.JUMPS | Mishap.ACCIDENT:
            return Reply(after_s, "ok")
        case Mishap.DETOUR:
            return Reply(after_s, chance.choices(("ok", "help", None), (0.45, 0.25, 0.30))[0])
        case Mishap.SOS:
            return Reply(after_s, "help")
        case Mishap.LOST_PHONE | Mishap.SILENT:
            return Reply(after_s, None)
    assert_never(mishap)
