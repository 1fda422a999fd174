"""Ways through the city: the one that was planned, where on it things happen, and the one to somewhere else.

start ----------o-------------- destination      planned
                |  corner
                '-----------.
                            '--- elsewhere       detour: far from everything that was planned
                                destination ---- elsewhere       onwards: from there to a place far away
"""

import math
from collections.abc import Sequence
from random import Random

import shapely
from shapely import LineString

from escort.simulate.city import City, Street, points_along, ring_mps

apart_m = 3_000.0  # between start and destination, at least, as the crow flies
corners_from, corners_to = 0.15, 0.8  # of the planned way; in between is where things happen
elsewhere_m = 1_200.0  # a detour ends at least so far from the planned way


def shape_of(streets: Sequence[Street]) -> LineString:
    """The line along streets, on the city's sheet."""
    return LineString(points_along(streets))


def planned(city: City, chance: Random) -> list[Street]:
    """The fastest way between two places drawn by chance; nobody gets in or out in a tunnel."""
    while True:
        start, end = chance.sample(range(len(city.places)), 2)
        way = city.path(start, end)
        if math.dist(city.places[start], city.places[end]) >= apart_m and not (way[0].tunnel or way[-1].tunnel):
            return way


def corner(way: Sequence[Street], chance: Random) -> int:
    """Where it happens: at the end of so many streets, in no tunnel and not on the ring road if there is any other."""
    first = max(1, round(corners_from * len(way)))
    corners = range(first, max(first + 1, round(corners_to * len(way))))
    open_sky = [streets for streets in corners if not way[streets - 1].tunnel]
    inner = [streets for streets in open_sky if way[streets - 1].limit_mps < ring_mps]
    return chance.choice(inner or open_sky or corners)


def detour(city: City, way: Sequence[Street], turn: int, chance: Random) -> list[Street]:
    """The planned way up to its corner `turn`, and from there to a place far from all of it.

    Unsure: where no corner leads away (a plan around the city's edge), it leaves at the nearest later or earlier one.
    """
    on_plan, elsewhere = _on_plan(way), _elsewhere(city, way, chance)
    for leave in sorted(range(1, len(way)), key=lambda after: abs(after - turn)):
        for place in elsewhere[:20]:
            away = city.path(way[leave].start, place, dear=on_plan)
            if away[0].end not in on_plan and not away[-1].tunnel:
                return [*way[:leave], *away]
    raise AssertionError("a city in which no way leads away from a plan")


def onwards(city: City, way: Sequence[Street], chance: Random) -> list[Street]:
    """From the destination to a place far from all of the plan."""
    on_plan = _on_plan(way)
    return city.path(way[-1].end, _elsewhere(city, way, chance)[0], dear=on_plan)


def _on_plan(way: Sequence[Street]) -> frozenset[int]:
    return frozenset(street.end for street in way) | {way[0].start}


def _elsewhere(city: City, way: Sequence[Street], chance: Random) -> list[int]:
    """All places far from the plan, in an order drawn by chance."""
    far = shapely.distance(shape_of(way), shapely.points(city.places)) >= elsewhere_m
    elsewhere = [place for place in range(len(city.places)) if far[place]]
    chance.shuffle(elsewhere)
    return elsewhere
