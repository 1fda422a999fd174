"""The planned routes of a whole fleet, in one pool of vertices, judged together.

    pool   | trip 7's vertices | (lifted) | trip 2's vertices | trip 9's ... | free
             ^start[7], count[7]            ^start[2]

First a short stretch around where each vehicle was; only fixes that stretch does not settle look at the whole route.
A lifted plan leaves a hole; when the holes exceed half of what is laid, the pool is packed once.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.columns import Column, Columns, Rows
from geo.nearest import Place, Segment, Single, pick, pick_ragged, to_segments
from geo.route import Plan, middles
from geo.sheet import arc_m, metres

stretch_segments = 8  # looked at first: 2 behind the vehicle's segment, the others ahead
behind_segments = 2
back_max_m = np.float32(50.0)  # a vehicle that seems to have gone back further is looked for on the whole route
in_cache_max = 50_000  # vertices worked on at a time, so that what is in between stays in the cache
ANCHOR = ("anchor", "anchor_m")  # the columns that fixes change
holes_share_max = 0.5  # of what is laid; then the pool is packed, a pause of some 10 ns a vertex
flat_segments_max = 200_000  # of one pass over whole routes: bounds its memory to some 10 MB


class Asked(NamedTuple):
    """Fixes to be placed. Shapes: all (k,). Units: metres on each trip's sheet."""

    row: Rows
    x: Single
    y: Single
    expected_m: Single


