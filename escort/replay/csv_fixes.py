"""CSV of fixes: one fix a line, the drives in any order.

    trip | id,  fixed_at | time,  lat + lon | geometry as POINT (lon lat);  if known accuracy_m, speed_mps, heading_deg

Times are unix seconds or ISO 8601. A drive read from here has no plan.
"""

import csv
import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from escort.replay.drives import Drive, DriveUnreadable

_POINT = re.compile(r"\s*POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*", re.IGNORECASE)
_UNSURE = ("accuracy_m", "speed_mps", "heading_deg")

Row = dict[str, str | None]  # None where a line ends too early
Fix = tuple[float, float, float, float, float, float]  # fixed_at_s, lon, lat, and the three of _UNSURE


def read_csv_fixes(path: Path) -> Iterator[Drive]:
    """The drives of a file of fixes, in the order of their first fix.

    Raises: DriveUnreadable.
    """
    drives: dict[str, list[Fix]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        trip, when = _columns(path, rows.fieldnames or ())
        for row in rows:
            try:
                drives.setdefault(row[trip] or "", []).append(_fix(row, when))
            except ValueError as error:
                raise DriveUnreadable(path, rows.line_num, f"not a fix: {error}") from error
    for drive_id, fixes in drives.items():
        at_s, lon, lat, accuracy, speed, heading = np.array(fixes, np.float64).T
        yield Drive(drive_id, None, at_s, lon, lat, accuracy, speed, heading)


def unix_seconds(text: str) -> float:
    """Unix seconds, from a number or an ISO 8601 time; one without an offset is UTC.

    Raises: ValueError.
    """
    try:
        at_s = float(text)
    except ValueError:
        at = datetime.fromisoformat(text.strip())
        at_s = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    if not math.isfinite(at_s):
        raise ValueError(f"{text} is no time")
    return at_s


def _columns(path: Path, names: object) -> tuple[str, str]:
    """What this file calls the trip and the time."""
    have = set(names) if isinstance(names, list | tuple) else set()
    trip = next((name for name in ("trip", "trip_id", "id") if name in have), None)
    when = next((name for name in ("fixed_at", "time", "timestamp") if name in have), None)
    if trip is None or when is None or not ({"lat", "lon"} <= have or "geometry" in have):
        raise DriveUnreadable(
            path, 1, "a CSV of fixes has the columns trip, fixed_at, lat, lon (or id, time, geometry)"
        )
    return trip, when


def _fix(row: Row, when: str) -> Fix:
    lon, lat = _lonlat(row)
    accuracy, speed, heading = (float(row.get(name) or "nan") for name in _UNSURE)
    return unix_seconds(row[when] or ""), lon, lat, accuracy, speed, heading


def _lonlat(row: Row) -> tuple[float, float]:
    if "lon" in row:
        return float(row["lon"] or ""), float(row["lat"] or "")
    geometry = row["geometry"] or ""
    point = _POINT.fullmatch(geometry)
    if point is None:
        raise ValueError(f"{geometry!r} is no POINT (lon lat)")
    return float(point[1]), float(point[2])
