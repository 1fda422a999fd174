"""Trips of the made-up city as a fleet could see them: where both phones truly were, and what went wrong when.

    honest    plain | stands where planned | in a jam | over potholes | on a motorway     and then its rider walks away
    wrong     one of the city's mishaps, or what only a fleet would notice: lost alone, felt by nobody

All of it follows from the city's seed; the same number is the same trip under every reception.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from random import Random

import numpy as np
from shapely import Point

from escort.simulate import ways
from escort.simulate.acts import felt_g
from escort.simulate.areas import Area, areas_of, inside
from escort.simulate.city import City, build
from escort.simulate.mishaps import Mishap
from escort.simulate.ride import Ride
from escort.simulate.trip import Trip, trip_of
from escort.simulate.vehicle import Manner, Race, drive, longest_stretch
from geo import Plan, PlanRefused, checked_plan

seed = 7  # of the city
every_s = 4  # a fix each
motorway = Manner(top_mps=125 / 3.6, speeds_up_mps2=2.0, slows_down_mps2=2.5)
walks_s, walks_mps = 180, 1.4  # so long after the end the rider's phone is heard
enters_s = 10  # in a risk area for so long at least

honest_ways = (Mishap.NONE, Mishap.PLANNED_STOP, Mishap.JAM, Mishap.BUMP, None)  # None: on a motorway


@dataclass(frozen=True, slots=True)
class Story:
    """One trip. Units: seconds of the trip; infinite where something never happens.

    `rider` and `car` are where the rider's and the driver's phone are. `lost_s`, `lost_alone_s`: from then on nothing
    comes from both, from the rider's. `risk_s`: when the rider is first in a risk area, and stays there.
    """

    plan: Plan
    rider: Ride
    car: Ride
    end_s: float
    expected_s: float
    stops: tuple[tuple[float, float], ...] = ()
    wrong_s: float = math.inf
    lost_s: float = math.inf
    lost_alone_s: float = math.inf
    fog_from_s: float = math.inf
    felt: tuple[float, float] | None = None  # when, and how many g
    risk_s: float = math.inf
    every_s: int = every_s


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that goes wrong, and the kinds of finding that should say so."""

    name: str
    kinds: tuple[str, ...]
    told: Callable[[int], Story]


@cache
def areas() -> tuple[Area, ...]:
    """The zones of the city."""
    return areas_of(_city())


@cache
def _city() -> City:
    return build(seed)


@cache
def _trip(mishap: Mishap, number: int) -> Trip:
    return trip_of(_city(), seed, number, mishap)


def _chance(number: int, purpose: str) -> Random:
    return Random(f"{seed}/{number}/{purpose}")


@cache
def honest(number: int) -> Story:
    """A trip on which nothing goes wrong; each fifth of them in another way. What its rider does after it, too."""
    mishap = honest_ways[number % len(honest_ways)]
    story = _motorway(number) if mishap is None else _told(mishap, number)
    ride = story.rider.until(story.end_s)
    return replace(story, rider=_walks_away(ride, _chance(number, "walk")), wrong_s=math.inf)


@cache
def _told(mishap: Mishap, number: int) -> Story:
    """A trip as the city has it."""
    trip = _trip(mishap, number)
    plan = checked_plan(trip.plan)
    assert not isinstance(plan, PlanRefused), plan.why
    felt = (trip.mishap_s, felt_g(mishap, lambda purpose: _chance(number, purpose)))
    return Story(
        plan=plan,
        rider=trip.ride,
        car=trip.journey.car,
        end_s=trip.end_s,
        expected_s=trip.expected_s,
        stops=trip.stops,
        wrong_s=trip.mishap_s,
        lost_s=trip.mishap_s if mishap is Mishap.LOST_PHONE else math.inf,
        fog_from_s=trip.mishap_s if mishap is Mishap.FOG else math.inf,
        felt=felt if mishap in (Mishap.CRASH, Mishap.BUMP) else None,
        risk_s=_in_risk_s(trip.ride),
    )


def _motorway(number: int) -> Story:
    """Its longest stretch without a corner is driven as fast as motorways allow."""
    story, way = _told(Mishap.NONE, number), ways.planned(_city(), _chance(number, "places"))
    ride = drive(way, _chance(number, "drive"), race=Race(longest_stretch(way), motorway))
    return replace(story, rider=ride, car=ride, end_s=float(len(ride.x_m)), risk_s=_in_risk_s(ride))


