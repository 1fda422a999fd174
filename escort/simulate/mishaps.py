"""What happens on a trip besides driving, and how often.

                                    the vehicle             the phones             its rider
    NONE                            as planned              send                   answers "ok"
    PLANNED_STOP, JAM               stands, or crawls       send                   answers "ok"
    BUMP                            as planned              feels a pothole        answers "ok"
    JUMPS                           as planned              a few fixes far off    answers "ok"
    FOG                             as planned              both vague to the end  answers "ok"
    DETOUR                          goes elsewhere          send                   ok, help, or no answer
    LONG_STOP                       stands for minutes      send                   answers "ok"
    LATE                            takes 3 times as long   send                   answers "ok"
    LOST_PHONE                      as planned              both silent for good   cannot answer
    SPEEDING                        races where it can      send                   ok or help
    CRASH                           stops dead, stays       feels the impact       help, or no answer
    APART                           drives on               the rider's stays      help, or no answer
    ENDED_EARLY                     drives on as planned    go on after the end    ok or help
    DRIVEN_ON                       drives on from the end  go on after the end    ok, help, or no answer
    SOS, SILENT                     stops a while           a press                help; silent: no answer
    ACCIDENT                        as planned              a press, taken back    answers "ok"

Tunnels and risk areas are the city's own (`city`, `areas`), and no mishap. The first five are ordinary.
"""

from dataclasses import dataclass
from enum import Enum, auto
from random import Random
from typing import Literal, TypeAlias, assert_never


class Mishap(Enum):
    """What happens."""

    NONE = auto()
    PLANNED_STOP = auto()
    JAM = auto()
    BUMP = auto()
    JUMPS = auto()
    FOG = auto()
    DETOUR = auto()
    LONG_STOP = auto()
    LATE = auto()
    LOST_PHONE = auto()
    SPEEDING = auto()
    CRASH = auto()
    APART = auto()
    ENDED_EARLY = auto()
    DRIVEN_ON = auto()
    SOS = auto()
    SILENT = auto()
    ACCIDENT = auto()


ordinary = (Mishap.NONE, Mishap.PLANNED_STOP, Mishap.JAM, Mishap.BUMP, Mishap.JUMPS)
"""Nothing is wrong: whatever is found on these is false."""

loud = tuple(mishap for mishap in Mishap if mishap not in (*ordinary, Mishap.FOG))
"""These open incidents by day; that a place was vague for minutes is a note."""

shares = {
    Mishap.PLANNED_STOP: 0.06,
    Mishap.JAM: 0.08,
    Mishap.BUMP: 0.03,
    Mishap.JUMPS: 0.06,
    Mishap.FOG: 0.003,
    Mishap.DETOUR: 0.014,
    Mishap.LONG_STOP: 0.006,
    Mishap.LATE: 0.003,
    Mishap.LOST_PHONE: 0.006,
    Mishap.SPEEDING: 0.004,
    Mishap.CRASH: 0.003,
    Mishap.APART: 0.003,
    Mishap.ENDED_EARLY: 0.005,
    Mishap.DRIVEN_ON: 0.003,
    Mishap.SOS: 0.006,
    Mishap.SILENT: 0.004,
    Mishap.ACCIDENT: 0.006,
}
"""Of all trips. Far more goes wrong than in a real city, and no more than one person can attend to: 0.063 open an
incident, of some 0.3 trips a second when 200 are alive: one in about 50 s."""


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
        case Mishap.LONG_STOP | Mishap.PLANNED_STOP:
            return 330.0, 480.0
        case Mishap.SOS | Mishap.SILENT:
            return 60.0, 180.0
        case _:
            return None


def reply_of(mishap: Mishap, chance: Random) -> Reply:
    """How this rider will answer when asked whether all is well."""
    after_s = chance.uniform(3.0, 15.0)
    match mishap:
        case Mishap.NONE | Mishap.PLANNED_STOP | Mishap.JAM | Mishap.BUMP | Mishap.JUMPS | Mishap.FOG:
            return Reply(after_s, "ok")
        case Mishap.LONG_STOP | Mishap.LATE | Mishap.ACCIDENT:
            return Reply(after_s, "ok")
        case Mishap.DETOUR | Mishap.DRIVEN_ON:
            return Reply(after_s, chance.choices(("ok", "help", None), (0.45, 0.25, 0.30))[0])
        case Mishap.SPEEDING | Mishap.ENDED_EARLY:
            return Reply(after_s, chance.choices(("ok", "help"), (0.7, 0.3))[0])
        case Mishap.CRASH | Mishap.APART:
            return Reply(after_s, chance.choices(("help", None), (0.4, 0.6))[0])
        case Mishap.SOS:
            return Reply(after_s, "help")
        case Mishap.LOST_PHONE | Mishap.SILENT:
            return Reply(after_s, None)
    assert_never(mishap)
