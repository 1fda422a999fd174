"""Roads: how far it is by road from where vehicles are to where they are to go.

    fixes --pieces of road within reach--> along a piece to its end, and from there --table of the destination--> metres
                                                                     kept for the destinations asked about last

Whoever has a network says how far all its points are from some (`Reach`); nothing here searches for paths. A place with
no road near, or with none that leads there, has no distance: cannot tell.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.columns import Column, Mask, Rows
from geo.routes import Routes
from geo.sheet import RADIUS_M, arc_m, metres

reach_m = 60.0  # a fix further from every road is on none of the network
twin_m = 15.0  # roads this much further than the nearest may still be the one: both carriageways, both directions
tables_max = 256  # destinations kept, those asked about last; 4 bytes for each point of the network
table_deg = 1e-4  # destinations within some ten metres share a table

Points = NDArray[np.int64]
Reach = Callable[[Points], NDArray[np.float64]]  # metres by road to each of k points, from all: (k, p); infinite: none


@dataclass(frozen=True, slots=True)
class Network:
    """Straight pieces of road that may be driven from `tail` to `head`: a two-way street is two.

    Shapes: points (p,) in degrees, WGS84; pieces (n,), places among the points.
    """

    lon_deg: Column
    lat_deg: Column
    tail: Points
    head: Points

    def on_sheet(self, lon_deg: Column, lat_deg: Column) -> NDArray[np.float64]:
        """Metres on the sheet around the network's middle. Shapes: (n,), (n,) -> (n, 2)."""
        n = len(lon_deg)
        middle = [np.full(n, (ends.min() + ends.max()) / 2) for ends in (self.lon_deg, self.lat_deg)]
        return np.stack(metres(lon_deg, lat_deg, middle[0], arc_m(middle[1])), axis=1)

    def length_m(self) -> Column:
        """How long each piece is. Shapes: (n,)."""
        at = self.on_sheet(self.lon_deg, self.lat_deg)
        length: Column = np.linalg.norm(at[self.head] - at[self.tail], axis=1)
        return length


class _Near(NamedTuple):
    """Pieces of road near places: which place, which piece, and what is left of it from there. Shapes: (k,)."""

    place: Rows
    piece: Rows
    left_m: Column

    def among(self, which: Mask) -> "_Near":
        return _Near(self.place[which], self.piece[which], self.left_m[which])


class _Table(NamedTuple):
    """How far it is to a destination from each point of the network, and on which pieces it lies itself."""

    from_point_m: NDArray[np.float32]
    on: _Near


