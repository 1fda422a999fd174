"""What is normal where a trip is: in which zones it lies, how far it is from where it was to stop.

    fix --moved less than it is from any border--> as before          (no zone is asked)
        --nearer to a border than it is accurate--> as before, asked again with the next fix
        --else--> the zones are asked

The answer is the same as if every fix had been asked about; only the asking is saved.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.sheet import near_m
from geo.zones import Zones, no_zone

stops_max = 6  # planned stops of one trip; a platform is refused more
m_per_lat_deg = 110_500.0  # at least, anywhere (WGS84: 110,574 at the equator)

blank: Blank = {
    "risk": np.int32(no_zone),
    "stop": np.bool_(False),
    "asked_lon_deg": np.float64(np.nan),
    "asked_lat_deg": np.float64(np.nan),
    "free_deg": np.float32(0.0),  # from where it was asked about it may move so far
    "stops": np.uint8(0),
    **{f"stop{i}_{axis}_deg": np.float32(np.nan) for i in range(stops_max) for axis in ("lon", "lat")},
}
looked_up = ("risk", "stop", "asked_lon_deg", "asked_lat_deg", "free_deg")  # what fixes change of it


def plan_stops(here: Columns, rows: Rows, stops: Sequence[Sequence[tuple[float, float]]]) -> None:
    """Where each of some trips is to stop on its way: at most `stops_max` places, lon, lat."""
    here["stops"][rows] = [len(places) for places in stops]
    for row, places in zip(rows, stops, strict=True):
        for i, (lon_deg, lat_deg) in enumerate(places):
            here[f"stop{i}_lon_deg"][row], here[f"stop{i}_lat_deg"][row] = lon_deg, lat_deg


def expected_stop_m(here: Columns, rows: Rows, lon_deg: Column, lat_deg: Column) -> Column:
    """From each fix to the nearest planned stop; 0 in a zone where stopping is expected. Shapes: all (n,).

    Unsure: NaN where no such place is known.
    """
    nearest = np.where(here["stop"][rows], 0.0, np.nan)
    has = np.flatnonzero(here["stops"][rows])
    for i in range(stops_max if len(has) else 0):
        stop = here[f"stop{i}_lon_deg"][rows[has]], here[f"stop{i}_lat_deg"][rows[has]]
        nearest[has] = np.fmin(nearest[has], near_m(lon_deg[has], lat_deg[has], *stop))
    return nearest


def look(here: Columns, rows: Rows, lon_deg: Column, lat_deg: Column, accuracy_m: Column, zones: Zones) -> None:
    """Each trip is there now; in which zones that is stands in its row. Shapes: all (n,), no row twice."""
    if not len(zones):
        return
    vague_deg = accuracy_m / (m_per_lat_deg * np.maximum(np.cos(np.radians(lat_deg)), 0.01))
    ask = _may_have_changed(here, rows, lon_deg, lat_deg, vague_deg)
    row, lon, lat, vague = rows[ask], lon_deg[ask], lat_deg[ask], vague_deg[ask]
    looked = zones.look(lon, lat)
    sure = looked.border_deg > vague
    here["risk"][row[sure]], here["stop"][row[sure]] = looked.risk[sure], looked.stop[sure]
    here["asked_lon_deg"][row], here["asked_lat_deg"][row] = lon, lat
    here["free_deg"][row] = np.where(sure, looked.border_deg, 0.0) * 0.999  # rounded down to a float32


def _may_have_changed(
    here: Columns, rows: Rows, lon_deg: Column, lat_deg: Column, vague_deg: Column
) -> NDArray[np.int64]:
    moved_deg = np.hypot(lon_deg - here["asked_lon_deg"][rows], lat_deg - here["asked_lat_deg"][rows])
    stays: Mask = moved_deg + vague_deg < here["free_deg"][rows]
    return np.flatnonzero(~stays)
