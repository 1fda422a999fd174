"""One made-up trip from end to end: its plan, and what its phone does at which second of it.

    places --ways--> plan --mishap--> streets really driven --vehicle--> ride --receiver--> fixes --acts--> acts

All of it is decided before its first second, by `Random(f"{seed}/{number}/{purpose}")` alone.
"""

from dataclasses import dataclass
from random import Random

from escort.simulate import ways
from escort.simulate.acts import Act, acts_of
from escort.simulate.city import City, Point, lonlat
from escort.simulate.mishaps import Mishap, Reply, reply_of, stands
from escort.simulate.vehicle import Ride, drive

simplify_m = 0.5  # a plan leaves out corners smaller than that
before_corner_m = 40.0  # it happens here, so that a vehicle stands in the street and not on the crossing


@dataclass(frozen=True)
class Trip:
    """What will have happened. Units: seconds of the trip; plan in degrees, lon first."""

    number: int
    mishap: Mishap
    mishap_s: float
    plan: tuple[Point, ...]
    ride: Ride
    acts: tuple[Act, ...]
    reply: Reply
    pin: str

    @property
    def end_s(self) -> float:
        """When the vehicle has arrived, and its driver ends the trip."""
        return float(len(self.ride.x_m))


def trip_of(city: City, seed: int, number: int, mishap: Mishap) -> Trip:
    """The trip of a number, with what goes wrong on it."""

    def chance(purpose: str) -> Random:
        return Random(f"{seed}/{number}/{purpose}")

    way = ways.planned(city, chance("places"))
    turn = ways.corner(way, chance("corner"))
    driven = ways.detour(city, way, turn, chance("elsewhere")) if mishap is Mishap.DETOUR else way
    shared = sum(1 for planned, street in zip(way, driven, strict=False) if planned is street)
    where_m = sum(street.length_m for street in way[: min(turn, shared)]) - before_corner_m
    stand = stands(mishap)
    ride = drive(driven, chance("drive"), {where_m: chance("stand").uniform(*stand)} if stand else None)
    mishap_s = float(ride.second_at(where_m))
    return Trip(
        number=number,
        mishap=mishap,
        mishap_s=mishap_s,
        plan=tuple(lonlat(point) for point in ways.shape_of(way).simplify(simplify_m).coords),
        ride=ride,
        acts=acts_of(ride, mishap, mishap_s, chance),
        reply=reply_of(mishap, chance("reply")),
        pin=f"{chance('pin').randrange(10_000):04d}",
    )
