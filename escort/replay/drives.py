"""A drive read from a file, whatever kind of file it is.

    .jsonl labelled cases | .gpx | .csv of fixes | .csv with POLYLINE  --read_drives-->  Drive, Drive, ...

A file that cannot be read as drives is refused in one sentence that names the file and the line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo import Plan, PlanRefused, checked_plan

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drive:
    """One vehicle's drive, in the order of its file.

    Shapes: all (n,), n >= 0. Units: unix seconds, degrees (WGS84), metres, metres a second. Unsure: NaN; no plan: None.
    """

    drive_id: str
    plan_lonlat: Plan | None
    fixed_at_s: Column
    lon_deg: Column
    lat_deg: Column
    accuracy_m: Column
    speed_mps: Column
    heading_deg: Column

    def __len__(self) -> int:
        return len(self.fixed_at_s)


class DriveUnreadable(ValueError):
    """A file is not what it says it is; the message names file, line and what is wrong."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}, line {line}: {why}")


def bare_drive(drive_id: str, plan: Plan | None, fixed_at_s: Column, lon_deg: Column, lat_deg: Column) -> Drive:
    """A drive whose phone said only where and when."""
    unknown = np.full(len(fixed_at_s), np.nan)
    return Drive(drive_id, plan, fixed_at_s, lon_deg, lat_deg, unknown, unknown, unknown)


def plan_at(path: Path, line: int, points: object) -> Plan:
    """The plan written at a line.

    Raises: DriveUnreadable.
    """
    plan = checked_plan(points)
    if isinstance(plan, PlanRefused):
        raise DriveUnreadable(path, line, plan.why)
    return plan


def each_its_own_id(drives: Iterable[Drive]) -> Iterator[Drive]:
    """The same drives; an id that was there before gets `#2`, `#3`, ...: two drives are never taken for one."""
    times: dict[str, int] = {}
    for drive in drives:
        times[drive.drive_id] = times.get(drive.drive_id, 0) + 1
        again = times[drive.drive_id]
        yield drive if again == 1 else replace(drive, drive_id=f"{drive.drive_id}#{again}")
