"""A made-up city: a street grid bent by slow waves, a ring road around it, arterials through it, two tunnels.

      o===o===o===o===o      ===  ring road        70 km/h, one stretch of it a tunnel
      |   |   #   |   |       #   every fourth     50 km/h, one stretch of it a tunnel
      o---o---#---o---o      ---  side street      30 km/h, some of them missing
      |       #   |   |
      o===o===o===o===o      o    place: a corner where streets meet

Lengths are metres on a flat sheet around `centre`; the same seed builds the same city, everywhere.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from random import Random
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""x, y in metres on the city's sheet; or lon, lat in degrees where a name says so."""

centre_lon_deg, centre_lat_deg = -8.612, 41.171  # the coordinates are Porto's, the streets are not
metres_per_lat_deg = 111_132.0  # WGS84 at 41 degrees north, good to 0.1 % over the city
metres_per_lon_deg = 111_320.0 * math.cos(math.radians(centre_lat_deg))

columns, rows = 25, 19  # places; about 8 km by 6 km
block_m = 330.0
arterial_every = 4
ring_mps, arterial_mps, side_mps = 70 / 3.6, 50 / 3.6, 30 / 3.6
missing_share = 0.12  # of side streets
pieces = 6  # straight pieces a street is drawn with


@dataclass(frozen=True, slots=True)
class Street:
    """One direction of a street between two neighbouring places."""

    start: int
    end: int
    shape: tuple[Point, ...]
    length_m: float
    limit_mps: float
    tunnel: bool


@dataclass(frozen=True)
class City:
    """Places by number, and the streets that leave each, by where they lead."""

    places: tuple[Point, ...]
    streets: tuple[dict[int, Street], ...]

    def path(self, start: int, end: int, dear: frozenset[int] = frozenset()) -> list[Street]:
        """The fastest way between two places; where a street leads to a `dear` place its time counts ten times.

        Source: Dijkstra, "A note on two problems in connexion with graphs", 1959.
        """
        best: dict[int, tuple[float, Street | None]] = {start: (0.0, None)}
        frontier = [(0.0, start)]
        while frontier:
            spent_s, place = heappop(frontier)
            if place == end:
                break
            if spent_s > best[place][0]:
                continue
            for street in self.streets[place].values():
                dearness = 10.0 if street.end in dear else 1.0
                there_s = spent_s + dearness * street.length_m / street.limit_mps
                if street.end not in best or there_s < best[street.end][0]:
                    best[street.end] = there_s, street
                    heappush(frontier, (there_s, street.end))
        return [*reversed([*_back(best, end)])]


def _back(best: dict[int, tuple[float, Street | None]], place: int) -> Iterator[Street]:
    while (street := best[place][1]) is not None:
        yield street
        place = street.start


def points_along(streets: Sequence[Street]) -> list[Point]:
    """The line along streets, each corner once."""
    return [streets[0].shape[0], *(point for street in streets for point in street.shape[1:])]


def lonlat(point: Point) -> Point:
    """A point of the sheet in degrees, lon first."""
    return centre_lon_deg + point[0] / metres_per_lon_deg, centre_lat_deg + point[1] / metres_per_lat_deg


def build(seed: int) -> City:
    """The city of a seed."""
    chance = Random(f"{seed}/city")
    bend = _Bend(chance)
    places = tuple(bend(column, row) for row in range(rows) for column in range(columns))
    streets: tuple[dict[int, Street], ...] = tuple({} for _ in places)
    pairs = [(p, p + 1) for p in range(len(places)) if p % columns < columns - 1]
    pairs += [(p, p + columns) for p in range(len(places) - columns)]
    for start, end in pairs:
        for street in _both_ways(start, end, bend):
            streets[street.start][street.end] = street
    _thin_out(streets, chance)
    return City(places, streets)


class _Bend:
    """Grid coordinates to the sheet: two slow waves, small enough that streets never cross."""

    def __init__(self, chance: Random) -> None:
        self._phases = [chance.uniform(0, 2 * math.pi) for _ in range(4)]

    def __call__(self, column: float, row: float) -> Point:
        a, b, c, d = self._phases
        u = column - (columns - 1) / 2 + 0.45 * math.sin(row / 2.3 + a) + 0.20 * math.sin((column + row) / 1.9 + b)
        v = row - (rows - 1) / 2 + 0.45 * math.sin(column / 2.7 + c) + 0.20 * math.sin((column - row) / 1.7 + d)
        return u * block_m, v * block_m


def _both_ways(start: int, end: int, bend: _Bend) -> tuple[Street, Street]:
    (row, column), along_row = divmod(start, columns), end == start + 1
    shape = tuple(
        bend(column + (step / pieces if along_row else 0.0), row + (0.0 if along_row else step / pieces))
        for step in range(pieces + 1)
    )
    length_m = sum(math.dist(a, b) for a, b in pairwise(shape))
    line, last = (row, rows - 1) if along_row else (column, columns - 1)
    limit_mps = ring_mps if line in (0, last) else arterial_mps if line % arterial_every == 0 else side_mps
    tunnel = along_row and ((row == 0 and 10 <= column < 12) or (row == 8 and column == 13))
    there = Street(start, end, shape, length_m, limit_mps, tunnel)
    return there, Street(end, start, shape[::-1], length_m, limit_mps, tunnel)


def _thin_out(streets: tuple[dict[int, Street], ...], chance: Random) -> None:
    """Take side streets away, never the last way to anywhere."""
    sides = [s for leaving in streets for s in leaving.values() if s.limit_mps == side_mps and s.start < s.end]
    for street in chance.sample(sides, round(len(sides) * missing_share)):
        there = streets[street.start].pop(street.end)
        back = streets[street.end].pop(street.start)
        if not _connected(streets):
            streets[street.start][street.end], streets[street.end][street.start] = there, back


def _connected(streets: tuple[dict[int, Street], ...]) -> bool:
    seen, frontier = {0}, [0]
    while frontier:
        for neighbour in streets[frontier.pop()]:
            if neighbour not in seen:
                seen.add(neighbour)
                frontier.append(neighbour)
    return len(seen) == len(streets)
