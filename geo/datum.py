"""GCJ-02 to WGS84 and back: maps of mainland China are shifted by law, some 300 to 700 m, differently everywhere.

    WGS84 --wgs84_to_gcj02--> GCJ-02        north and east in metres: a polynomial and sines of how far from 105 E, 35 N
    GCJ-02 --gcj02_to_wgs84--> WGS84        no closed form: the shift of the guess is taken away, three times

Outside the rectangle where the shift is applied both are the same. Which of them a source sends is declared, never
guessed.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geo.columns import Column, Mask

Datum = Literal["wgs84", "gcj02"]
DECLARED_NONE, DECLARED_WGS84, DECLARED_GCJ02 = range(3)  # by a source, for what it sends

MIDDLE_LON_DEG, MIDDLE_LAT_DEG = 105.0, 35.0
# The ellipsoid of Krasovsky, 1940: equatorial radius and the square of the first eccentricity.
RADIUS_M, E2 = 6_378_245.0, 0.006_693_421_622_965_943
WEST_DEG, EAST_DEG, SOUTH_DEG, NORTH_DEG = 72.004, 137.8347, 0.8293, 55.8271  # where the shift is applied

# amplitude in metres, waves a degree; of x = degrees east and y = degrees north of the middle.
_WAVES_OF_X = ((20.0, 6.0), (20.0, 2.0))  # in both directions
_NORTH_OF_Y = ((20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
_EAST_OF_X = ((20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))

turns = 3  # each leaves some 0.3 % of the error before it: 700 m, 2 m, 5 mm, 0.01 mm


def wgs84_to_gcj02(lon_deg: Column, lat_deg: Column) -> tuple[Column, Column]:
    """Where a place lies on a map in GCJ-02.

    Shapes: all (n,). Units: degrees.
    Source: the formula many open converters have; tests/geo/test_datum.py holds it against their points.
    """
    east_deg, north_deg = _shift_deg(lon_deg, lat_deg)
    shifted = shifted_here(lon_deg, lat_deg)
    return lon_deg + np.where(shifted, east_deg, 0.0), lat_deg + np.where(shifted, north_deg, 0.0)


def gcj02_to_wgs84(lon_deg: Column, lat_deg: Column) -> tuple[Column, Column]:
    """Where on Earth a place of a map in GCJ-02 lies, to a millimetre. Shapes: all (n,). Units: degrees."""
    lon, lat = lon_deg, lat_deg
    for _ in range(turns):
        east_deg, north_deg = _shift_deg(lon, lat)
        lon, lat = lon_deg - east_deg, lat_deg - north_deg
    shifted = shifted_here(lon_deg, lat_deg)
    return np.where(shifted, lon, lon_deg), np.where(shifted, lat, lat_deg)


def shifted_here(lon_deg: Column, lat_deg: Column) -> Mask:
    """Whether the two datums differ at a place. Shapes: (n,), (n,) -> (n,)."""
    within: Mask = (lon_deg >= WEST_DEG) & (lon_deg <= EAST_DEG) & (lat_deg >= SOUTH_DEG) & (lat_deg <= NORTH_DEG)
    return within


def _shift_deg(lon_deg: Column, lat_deg: Column) -> tuple[Column, Column]:
    """East and north, from WGS84 to GCJ-02."""
    x, y = lon_deg - MIDDLE_LON_DEG, lat_deg - MIDDLE_LAT_DEG
    with np.errstate(invalid="ignore", over="ignore"):  # any number may be sent for a place
        both = _sines(x, _WAVES_OF_X)
        bend = np.sqrt(np.abs(x))
        north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * bend + both + _sines(y, _NORTH_OF_Y)
        east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * bend + both + _sines(x, _EAST_OF_X)
        phi = np.radians(lat_deg)
        flat = 1.0 - E2 * np.sin(phi) ** 2
        north_deg = np.degrees(north_m * flat * np.sqrt(flat) / (RADIUS_M * (1.0 - E2)))
        east_deg = np.degrees(east_m * np.sqrt(flat) / (RADIUS_M * np.maximum(np.cos(phi), 1e-9)))
    return east_deg, north_deg


def _sines(degrees: Column, waves: tuple[tuple[float, float], ...]) -> Column:
    total = np.zeros_like(degrees)
    for amplitude_m, a_degree in waves:
        total += amplitude_m * 2 / 3 * np.sin(np.pi * a_degree * degrees)
    return total


def to_wgs84(lonlat: Column, datum: Datum) -> Column:
    """Places as a source of `datum` tells them, in WGS84. Shapes: (k, 2) -> (k, 2)."""
    return lonlat if datum == "wgs84" else np.column_stack(gcj02_to_wgs84(lonlat[:, 0], lonlat[:, 1]))


def as_trips_say(
    lon_deg: Column, lat_deg: Column, declared: NDArray[np.int8], trip_gcj02: Mask
) -> tuple[Column, Column]:
    """Places as sources sent them, in the datum of each one's trip: what a source declares holds for what it sends.

    Shapes: all (n,).
    """
    shifted, unshifted = (declared == DECLARED_GCJ02) & ~trip_gcj02, (declared == DECLARED_WGS84) & trip_gcj02
    if not (shifted | unshifted).any():
        return lon_deg, lat_deg
    lon_deg, lat_deg = lon_deg.copy(), lat_deg.copy()
    lon_deg[shifted], lat_deg[shifted] = gcj02_to_wgs84(lon_deg[shifted], lat_deg[shifted])
    lon_deg[unshifted], lat_deg[unshifted] = wgs84_to_gcj02(lon_deg[unshifted], lat_deg[unshifted])
    return lon_deg, lat_deg