class Roads:
    """A network that is ready to be asked."""

    def __init__(self, network: Network, reach: Reach) -> None:
        self._network, self._reach = network, reach
        at = network.on_sheet(network.lon_deg, network.lat_deg)
        self._from, self._along = at[network.tail], at[network.head] - at[network.tail]
        self._length_m = np.linalg.norm(self._along, axis=1)
        self._pieces = STRtree(shapely.linestrings(np.stack([at[network.tail], at[network.head]], axis=1)))
        self._tables: OrderedDict[tuple[int, int], _Table] = OrderedDict()

    def remaining_m(self, lon_deg: Column, lat_deg: Column, to_lon_deg: Column, to_lat_deg: Column) -> Column:
        """The shortest way by road from each place to its destination. Shapes: all (n,).

        Units: metres; destinations to some ten metres (`table_deg`). Unsure: NaN where no road is within
        `reach_m` of either, or none leads there. Which way a vehicle faces is not asked: it may turn around.
        """
        near = self._near(lon_deg, lat_deg)
        remaining_m = np.full(len(lon_deg), np.inf)
        keys = np.rint(np.stack([to_lon_deg, to_lat_deg], axis=1) / table_deg).astype(np.int64)
        for key in dict.fromkeys(map(tuple, keys.tolist())):
            of_key = near.among((keys[near.place] == key).all(axis=1))
            table = self._table(key)
            around_m = of_key.left_m + table.from_point_m[self._network.head[of_key.piece]]
            np.minimum.at(remaining_m, of_key.place, np.minimum(around_m, _straight_on_m(of_key, table.on)))
        remaining_m[~np.isfinite(remaining_m)] = np.nan
        return remaining_m

    def _table(self, key: tuple[int, int]) -> _Table:
        """The table of a destination, searched for where it is not kept."""
        if key not in self._tables:
            lon, lat = key
            on = self._near(np.array([lon * table_deg]), np.array([lat * table_deg]))
            from_point_m = np.full(len(self._network.lon_deg), np.inf)
            if len(on.piece):
                along_m = self._length_m[on.piece] - on.left_m
                from_point_m = (self._reach(self._network.tail[on.piece]) + along_m[:, None]).min(axis=0)
            self._tables[key] = _Table(from_point_m.astype(np.float32), on)
        self._tables.move_to_end(key)
        while len(self._tables) > tables_max:
            self._tables.popitem(last=False)
        return self._tables[key]

    def _near(self, lon_deg: Column, lat_deg: Column) -> _Near:
        """The pieces each place may be on: those nearly as near as the nearest."""
        at = self._network.on_sheet(lon_deg, lat_deg)
        place, piece = self._pieces.query(shapely.points(at), predicate="dwithin", distance=reach_m)
        along, gap = self._along[piece], at[place] - self._from[piece]
        share = np.clip((gap * along).sum(axis=1) / np.maximum(self._length_m[piece] ** 2, 1e-9), 0.0, 1.0)
        off_m = np.linalg.norm(gap - share[:, None] * along, axis=1)
        nearest_m = np.full(len(at), np.inf)
        np.minimum.at(nearest_m, place, off_m)
        kept = off_m <= nearest_m[place] + twin_m
        left_m = (1.0 - share) * self._length_m[piece]
        return _Near(place[kept], piece[kept], left_m[kept])


def _straight_on_m(near: _Near, to: _Near) -> Column:
    """How far it is to a destination further on along the same piece; infinite where it lies on none, or behind."""
    on_m = np.full(len(near.piece), np.inf)
    for piece, left_m in zip(to.piece.tolist(), to.left_m.tolist(), strict=True):
        ahead = (near.piece == piece) & (near.left_m >= left_m)
        on_m[ahead] = near.left_m[ahead] - left_m
    return on_m


@dataclass(frozen=True, slots=True)
class ByRoad:
    """The roads, asked about the trips of a fleet."""

    roads: Roads
    routes: Routes

    def remaining_m(self, rows: Rows, lon_deg: Column, lat_deg: Column) -> Column:
        """From each place to the end of its trip's plan. Shapes: all (n,). Unsure: NaN, also without a plan."""
        remaining_m = np.full(len(rows), np.nan)
        to_lon_deg, to_lat_deg = ends_deg(self.routes, rows)
        known = np.isfinite(to_lon_deg) & np.isfinite(lon_deg)
        if known.any():
            places = (column[known] for column in (lon_deg, lat_deg, to_lon_deg, to_lat_deg))
            remaining_m[known] = self.roads.remaining_m(*places)
        return remaining_m


def ends_deg(routes: Routes, rows: Rows) -> tuple[Column, Column]:
    """Where plans end, from their sheets back to degrees: guessed, and put right by what the guess is off.

    Error: below 1 m within 100 km of a plan's middle (tests/geo/test_roads.py).
    """
    _, (x, y) = routes.ends(rows)
    lon_deg, origin_arc_m = routes.columns["origin_lon_deg"][rows], routes.columns["origin_arc_m"][rows]
    lat_deg: Column = np.degrees(origin_arc_m / RADIUS_M)
    for _ in range(4):
        at_x, at_y = metres(lon_deg, lat_deg, routes.columns["origin_lon_deg"][rows], origin_arc_m)
        lat_deg = np.clip(lat_deg + np.degrees((y - at_y) / RADIUS_M), -89.0, 89.0)
        lon_deg = lon_deg + np.degrees((x - at_x) / (RADIUS_M * np.cos(np.radians(lat_deg))))
    return lon_deg, lat_deg