class Routes:
    """One planned route a row, or none."""

    def __init__(self) -> None:
        self.columns = Columns(
            {
                "start": np.int64(0),
                "count": np.int32(0),
                "origin_lon_deg": np.float64(np.nan),
                "origin_arc_m": np.float64(np.nan),
                "length_m": np.float32(0.0),
                "anchor": np.int32(-1),  # the segment the trip was last placed on,
                "anchor_m": np.float64(np.nan),  # and how far along the route that begins
            }
        )
        self._x, self._y = np.zeros(1, np.float32), np.zeros(1, np.float32)
        self._used = 0
        self._laid = 0

    def lay(self, rows: Rows, plans: Sequence[Plan]) -> None:
        """Lay checked plans, one for each row; what a row had must be lifted before.

        Shapes: rows (n,), n plans (k, 2).
        """
        if not len(rows):
            return
        count = np.array([len(plan) for plan in plans], dtype=np.int64)
        flat = np.concatenate(plans)
        lon_deg, lat_deg = middles(flat, np.cumsum(count) - count)
        arc = arc_m(lat_deg)
        x, y = metres(flat[:, 0], flat[:, 1], np.repeat(lon_deg, count), np.repeat(arc, count))
        self.columns["origin_lon_deg"][rows] = lon_deg
        self.columns["origin_arc_m"][rows] = arc
        self.lay_metres(rows, count, x.astype(np.float32), y.astype(np.float32))

    def lay_metres(self, rows: Rows, count: NDArray[np.int64], x: Single, y: Single) -> None:
        """Lay vertices that are on their sheets already, end to end in the order of `rows`."""
        self._make_room(len(x))
        here = slice(self._used, self._used + len(x))
        self._x[here], self._y[here] = x, y
        self.columns["length_m"][rows] = _lengths(x, y, count)
        self.columns["start"][rows] = self._used + np.cumsum(count) - count
        self.columns["count"][rows] = count
        self._used += len(x)
        self._laid += len(x)

    def lift(self, rows: Rows) -> None:
        """Take the routes of `rows` away."""
        self._laid -= int(self.columns["count"][rows].sum())
        self.columns.blank(rows)
        if self._used - self._laid > max(self._laid * holes_share_max, 100_000):
            self._pack()

    def vertices(self, rows: Rows) -> tuple[NDArray[np.int64], Single, Single]:
        """How many vertices each row has, and all of them end to end: x_m, y_m."""
        count = self.columns["count"][rows].astype(np.int64)
        x, y = self._gathered(rows, count, (self._x, self._y))
        return count, x, y

    def _gathered(self, rows: Rows, count: NDArray[np.int64], pools: Sequence[Single]) -> list[Single]:
        """The vertices of `rows` end to end, from each of the pools."""
        ends, start = np.cumsum(count), self.columns["start"][rows]
        gathered = [np.empty(count.sum(), np.float32) for _ in pools]
        for some in in_parts(count, in_cache_max):
            flat = spans(start[some], count[some])
            for pool, end_to_end in zip(pools, gathered, strict=True):
                end_to_end[ends[some[0]] - count[some[0]] : ends[some[-1]]] = pool[flat]
        return gathered

    def on_sheet(self, rows: Rows, lon_deg: Column, lat_deg: Column) -> tuple[Single, Single]:
        """Metres of each fix on its trip's sheet; NaN where the trip has no plan. Shapes: all (n,)."""
        x, y = metres(lon_deg, lat_deg, self.columns["origin_lon_deg"][rows], self.columns["origin_arc_m"][rows])
        return x.astype(np.float32), y.astype(np.float32)

    def length_m(self, rows: Rows) -> Single:
        """Length of each planned route; 0 without one."""
        length: Single = self.columns["length_m"][rows]
        return length

    def ends(self, rows: Rows) -> tuple[tuple[Single, Single], tuple[Single, Single]]:
        """Where each planned route begins and where it ends, on its sheet: x, y; NaN without one. Shapes: all (n,)."""
        start, count = self.columns["start"][rows], self.columns["count"][rows]
        planned = np.where(count > 0, np.float32(0.0), np.float32(np.nan))
        last = start + np.maximum(count - 1, 0)
        return (
            (self._x[start] + planned, self._y[start] + planned),
            (self._x[last] + planned, self._y[last] + planned),
        )

    def place(
        self, rows: Rows, x: Single, y: Single, segment: Segment, along_m: Single, expected_m: Single, settled_m: Column
    ) -> Place:
        """Distance from each fix to the nearest point of its trip's planned route, and its progress along it.

        Shapes: all (n,). `segment` (-1: not known) and `along_m` are where the trips were; `expected_m` is how far
        along they would be had they driven on as far as they came; `settled_m` how near is near enough: a fix within it
        of the stretch looked at first keeps that distance, an upper bound; every other distance is to the whole route.
        Units: metres; error of a distance below 5 cm besides the sheet's.
        Unsure: NaN where a trip has no plan. Progress does not jump to another leg of a there-and-back road.
        """
        n = len(rows)
        found = Place(np.full(n, np.nan, np.float32), np.full(n, np.nan, np.float32), np.full(n, -1, np.int32))
        planned = self.columns["count"][rows] > 0
        known = np.flatnonzero(planned & (segment >= 0) & (segment == self.columns["anchor"][rows]))
        self._place_on_stretch(known, Asked(rows[known], x[known], y[known], expected_m[known]), segment[known], found)
        settled = (found.off_route_m < settled_m) & (found.along_m >= along_m - back_max_m)
        rest = np.flatnonzero(planned & ~settled)
        for part in in_parts(self.columns["count"][rows[rest]].astype(np.int64), flat_segments_max):
            some = rest[part]
            self._place_on_whole(some, Asked(rows[some], x[some], y[some], expected_m[some]), found)
        return found

    def _place_on_stretch(self, which: Rows, asked: Asked, segment: Segment, found: Place) -> None:
        """Look at the stretch around where each trip was."""
        last = self.columns["count"][asked.row] - 2
        first = np.clip(segment - behind_segments, 0, np.maximum(last - stretch_segments + 1, 0))
        vertex = np.minimum(first[:, None] + np.arange(stretch_segments + 1), last[:, None] + 1)
        vertex = vertex + self.columns["start"][asked.row][:, None]
        px, py = self._x[vertex] - asked.x[:, None], self._y[vertex] - asked.y[:, None]
        off, step, length = to_segments(px[:, :-1], py[:, :-1], px[:, 1:], py[:, 1:])
        begins_m = np.cumsum(length, axis=1, dtype=np.float64) - length
        fix = np.arange(len(which))
        begins_m += (self.columns["anchor_m"][asked.row] - begins_m[fix, segment - first])[:, None]
        along = (begins_m + step).astype(np.float32)
        nearest, best = pick(off, along, asked.expected_m)
        best = np.minimum(best, last - first)
        found.off_route_m[which] = nearest
        found.along_m[which] = along[fix, best]
        self._anchor(which, asked.row, first + best, begins_m[fix, best], found)

    def _place_on_whole(self, which: Rows, asked: Asked, found: Place) -> None:
        """Look at the whole route of each."""
        start, count = self.columns["start"][asked.row], self.columns["count"][asked.row].astype(np.int64) - 1
        a = spans(start, count)
        fx, fy = np.repeat(asked.x, count), np.repeat(asked.y, count)
        off, step, length = to_segments(self._x[a] - fx, self._y[a] - fy, self._x[a + 1] - fx, self._y[a + 1] - fy)
        begins_m = np.cumsum(length, dtype=np.float64) - length
        begins_m -= np.repeat(begins_m[np.cumsum(count) - count], count)
        along = (begins_m + step).astype(np.float32)
        nearest, best = pick_ragged(off, along, asked.expected_m, count)
        found.off_route_m[which] = nearest
        found.along_m[which] = along[best]
        self._anchor(which, asked.row, a[best] - start, begins_m[best], found)

    def _anchor(self, which: Rows, row: Rows, segment: Rows, begins_m: Column, found: Place) -> None:
        """From here the next stretch is measured along."""
        found.segment[which] = segment
        self.columns["anchor"][row] = segment
        self.columns["anchor_m"][row] = begins_m

    def _make_room(self, more: int) -> None:
        if self._used + more <= len(self._x):
            return
        size = _an_eighth_more(len(self._x)) + more
        self._x, self._y = (_copied(pool[: self._used], size) for pool in (self._x, self._y))

    def _pack(self) -> None:
        """Close the holes."""
        rows = np.flatnonzero(self.columns["count"])
        count = self.columns["count"][rows].astype(np.int64)
        packed = self._gathered(rows, count, (self._x, self._y))
        self._used = self._laid = len(packed[0])
        self._x, self._y = (_copied(pool, _an_eighth_more(self._used)) for pool in packed)
        self.columns["start"][rows] = np.cumsum(count) - count


