"""What a phone's receiver makes of where it is: positions that wander about the truth, and how sure it is of them.

    open sky      --a fix about each `every_s`--> delivered at once
    tunnel        --dead reckoning, vague-------> kept, delivered together at the exit
    fog           --a place known to a district--> delivered at once, and as vague as it is
    bad multipath --one position far off--------> delivered as if nothing were (a GPS jump)

The error moves slowly, as that of real receivers does: two fixes in a row are wrong in the same direction.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from escort.simulate.city import lonlat
from escort.simulate.ride import Ride

every_s = 4
accuracy_m_good, accuracy_m_poor = (4.0, 10.0), (15.0, 30.0)  # of a phone under open sky; between tall houses
poor_share = 0.15  # of a drive's minutes
tunnel_accuracy_m = 50.0
fog_accuracy_m = 150.0  # a receiver that has lost its satellites, and goes by networks
wander_s = 20.0  # after so long little is left of an error
radius_68_sigmas = 1.515  # radius that holds 68 % of a round normal distribution, in its sigmas
jump_m = (250.0, 2_500.0)


@dataclass(frozen=True, slots=True)
class Fix:
    """One measured position, at a second of the drive; `sent_s` is when the phone could deliver it."""

    at_s: int
    sent_s: int
    lon_deg: float
    lat_deg: float
    accuracy_m: float
    speed_mps: float
    heading_deg: float


def measured(ride: Ride, chance: Random, jumps_s: Collection[int] = (), fog_from_s: float = math.inf) -> list[Fix]:
    """The fixes of a drive, in the order they were measured; at `jumps_s` the next one is far off."""
    quality, fixes, due = _Quality(chance), list[Fix](), sorted(jumps_s)
    for at_s in range(chance.randrange(every_s), len(ride.x_m), every_s):
        accuracy_m = tunnel_accuracy_m if ride.tunnel[at_s] else quality.accuracy_m(at_s)
        accuracy_m = accuracy_m if at_s < fog_from_s else fog_accuracy_m
        east_m, north_m = quality.error_m(accuracy_m)
        if due and at_s >= due[0]:
            del due[0]
            far_m, direction = chance.uniform(*jump_m), chance.uniform(0, 2 * math.pi)
            east_m, north_m = east_m + far_m * math.sin(direction), north_m + far_m * math.cos(direction)
        lon_deg, lat_deg = lonlat((float(ride.x_m[at_s]) + east_m, float(ride.y_m[at_s]) + north_m))
        fixes.append(
            Fix(
                at_s=at_s,
                sent_s=_daylight(ride, at_s),
                lon_deg=round(lon_deg, 6),
                lat_deg=round(lat_deg, 6),
                accuracy_m=round(accuracy_m, 1),
                speed_mps=round(max(0.0, float(ride.speed_mps[at_s]) + chance.gauss(0, 0.3)), 1),
                heading_deg=round((float(ride.heading_deg[at_s]) + chance.gauss(0, 4)) % 360, 1) % 360,
            )
        )
    return fixes


def _daylight(ride: Ride, at_s: int) -> int:
    """The first second from here on that is in no tunnel."""
    while at_s < len(ride.tunnel) - 1 and ride.tunnel[at_s]:
        at_s += 1
    return at_s


class _Quality:
    """How good one phone is, minute by minute, and where its error has wandered to: a first-order Gauss-Markov walk."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._good_m = chance.uniform(*accuracy_m_good)
        self._minute, self._accuracy_m = -1, self._good_m
        self._east, self._north = chance.gauss(0, 1), chance.gauss(0, 1)

    def accuracy_m(self, at_s: int) -> float:
        if at_s // 60 != self._minute:
            self._minute = at_s // 60
            poor = self._chance.random() < poor_share
            self._accuracy_m = self._chance.uniform(*accuracy_m_poor) if poor else self._good_m
        return self._accuracy_m

    def error_m(self, accuracy_m: float) -> tuple[float, float]:
        """East and north, in metres."""
        stays = math.exp(-every_s / wander_s)
        fresh = math.sqrt(1 - stays**2)
        self._east = stays * self._east + fresh * self._chance.gauss(0, 1)
        self._north = stays * self._north + fresh * self._chance.gauss(0, 1)
        sigma_m = accuracy_m / radius_68_sigmas
        return self._east * sigma_m, self._north * sigma_m
