"""Drives along a plan that runs straight north, told as (seconds, metres off the plan)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from geo import Finding, Fixes, Fleet, Plan, TripPlan, default_profiles
from geo.columns import Column

WGS84 = Geod(ellps="WGS84")
LON, LAT = -8.6, 41.0
NORTH: Plan = np.array([[LON, LAT], [LON, LAT + 0.1], [LON, LAT + 0.2]])  # 22 km
SPEED_MPS = 10.0
BEGAN_S = 1_700_000_000.0

Told = tuple[float, ...]  # seconds since the trip began, metres east of the plan, and perhaps the accuracy in metres


def place(seconds: float, off_m: float) -> tuple[float, float]:
    """Longitude and latitude `off_m` east of the plan, as far along as a vehicle is after so many seconds."""
    lon, lat, _ = WGS84.fwd(LON, LAT, 0.0, 500.0 + SPEED_MPS * seconds)
    lon, lat, _ = WGS84.fwd(lon, lat, 90.0, off_m)
    return lon, lat


def fixes(rows: Sequence[int] | NDArray[np.int32], told: Sequence[Told]) -> Fixes:
    """A batch: a fix each, received when it was fixed."""
    n = len(told)
    at_s = BEGAN_S + np.array([fix[0] for fix in told], np.float64)
    lonlat = np.array([place(*fix[:2]) for fix in told]).reshape(n, 2)
    accuracy_m = np.array([fix[2] if len(fix) > 2 else np.nan for fix in told], np.float64)
    row = np.array(rows, np.int32)
    return Fixes(row, at_s, at_s.copy(), lonlat[:, 1], lonlat[:, 0], accuracy_m, unknown(n), unknown(n))


def unknown(n: int) -> Column:
    return np.full(n, np.nan)


def fleet_of(*trips: str, plan: Plan | None = NORTH, profile: str | None = None) -> Fleet:
    """A fleet with these trips, all on the same plan."""
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan(trip, 0, plan, BEGAN_S, profile) for trip in trips])
    return fleet


def drive(*told: Told, kind: str = "deviation") -> list[tuple[str, float]]:
    """What is found of one kind on one drive: (edge, seconds since it began)."""
    fleet = fleet_of("t")
    rows = [int(fleet.rows_of(["t"])[0])] * len(told)
    return said(fleet.observe(fixes(rows, told)).findings, kind)


def said(findings: Sequence[Finding], kind: str) -> list[tuple[str, float]]:
    return [(finding.edge, finding.at_s - BEGAN_S) for finding in findings if finding.kind == kind]
