"""How well a made-up phone hears where it is: noise, gaps, tunnels, jumps and late delivery, each by itself.

    ride (where the vehicle truly is, second by second) --received--> fixes, and when each of them reaches us

Source: the error walks as a receiver's does (first-order Gauss-Markov, as in escort/simulate/receiver.py).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escort.simulate.city import centre_lat_deg, centre_lon_deg, metres_per_lat_deg, metres_per_lon_deg
from escort.simulate.ride import Ride

Column = NDArray[np.float64]

wander_s = 20.0  # after so long little is left of an error
radius_68_sigmas = 1.515  # radius that holds 68 % of a round normal distribution, in its sigmas
tunnel_m = 50.0  # how vague dead reckoning is
gap_s = (20.0, 60.0)  # shorter than any silence that is found
jump_m = (250.0, 2_500.0)


@dataclass(frozen=True, slots=True)
class Reception:
    """One phone's luck. Units: metres, seconds. `radius_m` holds 68 % of its fixes; it says `said_m`, or nothing."""

    name: str
    radius_m: float = 8.0
    said_m: float | None = 8.0
    gaps: int = 0
    jumps: int = 0
    tunnels: bool = False
    late_s: float = 0.0


def _noise(radius_m: float) -> Reception:
    return Reception(f"{radius_m:g} m", radius_m, radius_m)


receptions = (
    *(_noise(radius_m) for radius_m in (5.0, 10.0, 20.0, 30.0)),
    Reception("20 m, unsaid", 20.0, None),
    Reception("gaps", gaps=3),
    Reception("tunnels", tunnels=True),
    Reception("jumps", jumps=3),
    Reception("late", late_s=60.0),
)


in_fog = Reception("150 m", 150.0, 150.0)
"""No honest phone is meant to be judged so; what is found then is told apart."""


@dataclass(frozen=True, slots=True)
class Received:
    """The fixes of a ride, in the order they reach us. Shapes: all (n,). Units: seconds of it, degrees, metres."""

    fixed_at_s: Column
    received_at_s: Column
    lon_deg: Column
    lat_deg: Column
    accuracy_m: Column
    speed_mps: Column
    heading_deg: Column


def received(ride: Ride, how: Reception, random: np.random.Generator, every_s: int = 4) -> Received:
    """What we get of a ride, measured each `every_s`."""
    at = np.arange(random.integers(every_s), len(ride.x_m), every_s)
    at = at[~_in_gaps(at, len(ride.x_m), how.gaps, random)]
    dark = ride.tunnel[at] & how.tunnels
    radius_m = np.where(dark, tunnel_m, how.radius_m)
    said_m = np.where(dark, tunnel_m, np.nan if how.said_m is None else how.said_m)
    east_m, north_m = (walk * radius_m / radius_68_sigmas for walk in (_walk(at, random), _walk(at, random)))
    for jump in _jumps(len(at), how.jumps, random):
        far_m, direction = random.uniform(*jump_m), random.uniform(0, 2 * math.pi)
        east_m[jump] += far_m * math.sin(direction)
        north_m[jump] += far_m * math.cos(direction)
    arrives_s = np.where(dark, _daylight(ride)[at], at) + random.uniform(0.0, how.late_s, len(at))
    order = np.argsort(arrives_s, kind="stable")
    columns = (
        at.astype(np.float64),
        arrives_s,
        centre_lon_deg + (ride.x_m[at] + east_m) / metres_per_lon_deg,
        centre_lat_deg + (ride.y_m[at] + north_m) / metres_per_lat_deg,
        said_m,
        np.maximum(0.0, ride.speed_mps[at] + random.normal(0, 0.3, len(at))),
        (ride.heading_deg[at] + random.normal(0, 4, len(at))) % 360,
    )
    return Received(*(column[order] for column in columns))


def _walk(at: NDArray[np.int64], random: np.random.Generator) -> Column:
    """An error that changes slowly, of unit size."""
    walk = np.empty(len(at))
    error, fresh = random.normal(), random.normal(size=len(at))
    for i, gone_s in enumerate(np.diff(at, prepend=at[:1])):
        stays = math.exp(-float(gone_s) / wander_s)
        error = stays * error + math.sqrt(1 - stays**2) * fresh[i]
        walk[i] = error
    return walk


def _in_gaps(at: NDArray[np.int64], end_s: int, gaps: int, random: np.random.Generator) -> NDArray[np.bool_]:
    """Each in the first quarter of its share of the ride, so that two never become one long silence."""
    missing = np.zeros(len(at), bool)
    for gap in range(gaps):
        begins_s = (gap + random.uniform(0, 0.25)) * end_s / gaps
        missing |= (at >= begins_s) & (at < begins_s + random.uniform(*gap_s))
    return missing


def _jumps(fixes: int, jumps: int, random: np.random.Generator) -> Iterator[int]:
    """Which fixes leap: never two in a row, which would be no jump but a journey."""
    places = np.arange(1, max(fixes - 1, 1), 3)
    yield from random.choice(places, min(jumps, len(places)), replace=False).tolist()


def _daylight(ride: Ride) -> NDArray[np.int64]:
    """From each second on, the first that is in no tunnel; the last one where there is none."""
    open_sky = np.where(ride.tunnel, len(ride.tunnel) - 1, np.arange(len(ride.tunnel)))
    return np.minimum.accumulate(open_sky[::-1])[::-1]
