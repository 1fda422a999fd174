"""A vehicle on its way: how far along it is at every second, no faster than the street and the next corner allow.

    rolling --light, stop ahead--> braking --there--> standing --its time is over--> rolling
       '---where it races: no limit, no light, only the next corner counts

Pure: streets in, seconds out; chance decides only how brisk the driver is and which lights are red.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import NamedTuple, TypeAlias

import numpy as np

from escort.simulate.city import Point, Street, arterial_mps, points_along
from escort.simulate.ride import Column, Ride

speeds_up_mps2 = 1.6  # an unhurried car
slows_down_mps2 = 1.8
corner_mps = 6.0  # through a turn of more than `corner_deg`
corner_deg = 35.0
creep_mps = 1.0  # so that it always arrives
red_share = 0.25  # of the lights, one at each end of a street of 50 km/h
red_s = (5.0, 35.0)
stops_within_m = 3.0  # of the place where it is to stand


class Manner(NamedTuple):
    """How a vehicle is driven, whatever the street allows."""

    top_mps: float
    speeds_up_mps2: float
    slows_down_mps2: float


unhurried = Manner(math.inf, speeds_up_mps2, slows_down_mps2)
racing = Manner(45.0, 3.0, 4.0)  # 162 km/h; a strong car, braked hard but not blindly

Stretch: TypeAlias = tuple[float, float]
"""Metres along: from, to."""


class Race(NamedTuple):
    """Where neither limits nor lights count, and how it is driven there."""

    stretch: Stretch
    manner: Manner = racing


def drive(
    streets: Sequence[Street],
    chance: Random,
    stops: Mapping[float, float] | None = None,
    race: Race | None = None,
) -> Ride:
    """Drive along streets; `stops`: metres along → seconds to stand there, besides the red lights met."""
    briskness = chance.uniform(0.75, 0.97)
    ends_m = np.cumsum([street.length_m for street in streets])
    lights = _red_lights(streets, ends_m, chance)
    if race is not None:
        lights = {at_m: red for at_m, red in lights.items() if not race.stretch[0] < at_m < race.stretch[1]}
    along_m = _seconds(streets, ends_m, briskness, sorted({**lights, **(stops or {})}.items()), race)
    return _ride(streets, ends_m, np.array(along_m))


def longest_stretch(streets: Sequence[Street]) -> Stretch:
    """Between two corners that must be slowed down for, or an end of the way: where one can drive longest."""
    ends_m = np.cumsum([street.length_m for street in streets])
    corners_m = [0.0, *(at_m for at_m, _ in _corners(streets, ends_m)), float(ends_m[-1])]
    return max(pairwise(corners_m), key=lambda stretch: stretch[1] - stretch[0])


def _red_lights(streets: Sequence[Street], ends_m: Column, chance: Random) -> dict[float, float]:
    lights = [end_m for street, end_m in zip(streets[:-1], ends_m, strict=False) if street.limit_mps == arterial_mps]
    return {float(end_m): chance.uniform(*red_s) for end_m in lights if chance.random() < red_share}


def _seconds(
    streets: Sequence[Street], ends_m: Column, briskness: float, waits: Sequence[tuple[float, float]], race: Race | None
) -> list[float]:
    """Metres along at each second, from 0 to the end."""
    slow_at = [*_corners(streets, ends_m), (float(ends_m[-1]), creep_mps)]
    along, speed_mps, at_street, next_wait = [0.0], 0.0, 0, 0
    while along[-1] < ends_m[-1]:
        here = along[-1]
        while ends_m[at_street] <= here:
            at_street += 1
        while slow_at[0][0] <= here and len(slow_at) > 1:
            slow_at.pop(0)
        if next_wait < len(waits) and here >= waits[next_wait][0] - stops_within_m:
            along += [here] * round(waits[next_wait][1])
            next_wait, speed_mps = next_wait + 1, 0.0
        manner, limit_mps = unhurried, streets[at_street].limit_mps * briskness
        if race is not None and race.stretch[0] <= here < race.stretch[1]:
            manner, limit_mps = race.manner, race.manner.top_mps
        allowed = min(limit_mps, _braking(slow_at[0][0] - here, slow_at[0][1], manner.slows_down_mps2))
        if next_wait < len(waits):
            allowed = min(allowed, _braking(waits[next_wait][0] - here, creep_mps, manner.slows_down_mps2))
        speed_mps = max(creep_mps, min(speed_mps + manner.speeds_up_mps2, allowed))
        along.append(min(here + speed_mps, float(ends_m[-1])))
    return along


def _braking(ahead_m: float, to_mps: float, slows_mps2: float) -> float:
    """How far one may go in the next second, so far before a place that must be passed at `to_mps`.

    The v of v² = to² + 2a (ahead - v): what is left to brake in is what this second does not use up.
    """
    most_mps = math.sqrt(slows_mps2**2 + to_mps**2 + 2 * slows_mps2 * max(0.0, ahead_m)) - slows_mps2
    return max(to_mps, most_mps)


def _corners(streets: Sequence[Street], ends_m: Column) -> list[tuple[float, float]]:
    corners = []
    for before, after, end_m in zip(streets, streets[1:], ends_m, strict=False):
        turn_deg = abs((_heading(after.shape[0], after.shape[1]) - _heading(*before.shape[-2:]) + 180) % 360 - 180)
        if turn_deg > corner_deg:
            corners.append((float(end_m), corner_mps))
    return corners


def _heading(a: Point, b: Point) -> float:
    return math.degrees(math.atan2(b[0] - a[0], b[1] - a[1])) % 360


def _ride(streets: Sequence[Street], ends_m: Column, along_m: Column) -> Ride:
    points = np.array(points_along(streets))
    lengths_m = np.hypot(*np.diff(points, axis=0).T)
    marks_m = np.concatenate(([0.0], np.cumsum(lengths_m)))
    x_m, y_m = np.interp(along_m, marks_m, points[:, 0]), np.interp(along_m, marks_m, points[:, 1])
    piece = np.clip(np.searchsorted(marks_m, along_m, side="right") - 1, 0, len(lengths_m) - 1)
    east, north = np.diff(points, axis=0)[piece].T
    street = np.clip(np.searchsorted(ends_m, along_m, side="right"), 0, len(streets) - 1)
    return Ride(
        x_m=x_m,
        y_m=y_m,
        speed_mps=np.diff(along_m, prepend=0.0),
        heading_deg=np.degrees(np.arctan2(east, north)) % 360,
        limit_mps=np.array([s.limit_mps for s in streets])[street],
        tunnel=np.array([s.tunnel for s in streets])[street],
        along_m=along_m,
    )
