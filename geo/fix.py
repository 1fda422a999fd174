"""Columns of fixes, and what makes one usable by itself.

    unknown_trip   no row                                      |
    out_of_range   not a place, or not a time                  |  proves life, moves nothing
    too_vague      accuracy beyond the rule's `vague_m`        |  (an unknown trip's proves nothing)
    late           older than the newest judged of its trip    |
    duplicate      of the same second as the newest judged     |
    jump           out of reach of where the trip is believed  |  (geo/jumps.py)
    beside         the driver's, while the rider's phone speaks   (geo/sources.py)
    ahead          from the future: judged on our time
    judged         everything else

Every fix has exactly one outcome, so the outcomes of a batch add up to its length.
"""

from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from geo.columns import Column, Mask, Rows
from geo.datum import gcj02_to_wgs84

JUDGED, LATE, DUPLICATE, TOO_VAGUE, OUT_OF_RANGE, UNKNOWN_TRIP, AHEAD, JUMP, BESIDE = range(9)
OUTCOMES = ("judged", "late", "duplicate", "too_vague", "out_of_range", "unknown_trip", "ahead", "jump", "beside")
RIDER, DRIVER, PLATFORM = range(3)


year_5138_s = 1e11  # a time in milliseconds or microseconds, taken for seconds, lies beyond it


@dataclass(frozen=True, slots=True)
class Fixes:
    """One batch of fixes, in the order they were received, any number a trip.

    Shapes: all (n,). Units: unix seconds, degrees (WGS84), metres, metres a second. `row` -1: no such trip.
    Unsure: NaN where accuracy, speed or heading is unknown.
    """

    row: NDArray[np.int32]
    fixed_at_s: Column
    received_at_s: Column
    lat_deg: Column
    lon_deg: Column
    accuracy_m: Column
    speed_mps: Column
    heading_deg: Column
    by: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))  # nobody says: RIDER

    def __post_init__(self) -> None:
        if len(self.by) != len(self.row):
            object.__setattr__(self, "by", np.full(len(self.row), RIDER, np.int8))

    def __len__(self) -> int:
        return len(self.row)

    def __getitem__(self, which: Rows | Mask | slice) -> "Fixes":
        return Fixes(*(getattr(self, name)[which] for name in COLUMNS))

    def joined(self, more: "Fixes") -> "Fixes":
        """These fixes, and more of them behind."""
        return Fixes(*(np.concatenate([getattr(self, name), getattr(more, name)]) for name in COLUMNS))


COLUMNS = tuple(each.name for each in fields(Fixes))


def in_wgs84(fixes: Fixes, gcj02: Mask) -> Fixes:
    """The same fixes, those of a source in GCJ-02 converted. Shapes: gcj02 (n,)."""
    if not gcj02.any():
        return fixes
    lon_deg, lat_deg = fixes.lon_deg.copy(), fixes.lat_deg.copy()
    lon_deg[gcj02], lat_deg[gcj02] = gcj02_to_wgs84(lon_deg[gcj02], lat_deg[gcj02])
    return replace(fixes, lon_deg=lon_deg, lat_deg=lat_deg)


def is_a_place(fixes: Fixes) -> Mask:
    """Whether each fix names a place on Earth, and the times it was fixed and received.

    (0, 0) is where receivers say they are when they do not know: null island is not a place.
    """
    lat, lon = fixes.lat_deg, fixes.lon_deg
    on_earth = (np.abs(lat) <= 90.0) & (np.abs(lon) <= 180.0) & ~((lat == 0.0) & (lon == 0.0))
    place: Mask = on_earth & is_a_time(fixes.fixed_at_s) & is_a_time(fixes.received_at_s)
    return place


def is_a_time(at_s: Column) -> Mask:
    """Whether each is a number of seconds that somebody's clock could show. Shapes: (n,) -> (n,)."""
    shown: Mask = np.abs(at_s) < year_5138_s
    return shown


def outcome_alone(fixes: Fixes, known: Mask, vague_m: Column) -> NDArray[np.int8]:
    """What each fix is good for by itself, before the others of its trip are asked: JUDGED where nothing is wrong.

    Shapes: all (n,).
    """
    outcome = np.full(len(fixes), JUDGED, np.int8)
    outcome[fixes.accuracy_m > vague_m] = TOO_VAGUE
    outcome[~is_a_place(fixes)] = OUT_OF_RANGE
    outcome[~known] = UNKNOWN_TRIP
    return outcome
