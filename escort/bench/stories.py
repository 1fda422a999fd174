"""Trips of the made-up city as a fleet could see them: where the vehicle truly was, and what went wrong when.

    honest | detour | long stop | lost phone       as the city itself drives them
    speeding | crash | crawl | fog | left early    the city's honest trips, driven on otherwise from some second on

All of it follows from the city's seed; the same number is the same trip under every reception.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from escort.simulate.city import City, build
from escort.simulate.mishaps import Mishap
from escort.simulate.ride import Ride
from escort.simulate.trip import Trip, trip_of
from geo import Plan, PlanRefused, checked_plan

seed = 7  # of the city
faster = 4  # times, of one who speeds: some 150 km/h where 50 are allowed
slower = 3  # times, of one who crawls
stands_s = 300  # after a crash
impact_g = 6.0
fog_m = 150.0  # the radius that a phone in fog is sure of


@dataclass(frozen=True, slots=True)
class Story:
    """One trip. Units: seconds of the trip; infinite where something never happens."""

    plan: Plan
    ride: Ride
    end_s: float
    expected_s: float
    wrong_s: float = np.inf
    silent_from_s: float = np.inf
    fog_from_s: float = np.inf
    impact_s: float = np.inf  # felt by the phone


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that goes wrong, and the kinds of finding that should say so."""

    name: str
    kinds: tuple[str, ...]
    told: Callable[[int], Story]


@cache
def _trip(mishap: Mishap, number: int) -> Trip:
    return trip_of(_city(), seed, number, mishap)


@cache
def _city() -> City:
    return build(seed)


def honest(number: int, mishap: Mishap = Mishap.NONE) -> Story:
    """A trip as the city drives it."""
    trip = _trip(mishap, number)
    plan = checked_plan(trip.plan)
    assert not isinstance(plan, PlanRefused), plan.why
    return Story(plan, trip.ride, trip.end_s, trip.end_s, trip.mishap_s if mishap is not Mishap.NONE else np.inf)


def _detour(number: int) -> Story:
    return honest(number, Mishap.DETOUR)


def _long_stop(number: int) -> Story:
    """It goes wrong when the vehicle stands, which it does once so long."""
    story = honest(number, Mishap.LONG_STOP)
    rolls = np.flatnonzero(story.ride.speed_mps > 0)
    return replace(story, wrong_s=float(rolls[np.diff(rolls).argmax()]))


def _lost_phone(number: int) -> Story:
    story = honest(number, Mishap.LOST_PHONE)
    return replace(story, silent_from_s=story.wrong_s)


def _speeding(number: int) -> Story:
    story, at = _from_fastest(number)
    seconds = np.r_[0:at, at : len(story.ride.x_m) : faster]
    return _driven(story, seconds, np.where(np.arange(len(seconds)) >= at, faster, 1.0), float(at))


def _crash(number: int) -> Story:
    story, at = _from_fastest(number)
    seconds = np.r_[0 : at + 1, np.full(stands_s, at)]
    return _driven(story, seconds, np.where(np.arange(len(seconds)) > at, 0.0, 1.0), float(at))


def _felt_crash(number: int) -> Story:
    story = _crash(number)
    return replace(story, impact_s=story.wrong_s)


def _crawl(number: int) -> Story:
    """It goes wrong when it should have arrived."""
    story = honest(number)
    seconds = np.repeat(np.arange(len(story.ride.x_m)), slower)
    return _driven(story, seconds, np.full(len(seconds), 1.0 / slower), story.expected_s)


def _fog(number: int) -> Story:
    story, at = _from_fastest(number)
    return replace(story, wrong_s=float(at), fog_from_s=float(at))


def _left_early(number: int) -> Story:
    """Half way along the driver says that the rider has arrived."""
    story = honest(number)
    half_s = float(story.ride.second_at(story.ride.along_m[-1] / 2))
    return replace(story, wrong_s=half_s, end_s=half_s)


wrongs = (
    Wrong("goes elsewhere", ("deviation", "detour"), _detour),
    Wrong("stands for minutes", ("dwell",), _long_stop),
    Wrong("the phone is lost", ("signal_loss",), _lost_phone),
    Wrong("drives 4 times as fast", ("speeding",), _speeding),
    Wrong("stops dead, and its phone feels it", ("crash",), _felt_crash),
    Wrong("stops dead, and its phone feels nothing", ("crash",), _crash),
    Wrong("takes 3 times as long", ("overdue",), _crawl),
    Wrong("knows its place to 150 m only", ("blurred",), _fog),
    Wrong("is ended half way", ("ended_early",), _left_early),
)


def _from_fastest(number: int) -> tuple[Story, int]:
    """An honest trip, and the second of its middle half at which it is fastest."""
    story = honest(number)
    quarter = len(story.ride.speed_mps) // 4
    return story, quarter + int(story.ride.speed_mps[quarter : 3 * quarter].argmax())


def _driven(story: Story, seconds: NDArray[np.int64], times: NDArray[np.float64], wrong_s: float) -> Story:
    """The same way, at other seconds: `seconds` says which second of the old ride each of the new one is."""
    old = story.ride
    ride = Ride(*(getattr(old, name)[seconds] for name in Ride.__slots__))
    ride = replace(ride, speed_mps=ride.speed_mps * times)
    return replace(story, ride=ride, end_s=float(len(seconds)), wrong_s=wrong_s)
