"""What a fleet is told about a trip, and what it tells the wall about all of them."""

from dataclasses import dataclass

import numpy as np

from geo.columns import Blank, Column, Columns, Rows
from geo.datum import Datum
from geo.nearest import Single
from geo.route import Plan


@dataclass(frozen=True, slots=True)
class TripPlan:
    """A trip to watch.

    `plan_lonlat` is one that `checked_plan` gave back, or None: then what needs no plan is judged. `profile` names its
    rules; where it names none, or one we do not have, the sun decides between day and night (geo/whose.py).
    `told_at_s` is when the service heard of the trip (our clock): silence is counted from it or from `started_at_s`,
    whichever is later. `datum` is that of the trip's fixes; its plan's is WGS84. `stops`: lon, lat of the places where
    it is to stop on its way, at most `stops_max` (geo/places.py).
    """

    trip: str
    partition: int
    plan_lonlat: Plan | None
    started_at_s: float
    profile: str | None = None
    told_at_s: float | None = None
    datum: Datum = "wgs84"
    stops: tuple[tuple[float, float], ...] = ()
    expected_at_s: float | None = None

    @property
    def counts_from_s(self) -> float:
        return self.started_at_s if self.told_at_s is None else max(self.started_at_s, self.told_at_s)


@dataclass(frozen=True, slots=True)
class Positions:
    """Where trips were last placed. Shapes: all (n,). Units: degrees, unix seconds. Unsure: NaN headings."""

    trip: list[str]
    lon_deg: Column
    lat_deg: Column
    heading_deg: Column
    fixed_at_s: Column
    received_at_s: Column

    def __len__(self) -> int:
        return len(self.trip)


nowhere: Blank = {
    "partition": np.int16(-1),
    "profile": np.uint8(0),
    "by_sun": np.bool_(False),  # it names no profile: geo/whose.py
    "gcj02": np.bool_(False),  # the datum of its fixes: geo/datum.py
    "started_at_s": np.float64(np.nan),
    "expected_at_s": np.float64(np.nan),  # when it is to arrive; not known: NaN
    "ended_at_s": np.float64(np.nan),  # by our clock; watched for a while after it
    "fixed_at_s": np.float64(-np.inf),
    "received_at_s": np.float64(-np.inf),
    "rider_at_s": np.float64(-np.inf),  # the newest fix of the rider's own phone that is a place, jump or not
    "lon_deg": np.float64(np.nan),
    "lat_deg": np.float64(np.nan),
    "heading_deg": np.float64(np.nan),
    "accuracy_m": np.float32(np.nan),
    "x_m": np.float32(np.nan),
    "y_m": np.float32(np.nan),
    "along_m": np.float32(0.0),
    "segment": np.int32(-1),
}
# What fixes change of it; the rest is what the platform says.
moved_by_fixes = (
    "fixed_at_s",
    "received_at_s",
    "rider_at_s",
    "lon_deg",
    "lat_deg",
    "heading_deg",
    "accuracy_m",
    "x_m",
    "y_m",
    "along_m",
    "segment",
)


def expect_anew(trip: Columns, rows: Rows, at_s: float, was_m: Single, is_m: Single) -> None:
    """Trips have a new plan at `at_s`: they are to arrive as much later as it is longer, at the pace of the old one.

    Shapes: (n,). Units: length of the old plan, of the new one. Unsure: without both no arrival is expected.
    """
    planned_s = trip["expected_at_s"][rows] - trip["started_at_s"][rows]
    pace = np.where((was_m > 0) & (is_m > 0), planned_s / np.maximum(was_m, 1.0), np.nan)
    trip["expected_at_s"][rows] = at_s + pace * is_m
