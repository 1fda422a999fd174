"""lon/lat to metres on a flat sheet of a trip's own.

    lon, lat (WGS84)  --transverse Mercator around the sheet's origin-->  x_m (east), y_m (north)

An origin is two numbers: its longitude, and `arc_m`, the length of the meridian from the equator to its latitude.
Conformal, scale 1 along the origin's meridian; the datum is declared by whoever sends the fixes, never guessed.
"""

import numpy as np

from geo.columns import Column

# WGS84 (NIMA TR8350.2): equatorial radius, and the square of the first eccentricity.
RADIUS_M = 6_378_137.0
E2 = 0.006_694_379_990_141_3
EP2 = E2 / (1.0 - E2)

# Meridian arc, Snyder, Map Projections: A Working Manual (USGS PP 1395), eq. 3-21.
_ARC = (
    RADIUS_M * (1.0 - E2 / 4 - 3 * E2**2 / 64 - 5 * E2**3 / 256),
    RADIUS_M * (3 * E2 / 8 + 3 * E2**2 / 32 + 45 * E2**3 / 1024),
    RADIUS_M * (15 * E2**2 / 256 + 45 * E2**3 / 1024),
    RADIUS_M * (35 * E2**3 / 3072),
)


def metres(lon_deg: Column, lat_deg: Column, origin_lon_deg: Column, origin_arc_m: Column) -> tuple[Column, Column]:
    """Where each lon/lat lies on its sheet.

    Shapes: all (n,). Units: metres. Distances on the sheet differ from the geodesic by less than 0.1 % within 250 km
    of the origin up to 84 degrees of latitude; across the antimeridian too.
    Source: Snyder, eq. 8-9 to 8-13; tests/geo/test_sheet.py compares with geodesics from pyproj.
    """
    phi = np.radians(lat_deg)
    sin, cos = np.sin(phi), np.cos(phi)
    t = (sin / np.maximum(cos, 1e-9)) ** 2
    c = EP2 * cos**2
    a = np.radians(wrapped(lon_deg - origin_lon_deg)) * cos
    a2 = a * a
    n = RADIUS_M / np.sqrt(1.0 - E2 * sin**2)
    x = n * a * (1.0 + a2 * ((1.0 - t + c) / 6 + a2 * (5.0 - 18 * t + t * t + 72 * c - 58 * EP2) / 120))
    rise = n * np.sqrt(t) * np.sign(sin) * a2 * (0.5 + a2 * (5.0 - t + 9 * c + 4 * c * c) / 24)
    return x, _arc(phi, sin, cos) - origin_arc_m + rise


def near_m(lon_deg: Column, lat_deg: Column, other_lon_deg: Column, other_lat_deg: Column) -> Column:
    """Metres between points near each other, without a sheet.

    Shapes: all (n,). Error below 1 % up to 10 km and 80 degrees of latitude; further away it is far away.
    """
    middle = np.radians((lat_deg + other_lat_deg) / 2)
    east = np.radians(wrapped(lon_deg - other_lon_deg)) * np.cos(middle)
    north = np.radians(lat_deg - other_lat_deg)
    bend = 1.0 - E2 * np.sin(middle) ** 2
    apart: Column = RADIUS_M * np.hypot(east / np.sqrt(bend), north * (1.0 - E2) / bend**1.5)
    return apart


def arc_m(lat_deg: Column) -> Column:
    """Length of the meridian from the equator to each latitude, in metres; negative in the south."""
    phi = np.radians(lat_deg)
    return _arc(phi, np.sin(phi), np.cos(phi))


def _arc(phi: Column, sin: Column, cos: Column) -> Column:
    sin2, cos2 = 2 * sin * cos, cos * cos - sin * sin
    sin4 = 2 * sin2 * cos2
    sin6 = sin2 * (3.0 - 4.0 * sin2 * sin2)
    arc: Column = _ARC[0] * phi - _ARC[1] * sin2 + _ARC[2] * sin4 - _ARC[3] * sin6
    return arc


def wrapped(degrees: Column) -> Column:
    """Into [-180, 180]: 179.9 E is a neighbour of 179.9 W."""
    within: Column = degrees - 360.0 * np.rint(degrees / 360.0)
    return within
