"""Porto-style CSV: one taxi trip a line, a fix each 15 seconds.

    TRIP_ID, TIMESTAMP (unix seconds of the first fix), POLYLINE ([[lon, lat], ...] as JSON)

The plan is the trip's own polyline, simplified: what a navigator would have shown for the same drive.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from escort.replay.csv_fixes import unix_seconds
from escort.replay.drives import Drive, DriveUnreadable, bare_drive
from geo import Plan, PlanRefused, checked_plan

interval_s = 15.0  # between the fixes of a POLYLINE; UCI Machine Learning Repository no. 339
simplified_to_deg = 0.000_135  # about 15 m of latitude: the noise of a taxi's receiver, narrower than any corridor

Points = NDArray[np.float64]


def read_porto(path: Path) -> Iterator[Drive]:
    """The drives of a Porto-style file; a trip that never moved has no plan.

    Raises: DriveUnreadable.
    """
    csv.field_size_limit(sys.maxsize)  # a POLYLINE of a day's drive is longer than the csv module expects
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = {"TRIP_ID", "TIMESTAMP", "POLYLINE"} - set(rows.fieldnames or ())
        if missing:
            raise DriveUnreadable(path, 1, f"no column {', '.join(sorted(missing))}")
        for row in rows:
            yield _drive(path, rows.line_num, row)


def simplified(points: Points) -> Plan | None:
    """A plan along `points` (n, 2) lon/lat; None where they are no plan."""
    if len(points) < 2:
        return None
    line = shapely.simplify(shapely.LineString(points), simplified_to_deg)
    plan = checked_plan(shapely.get_coordinates(line))
    return None if isinstance(plan, PlanRefused) else plan


def _drive(path: Path, line: int, row: dict[str, str]) -> Drive:
    try:
        pairs = msgspec.json.decode(row["POLYLINE"] or "[]", type=list[tuple[float, float]])
        start_s = unix_seconds(row["TIMESTAMP"])
    except (msgspec.MsgspecError, ValueError) as error:
        raise DriveUnreadable(path, line, f"not a trip: {error}") from error
    points = np.array(pairs, np.float64).reshape(-1, 2)
    fixed_at_s = start_s + interval_s * np.arange(len(points), dtype=np.float64)
    return bare_drive(row["TRIP_ID"], simplified(points), fixed_at_s, points[:, 0], points[:, 1])
