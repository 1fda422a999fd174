"""Drives through `geo.Fleet` in this process, as fast as it can.

    drives --some hundred side by side--> observe(the first fixes of all), observe(the next), ... --> findings

A replay's clock is the drives' own: each fix is received the moment it was fixed.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from escort.replay.drives import Drive
from geo import Finding, Fixes, Fleet, Profiles, TripPlan
from geo.roads import Roads

side_by_side = 1_000  # drives in the fleet at a time: bounds memory, and fills batches
fixes_a_batch = 4_000


def replay(drives: Iterable[Drive], profiles: Profiles, roads: Roads | None = None) -> Iterator[Finding]:
    """What a fleet finds on these drives: those of one drive together, in the order of their times.

    Each drive needs an id of its own. What is open when a drive ends is cleared by its end.
    """
    rest = iter(drives)
    while some := list(islice(rest, side_by_side)):
        yield from _together([drive for drive in some if len(drive)], profiles, roads)


def _together(drives: list[Drive], profiles: Profiles, roads: Roads | None) -> Iterator[Finding]:
    fleet = Fleet(profiles, roads=roads)
    fleet.admit([TripPlan(drive.drive_id, 0, drive.plan_lonlat, float(drive.fixed_at_s[0])) for drive in drives])
    found: dict[str, list[Finding]] = {drive.drive_id: [] for drive in drives}
    for fixes in _in_turn(drives, fleet):
        for finding in fleet.observe(fixes).findings:
            found[finding.trip].append(finding)
    for drive in drives:
        yield from found[drive.drive_id]
        yield from fleet.dismiss([drive.drive_id], float(drive.fixed_at_s.max()))


def _in_turn(drives: list[Drive], fleet: Fleet) -> Iterator[Fixes]:
    """All fixes in batches: the first of every drive, then the second, ..."""
    if not drives:
        return
    turn = np.concatenate([np.arange(len(drive)) for drive in drives])
    order = np.argsort(turn, kind="stable")
    row = np.repeat(fleet.rows_of([drive.drive_id for drive in drives]), [len(drive) for drive in drives])
    columns = (
        row,
        np.concatenate([drive.fixed_at_s for drive in drives]),
        np.concatenate([np.maximum.accumulate(drive.fixed_at_s) for drive in drives]),
        *(np.concatenate([getattr(drive, name) for drive in drives]) for name in _AS_WRITTEN),
    )
    fixes = Fixes(*(column[order] for column in columns))
    for begin in range(0, len(fixes), fixes_a_batch):
        yield fixes[begin : begin + fixes_a_batch]


_AS_WRITTEN = ("lat_deg", "lon_deg", "accuracy_m", "speed_mps", "heading_deg")
