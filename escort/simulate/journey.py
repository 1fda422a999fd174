"""How the vehicle and the two phones in it go: along the plan, or as the mishap has it.

    way --mishap--> streets, stops, a race --vehicle--> ride ---> car      the driver's phone, all the way
                                                         '-----> rider    with the car, but where they part

Chance decides where and how long, never whether: that is the mishap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeAlias

import numpy as np

from escort.simulate import ways
from escort.simulate.city import City, Point, Street
from escort.simulate.mishaps import Mishap, stands
from escort.simulate.ride import Ride
from escort.simulate.vehicle import Race, drive, longest_stretch, racing, stops_within_m

Chance: TypeAlias = Callable[[str], Random]
"""Randomness keyed by purpose."""

before_corner_m = 40.0  # it happens here, so that a vehicle stands in the street and not on the crossing
jam_m = (150.0, 500.0)  # how long a jam is
jam_moves_m, jam_stands_s = (8.0, 40.0), (10.0, 60.0)  # between two stops in it, and at each
after_crash_s = (180.0, 300.0)  # until somebody ends the trip
drops_off_s = (15.0, 30.0)  # standing at the destination, for one who then drives on
goes_on_s = 240.0  # so long phones are heard after an end that was none
late_times, late_least_s = 3.0, 1_000.0  # so much slower, and at least so much later
too_fast_mps = 38.0  # 137 km/h: more than is allowed on nearly any road there is
plain_moves_mps = 5.0


@dataclass(frozen=True)
class Journey:
    """One drive. Units: seconds of the trip, metres on the city's sheet. `rider` is where the rider's phone is.

    `end_s` is when the trip is ended; rides may go on after it. `mishap_s` is when it goes wrong.
    """

    car: Ride
    rider: Ride
    mishap_s: float
    end_s: float
    stop: Point | None = None  # where it is to stand on its way, as planned


def journey_of(city: City, way: Sequence[Street], mishap: Mishap, expected_s: float, chance: Chance) -> Journey:
    """How a planned way is driven; it was to take `expected_s`."""
    turn = ways.corner(way, chance("corner"))
    if mishap is Mishap.DETOUR:
        driven = ways.detour(city, way, turn, chance("elsewhere"))
        turn = min(turn, sum(planned is street for planned, street in zip(way, driven, strict=False)))
        return _plain(driven, turn, mishap, chance)
    if mishap is Mishap.DRIVEN_ON:
        return _driven_on(city, way, chance)
    if mishap is Mishap.SPEEDING:
        return _speeding(way, chance)
    plain = _plain(way, turn, mishap, chance)
    match mishap:
        case Mishap.CRASH:
            return _crash(plain, chance)
        case Mishap.BUMP:
            moving_s = np.flatnonzero(plain.car.speed_mps > plain_moves_mps)
            return replace(plain, mishap_s=float(chance("bump").choice(moving_s[1:])))
        case Mishap.FOG:
            return replace(plain, mishap_s=float(plain.car.fastest_s()))
        case Mishap.LATE:
            return _late(plain, expected_s)
        case Mishap.APART:
            stays = plain.car.until(plain.mishap_s, stands_s=plain.end_s - plain.mishap_s - 1.0)
            return replace(plain, rider=stays)
        case Mishap.ENDED_EARLY:
            went = plain.car.until(plain.mishap_s + goes_on_s)
            return replace(plain, car=went, rider=went, end_s=plain.mishap_s)
        case Mishap.PLANNED_STOP:
            at = int(plain.mishap_s)
            return replace(plain, stop=(float(plain.car.x_m[at]), float(plain.car.y_m[at])))
        case _:
            return plain


def _plain(way: Sequence[Street], turn: int, mishap: Mishap, chance: Chance) -> Journey:
    """Driven to its end; it happens before the corner after so many streets."""
    where_m = sum(street.length_m for street in way[:turn]) - before_corner_m
    stand, stops = stands(mishap), dict[float, float]()
    if stand is not None:
        stops[where_m] = chance("stand").uniform(*stand)
    if mishap is Mishap.JAM:
        stops = _jam(where_m, chance("jam"))
    ride = drive(way, chance("drive"), stops)
    happens_s = ride.second_at(min(stops, default=where_m) - stops_within_m)
    return Journey(ride, ride, float(happens_s), float(len(ride.x_m)))


def _jam(until_m: float, chance: Random) -> dict[float, float]:
    """Standing and rolling a few metres in turn, towards the corner where it ends."""
    stops, at_m = dict[float, float](), max(20.0, until_m - chance.uniform(*jam_m))
    while at_m < until_m:
        stops[at_m] = chance.uniform(*jam_stands_s)
        at_m += chance.uniform(*jam_moves_m)
    return stops


def _speeding(way: Sequence[Street], chance: Chance) -> Journey:
    """It races along the longest stretch without a corner; wrong from when no road would allow it."""
    ride = drive(way, chance("drive"), race=Race(longest_stretch(way)))
    too_fast = ride.speed_mps > too_fast_mps
    assert too_fast.any(), f"a stretch too short to reach {racing.top_mps} m/s"
    return Journey(ride, ride, float(too_fast.argmax()), float(len(ride.x_m)))


def _crash(plain: Journey, chance: Chance) -> Journey:
    """Within a second it stands, where it was fast, and stays until somebody ends the trip."""
    struck_s = plain.car.fastest_s()
    ride = plain.car.until(struck_s, stands_s=chance("crash").uniform(*after_crash_s))
    return Journey(ride, ride, float(struck_s), float(len(ride.x_m)))


def _late(plain: Journey, expected_s: float) -> Journey:
    """Slow all the way; wrong from when it should have arrived."""
    times = max(late_times, 1.0 + late_least_s / plain.end_s)
    ride = plain.car.at(np.arange(0.0, plain.end_s - 1.0, 1.0 / times))
    return Journey(ride, ride, expected_s, float(len(ride.x_m)))


def _driven_on(city: City, way: Sequence[Street], chance: Chance) -> Journey:
    """It arrives and the trip is ended; then it drives on, with the rider's phone in it."""
    arrives_m = sum(street.length_m for street in way)
    on = ways.onwards(city, way, chance("elsewhere"))
    ride = drive([*way, *on], chance("drive"), {arrives_m: chance("stand").uniform(*drops_off_s)})
    end_s = float(ride.second_at(arrives_m - before_corner_m / 4))
    ride = ride.until(end_s + goes_on_s)
    return Journey(ride, ride, end_s, end_s)