def _an_eighth_more(size: int) -> int:
    return size + size // 8 + 1


def _copied(pool: Single, size: int) -> Single:
    """The same vertices with room behind them. Room that is never used is never touched, and costs no memory."""
    copy = np.zeros(size, np.float32)
    copy[: len(pool)] = pool
    return copy


def spans(start: Rows, count: NDArray[np.int64]) -> Rows:
    """start[0], start[0]+1, ... count[0] of them, then those of the next: places in the pool."""
    ends = np.cumsum(count)
    return np.repeat(start - ends + count, count) + np.arange(ends[-1] if len(ends) else 0)


def _lengths(x: Single, y: Single, count: NDArray[np.int64]) -> Column:
    """The length of each plan. Summed in double: a route's end is exact to centimetres."""
    steps = np.hypot(np.diff(x, prepend=x[:1]), np.diff(y, prepend=y[:1])).astype(np.float64)
    begins = np.cumsum(count) - count
    steps[begins] = 0.0
    lengths: Column = np.add.reduceat(steps, begins) if len(begins) else steps
    return lengths


def in_parts(count: NDArray[np.int64], most: int) -> list[Rows]:
    """Indices of `count`, cut so that a part holds about `most` at a time. Shapes: (n,) -> parts, (n,) together."""
    if count.sum() < most:
        return [np.arange(len(count))] if len(count) else []
    cuts = np.flatnonzero(np.diff(np.cumsum(count) // most)) + 1
    return [part for part in np.split(np.arange(len(count)), cuts) if len(part)]
