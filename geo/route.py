"""One planned route: what a trip was meant to drive, checked at the door.

    anything --checked_plan--> (k, 2) float64 lon/lat, repeated points left out   or   PlanRefused(why)

A plan that passes here is laid, projected and measured without another question.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.columns import Column
from geo.sheet import arc_m, metres

Plan = NDArray[np.float64]

vertices_max = 20_000  # of one plan; a day's drive at one vertex each 25 m. A longer one is refused: simplify it
latitude_max_deg = 84.0  # beyond it a transverse sheet is not used (as UTM)
reach_max_m = 250_000.0  # from the middle of the plan; beyond it the sheet's error exceeds 0.1 %


@dataclass(frozen=True, slots=True)
class PlanRefused:
    """Why this is no plan, for the person or program that sent it."""

    why: str


def checked_plan(points: object) -> Plan | PlanRefused:
    """The plan as an array, or what is wrong with it.

    Shapes: (k, 2), k >= 2, consecutive points distinct. Units: degrees, longitude first.
    Refuses: what is not a list of [lon, lat]; fewer than 2 distinct points; NaN, infinite or out of range numbers;
    more than `vertices_max` points; latitudes beyond `latitude_max_deg`; reaching further than `reach_max_m`.
    """
    plan = _as_array(points)
    if isinstance(plan, PlanRefused):
        return plan
    why = _broken_number(plan)
    if why is not None:
        return PlanRefused(why)
    plan = plan[np.r_[True, np.any(plan[1:] != plan[:-1], axis=1)]]
    if len(plan) < 2:
        return PlanRefused("a plan needs at least 2 distinct points, this one has 1")
    return _within_reach(plan)


def middles(flat: Plan, begins: NDArray[np.int64]) -> tuple[Column, Column]:
    """Longitude and latitude in the middle of each plan's extent: its sheet's origin. Right across the antimeridian.

    Shapes: flat (sum of lengths, 2), plans end to end, beginning where `begins` (plans,) says -> (plans,), (plans,).
    """
    lon, lat = flat[:, 0], flat[:, 1]
    first = np.repeat(lon[begins], np.diff(begins, append=len(flat)))
    east = (lon - first + 180.0) % 360.0 - 180.0
    middle_east = (np.minimum.reduceat(east, begins) + np.maximum.reduceat(east, begins)) / 2
    middle_lat: Column = (np.minimum.reduceat(lat, begins) + np.maximum.reduceat(lat, begins)) / 2
    return (lon[begins] + middle_east + 180.0) % 360.0 - 180.0, middle_lat


def _as_array(points: object) -> Plan | PlanRefused:
    try:
        plan: Column = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError):
        return PlanRefused("a plan is a list of [lon, lat] pairs of numbers")
    if plan.ndim != 2 or plan.shape[1] != 2:
        empty = plan.size == 0
        return PlanRefused(
            "a plan needs at least 2 distinct points, this one has 0"
            if empty
            else "a plan is a list of [lon, lat] pairs of numbers"
        )
    if len(plan) > vertices_max:
        return PlanRefused(
            f"a plan may have {vertices_max} points (vertices_max), this one has {len(plan)}: simplify it"
        )
    return plan


def _broken_number(plan: Plan) -> str | None:
    """The first point that is no place we can draw a sheet around, in words."""
    broken = ~np.isfinite(plan).all(axis=1) | (np.abs(plan[:, 0]) > 180.0) | (np.abs(plan[:, 1]) > 90.0)
    if broken.any():
        i = int(broken.argmax())
        return f"point {i} of the plan is no place: lon {plan[i, 0]:g}, lat {plan[i, 1]:g}"
    polar = np.abs(plan[:, 1]) > latitude_max_deg
    if polar.any():
        i = int(polar.argmax())
        limit = f"at most {latitude_max_deg:g} (latitude_max_deg)"
        return f"point {i} of the plan is too near a pole: lat {plan[i, 1]:g}, {limit}"
    return None


def _within_reach(plan: Plan) -> Plan | PlanRefused:
    lon_deg, lat_deg = middles(plan, np.zeros(1, np.int64))
    x_m, y_m = metres(plan[:, 0], plan[:, 1], lon_deg, arc_m(lat_deg))
    reach_m = float(np.hypot(x_m, y_m).max())
    if reach_m > reach_max_m:
        limit_km = reach_max_m / 1000
        return PlanRefused(
            f"the plan reaches {reach_m / 1000:.0f} km from its middle, at most {limit_km:.0f} km (reach_max_m)"
        )
    return plan
