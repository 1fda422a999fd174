"""One made-up trip from end to end: its plan, and what its phones do at which second of it.

    places --ways--> plan --mishap--> journey: car, rider --receiver--> fixes --acts--> acts of each phone

All of it is decided before its first second, by `Random(f"{seed}/{number}/{purpose}")` alone.
"""

from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Literal

from escort.simulate import ways
from escort.simulate.acts import Act, acts_of, drivers_acts_of
from escort.simulate.city import City, Point, lonlat
from escort.simulate.journey import Chance, Journey, journey_of
from escort.simulate.mishaps import Mishap, Reply, ordinary, reply_of
from escort.simulate.ride import Ride
from escort.simulate.vehicle import drive

simplify_m = 0.5  # a plan leaves out corners smaller than that
foresight = (0.8, 1.15)  # of what it takes, planned stops and jams included: when a trip is expected to arrive


@dataclass(frozen=True)
class Trip:
    """What will have happened. Units: seconds of the trip; plan and stops in degrees, lon first."""

    seed: int
    number: int
    mishap: Mishap
    plan: tuple[Point, ...]
    journey: Journey
    expected_s: float
    reply: Reply
    pin: str

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """Everything the rider's phone does, in order."""
        return acts_of(self.journey, self.mishap, _chance(self.seed, self.number))

    @cached_property
    def drivers_acts(self) -> tuple[Act, ...]:
        """Everything the driver's phone does, in order."""
        return drivers_acts_of(self.journey, self.mishap, _chance(self.seed, self.number))

    @property
    def ride(self) -> Ride:
        """Where the rider's phone is."""
        return self.journey.rider

    @property
    def mishap_s(self) -> float:
        """When it happens."""
        return self.journey.mishap_s

    @property
    def end_s(self) -> float:
        """When the driver ends the trip: the vehicle has arrived, or he says so."""
        return self.journey.end_s

    @property
    def how(self) -> Literal["completed", "cancelled"]:
        """How he ends it: nobody says after a crash that the rider has arrived."""
        return "cancelled" if self.mishap is Mishap.CRASH else "completed"

    @property
    def over_s(self) -> float:
        """When nothing more is heard of it."""
        return max(self.end_s, float(len(self.ride.x_m)))

    @property
    def stops(self) -> tuple[Point, ...]:
        """Where it was to stand on its way."""
        return () if self.journey.stop is None else (lonlat(self.journey.stop),)


def trip_of(city: City, seed: int, number: int, mishap: Mishap) -> Trip:
    """The trip of a number, with what goes wrong on it."""
    chance = _chance(seed, number)
    way = ways.planned(city, chance("places"))
    planned_s, foreseen = len(drive(way, chance("drive")).x_m), chance("foresight").uniform(*foresight)
    journey = journey_of(city, way, mishap, planned_s * foreseen, chance)
    return Trip(
        seed=seed,
        number=number,
        mishap=mishap,
        plan=tuple(lonlat(point) for point in ways.shape_of(way).simplify(simplify_m).coords),
        journey=journey,
        expected_s=foreseen * (journey.end_s if mishap in ordinary else planned_s),
        reply=reply_of(mishap, chance("reply")),
        pin=f"{chance('pin').randrange(10_000):04d}",
    )


def _chance(seed: int, number: int) -> Chance:
    return lambda purpose: Random(f"{seed}/{number}/{purpose}")
