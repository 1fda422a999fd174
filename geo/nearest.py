"""The nearest point of a stretch of route, for many fixes at once.

                 * fix
                 |  off_m
    a ----t------+---------- b        t = 0 at a, 1 at b; held between them

Given stretches of the same number of segments each, or ragged ones laid end to end: the same formula.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Single = NDArray[np.float32]
Segment = NDArray[np.int32]

# Points of the route this much further away than the nearest one may still be where the vehicle is: the other
# carriageway, the other leg of a there-and-back road. Source: width of a dual carriageway with its median.
twin_m = np.float32(25.0)
# How much nearer a point must be to outweigh a metre of progress that was not driven.
# Source: tests/geo/test_progress.py.
progress_weight = np.float32(0.1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where fixes are on their routes. Shapes: all (n,). Units: metres; `segment` counts from the plan's first."""

    off_route_m: Single
    along_m: Single
    segment: Segment


def to_segments(ax: Single, ay: Single, bx: Single, by: Single) -> tuple[Single, Single, Single]:
    """Distance from the origin to each segment, how far along it the nearest point lies, and how long it is.

    Shapes: any, all equal. Units: metres in, metres out; coordinates are relative to the fix.
    """
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    t = np.clip(-(ax * dx + ay * dy) / np.maximum(length2, np.float32(1e-12)), 0.0, 1.0)
    off, length = np.hypot(ax + t * dx, ay + t * dy), np.sqrt(length2)
    return off, t * length, length


def pick(off: Single, along: Single, expected: Single) -> tuple[Single, NDArray[np.intp]]:
    """Of each fix's segments the one it is on: among those nearly as near as the nearest, what fits its progress.

    Shapes: off, along (n, w); expected (n,) -> (n,), (n,).
    """
    nearest = off.min(axis=1)
    cost = off + progress_weight * np.abs(along - expected[:, None])
    cost[off > (nearest + twin_m)[:, None]] = np.inf
    return nearest, cost.argmin(axis=1)


def pick_ragged(
    off: Single, along: Single, expected: Single, count: NDArray[np.int64]
) -> tuple[Single, NDArray[np.intp]]:
    """As `pick`, with the segments of all fixes end to end: `count` of them each, at least one.

    Shapes: off, along (sum of count,); expected, count (n,) -> (n,), and the place in the flat arrays (n,).
    """
    begins = np.concatenate([[0], np.cumsum(count)[:-1]])
    nearest = np.minimum.reduceat(off, begins)
    cost = off + progress_weight * np.abs(along - np.repeat(expected, count))
    cost[off > np.repeat(nearest + twin_m, count)] = np.inf
    least = np.repeat(np.minimum.reduceat(cost, begins), count)
    hits = np.flatnonzero(cost == least)
    fix = np.repeat(np.arange(len(count)), count)[hits]
    return nearest, hits[np.searchsorted(fix, np.arange(len(count)))]