def _walks_away(ride: Ride, chance: Random) -> Ride:
    """The phone gets out with its rider, and goes on at walking pace."""
    direction, gone_m = chance.uniform(0, 2 * math.pi), walks_mps * np.arange(1, walks_s + 1)
    last = np.full(walks_s, len(ride.x_m) - 1)
    after = ride.at(last.astype(np.float64))
    walk = replace(
        after,
        x_m=after.x_m + gone_m * math.sin(direction),
        y_m=after.y_m + gone_m * math.cos(direction),
        along_m=after.along_m + gone_m,
        speed_mps=np.full(walks_s, walks_mps),
        heading_deg=np.full(walks_s, math.degrees(direction)),
    )
    return Ride(*(np.concatenate([getattr(ride, name), getattr(walk, name)]) for name in Ride.__slots__))


def _in_risk_s(ride: Ride) -> float:
    """From when it is in a risk area for `enters_s` on end."""
    within = inside(areas(), "risk", ride)
    stays = np.convolve(within, np.ones(enters_s), "valid") == enters_s if len(within) >= enters_s else within[:0]
    return float(stays.argmax()) if stays.any() else math.inf


def _of(mishap: Mishap) -> Callable[[int], Story]:
    return lambda number: _told(mishap, number)


def _lost_alone(number: int) -> Story:
    story = _told(Mishap.LOST_PHONE, number)
    return replace(story, lost_s=math.inf, lost_alone_s=story.wrong_s)


def _crash_unfelt(number: int) -> Story:
    return replace(_told(Mishap.CRASH, number), felt=None)


def _crash_unfelt_but_dense(number: int) -> Story:
    return replace(_crash_unfelt(number), every_s=1)


def _into_risk(number: int) -> Story:
    """The first trip of so many numbers whose way leads into a risk area."""
    story = _told(Mishap.NONE, _numbers_into_risk(number + 1)[number])
    return replace(story, wrong_s=story.risk_s)


@cache
def _numbers_into_risk(so_many: int) -> list[int]:
    numbers = _numbers_into_risk(so_many - 1) if so_many > 1 else []
    number = numbers[-1] + 1 if numbers else 0
    while not (_may_end_at_risk(number) and enters_s < _told(Mishap.NONE, number).risk_s < math.inf):
        number += 1
    return [*numbers, number]


def _may_end_at_risk(number: int) -> bool:
    """Whether the first two places drawn for it (`ways.planned`) end in a risk area: a look without a way."""
    places = _city().places
    _, end = _chance(number, "places").sample(range(len(places)), 2)
    return any(area.kind == "risk" and area.shape.contains(Point(places[end])) for area in areas())


wrongs = (
    Wrong("goes elsewhere", ("deviation", "detour"), _of(Mishap.DETOUR)),
    Wrong("stands for minutes", ("dwell",), _of(Mishap.LONG_STOP)),
    Wrong("both phones are lost", ("signal_loss",), _of(Mishap.LOST_PHONE)),
    Wrong("the rider's phone is lost, the driver's not", ("signal_loss",), _lost_alone),
    Wrong("races at 160 km/h", ("speeding",), _of(Mishap.SPEEDING)),
    Wrong("enters a risk area", ("zone",), _into_risk),
    Wrong("drives off without its rider", ("apart",), _of(Mishap.APART)),
    Wrong("stops dead, and its phone feels it", ("crash",), _of(Mishap.CRASH)),
    Wrong("stops dead, felt by no phone, a fix each second", ("crash",), _crash_unfelt_but_dense),
    Wrong("stops dead, felt by no phone, a fix each 4 s", ("crash",), _crash_unfelt),
    Wrong("takes 3 times as long", ("overdue",), _of(Mishap.LATE)),
    Wrong("both phones know their place to 150 m only", ("blurred",), _of(Mishap.FOG)),
    Wrong("is ended half way", ("ended_early",), _of(Mishap.ENDED_EARLY)),
    Wrong("is ended, and drives on with its rider", ("ended_early",), _of(Mishap.DRIVEN_ON)),
)
