"""What a phone does at which second of its trip.

    fixes  fixes  fixes  press  fixes  say  fixes ...            SOS
    fixes  fixes  press  fixes  take back  fixes ...             ACCIDENT
    fixes  fixes  impact  fixes ...                              CRASH, BUMP
    fixes  fixes  dark                                           LOST_PHONE

The driver's phone only sends its fixes. Times are seconds of the trip, those inside fixes too; `aboard` turns them into
unix seconds when it performs them.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from random import Random
from typing import Literal, TypeAlias

from escort.simulate.journey import Chance, Journey
from escort.simulate.mishaps import Mishap
from escort.simulate.receiver import Fix, measured
from escort.simulate.ride import Ride

jumps_at_most = 4
crash_g, bump_g = (5.0, 12.0), (3.5, 6.0)
taken_back_after_s = (5.0, 12.0)
speaks_after_s = (6.0, 15.0)
pleas = (
    "Please stay with me.",
    "He took another road and does not answer me.",
    "I want to get out.",
    "Call me, please.",
)


@dataclass(frozen=True, slots=True)
class SendFixes:
    """The phone delivers what it has measured."""

    at_s: float
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True)
class Push:
    """The rider pushes the button."""

    at_s: float
    kind: Literal["sos", "silent"]
    fix: Fix | None


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The rider did not mean the press."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Speak:
    """A line to the agent."""

    at_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Feel:
    """The phone feels an impact; it does not wait to see what comes after it."""

    at_s: float
    peak_g: float


@dataclass(frozen=True, slots=True)
class GoDark:
    """The phone is lost: nothing comes from it any more."""

    at_s: float


Act: TypeAlias = SendFixes | Push | TakeBack | Speak | Feel | GoDark


def acts_of(journey: Journey, mishap: Mishap, chance: Chance) -> tuple[Act, ...]:
    """Everything the rider's phone does, in order."""
    mishap_s = journey.mishap_s
    jumps_s = _jumps(journey.rider, mishap, mishap_s, chance("jumps"))
    fixes = measured(journey.rider, chance("receiver"), jumps_s, _fog_from_s(journey, mishap))
    acts = _delivered(fixes)
    match mishap:
        case Mishap.LOST_PHONE:
            acts = [act for act in acts if act.at_s < mishap_s] + [GoDark(mishap_s)]
        case Mishap.SOS | Mishap.SILENT | Mishap.ACCIDENT:
            acts += _press(mishap, mishap_s, _last(fixes, mishap_s), chance("press"))
        case Mishap.CRASH | Mishap.BUMP:
            acts.append(Feel(mishap_s, felt_g(mishap, chance)))
        case _:
            pass
    return tuple(sorted(acts, key=lambda act: act.at_s))


def drivers_acts_of(journey: Journey, mishap: Mishap, chance: Chance) -> tuple[Act, ...]:
    """Everything the driver's phone does while the trip lasts, in order: where one is lost or vague, both are."""
    fixes = measured(journey.car, chance("driver's receiver"), fog_from_s=_fog_from_s(journey, mishap))
    acts = _delivered(fixes)
    if mishap is Mishap.LOST_PHONE:
        return (*(act for act in acts if act.at_s < journey.mishap_s), GoDark(journey.mishap_s))
    return tuple(act for act in acts if act.at_s < journey.end_s)


def felt_g(mishap: Mishap, chance: Chance) -> float:
    """How hard an impact is."""
    return round(chance("impact").uniform(*(crash_g if mishap is Mishap.CRASH else bump_g)), 1)


def _fog_from_s(journey: Journey, mishap: Mishap) -> float:
    return journey.mishap_s if mishap is Mishap.FOG else math.inf


def _delivered(fixes: list[Fix]) -> list[Act]:
    return [SendFixes(float(at_s), tuple(sent)) for at_s, sent in groupby(fixes, lambda fix: fix.sent_s)]


def _press(mishap: Mishap, at_s: float, fix: Fix | None, chance: Random) -> Iterator[Act]:
    yield Push(at_s, "silent" if mishap is Mishap.SILENT else "sos", fix)
    if mishap is Mishap.ACCIDENT:
        yield TakeBack(at_s + chance.uniform(*taken_back_after_s))
    if mishap is Mishap.SOS:
        yield Speak(at_s + chance.uniform(*speaks_after_s), chance.choice(pleas))


def _last(fixes: list[Fix], at_s: float) -> Fix | None:
    return max((fix for fix in fixes if fix.sent_s <= at_s), key=lambda fix: fix.at_s, default=None)


def _jumps(ride: Ride, mishap: Mishap, first_s: float, chance: Random) -> list[int]:
    """The seconds of a few lone jumps; never two in a row, which would be no jump but a journey."""
    if mishap is not Mishap.JUMPS:
        return []
    seconds = range(int(first_s), len(ride.x_m), 40)
    return chance.sample(seconds, min(len(seconds), chance.randint(1, jumps_at_most)))
