"""From a fix of each of some trips to the facts detectors judge: where it is against the plan, how far it came.

    fix --sheet--> x, y --route--> off_route_m, along_m, remaining_m      and the trip is there now

Facts only; whether any of them is wrong is the detectors' business.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.columns import Column, Columns, Rows
from geo.detectors import deviation
from geo.detectors.facts import Ended, Placed, Seen
from geo.fix import RIDER, Fixes
from geo.nearest import Place, Single
from geo.places import expected_stop_m, look
from geo.profiles import Profiles
from geo.roads import ByRoad
from geo.routes import Routes
from geo.sheet import near_m
from geo.whose import Whose
from geo.zones import Zones

fastest_mps = 150.0  # 540 km/h; a phone that reports more reports nothing


@dataclass(frozen=True, slots=True)
class Ground:
    """What fixes are held against: the trips as they were, their routes, the places on their way."""

    trip: Columns
    here: Columns
    routes: Routes
    zones: Zones
    by_road: ByRoad | None = None


def see(fixes: Fixes, at_s: Column, profile: NDArray[np.uint8], ground: Ground, profiles: Profiles) -> Seen:
    """The facts about one fix of each of some trips, judged at `at_s` by `profile`; their rows of `trip` move there.

    Shapes: all (n,), no row twice.
    """
    trip, here, routes = ground.trip, ground.here, ground.routes
    row = fixes.row.astype(np.int64)
    accuracy_m = _accuracy_m(fixes, profiles.columns("fix", profile)["unknown_accuracy_m"])
    x, y = routes.on_sheet(row, fixes.lon_deg, fixes.lat_deg)
    moved_m = _moved_m(fixes, x, y, trip)
    after_s = at_s - trip["fixed_at_s"][row]
    expected_m = trip["along_m"][row] + np.where(np.isnan(moved_m), 0.0, moved_m).astype(np.float32)
    settled_m = deviation.settled_m(accuracy_m, profiles.columns("deviation", profile))
    place = routes.place(row, x, y, trip["segment"][row], trip["along_m"][row], expected_m, settled_m)
    _move(trip, fixes, at_s, x, y, place)
    trip["accuracy_m"][row] = accuracy_m
    trip["rider_at_s"][row] = np.where(fixes.by == RIDER, at_s, trip["rider_at_s"][row])
    look(here, row, fixes.lon_deg, fixes.lat_deg, accuracy_m, ground.zones)
    to_pickup_m, to_dropoff_m = (np.hypot(x - px, y - py).astype(np.float64) for px, py in routes.ends(row))
    stop_m = expected_stop_m(here, row, fixes.lon_deg, fixes.lat_deg)
    return Seen(
        row=row,
        profile=profile,
        fixed_at_s=at_s,
        received_at_s=fixes.received_at_s,
        lat_deg=fixes.lat_deg,
        lon_deg=fixes.lon_deg,
        accuracy_m=accuracy_m,
        speed_mps=_speed_mps(fixes),
        heading_deg=fixes.heading_deg,
        moved_m=moved_m,
        off_route_m=place.off_route_m.astype(np.float64),
        along_m=place.along_m.astype(np.float64),
        remaining_m=(routes.length_m(row) - place.along_m).astype(np.float64),
        after_s=after_s,
        to_dropoff_m=to_dropoff_m,
        expected_stop_m=np.fmin(np.fmin(to_pickup_m, to_dropoff_m), stop_m),
        risk=here["risk"][row],
        by=fixes.by,
        zones=ground.zones,
        by_road=ground.by_road,
    )


def ending(rows: Rows, at_s: float, how: str, told_at_s: float, ground: Ground, whose: Whose) -> Ended:
    """The facts about trips that end where they were last placed. Shapes: (n,)."""
    trip, n = ground.trip, len(rows)
    _, (end_x, end_y) = ground.routes.ends(rows)
    to_dropoff_m = np.hypot(trip["x_m"][rows] - end_x, trip["y_m"][rows] - end_y).astype(np.float64)
    cancelled = np.full(n, how == "cancelled")
    return Ended(rows, np.full(n, at_s), cancelled, to_dropoff_m, told_at_s, trip, whose)


def set_beside(fixes: Fixes, at_s: Column, profile: NDArray[np.uint8], profiles: Profiles) -> Placed:
    """A driver's fixes that move no trip. Shapes: all (n,), no row twice."""
    accuracy_m = _accuracy_m(fixes, profiles.columns("fix", profile)["unknown_accuracy_m"])
    return Placed(fixes.row.astype(np.int64), profile, fixes.by, at_s, fixes.lon_deg, fixes.lat_deg, accuracy_m)


def _moved_m(fixes: Fixes, x: Single, y: Single, trip: Columns) -> Column:
    """How far each trip came since it was placed last; NaN the first time. Shapes: all (n,)."""
    row = fixes.row
    moved_m: Column = np.hypot(x - trip["x_m"][row], y - trip["y_m"][row]).astype(np.float64)
    bare = np.flatnonzero(np.isnan(moved_m))
    if len(bare):
        before = trip["lon_deg"][row[bare]], trip["lat_deg"][row[bare]]
        moved_m[bare] = near_m(fixes.lon_deg[bare], fixes.lat_deg[bare], *before)
    return moved_m


def _accuracy_m(fixes: Fixes, unknown_accuracy_m: Column) -> Column:
    """What the phone says, or what the rule says where it does not: no accuracy, or one that cannot be."""
    accuracy_m: Column = np.where(fixes.accuracy_m > 0.0, fixes.accuracy_m, unknown_accuracy_m)
    return accuracy_m


def _speed_mps(fixes: Fixes) -> Column:
    """What the phone says; NaN where that is no speed a vehicle can have."""
    may_be = (fixes.speed_mps >= 0.0) & (fixes.speed_mps <= fastest_mps)
    speed_mps: Column = np.where(may_be, fixes.speed_mps, np.nan)
    return speed_mps


def _move(trip: Columns, fixes: Fixes, at_s: Column, x: Single, y: Single, place: Place) -> None:
    row = fixes.row
    trip["fixed_at_s"][row] = at_s
    trip["received_at_s"][row] = fixes.received_at_s
    trip["lon_deg"][row], trip["lat_deg"][row] = fixes.lon_deg, fixes.lat_deg
    trip["heading_deg"][row] = fixes.heading_deg
    trip["x_m"][row], trip["y_m"][row] = x, y
    trip["along_m"][row] = np.where(np.isnan(place.along_m), np.float32(0.0), place.along_m)
    trip["segment"][row] = place.segment
