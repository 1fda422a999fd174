"""All detectors over all trips: fixes and time go in, findings come out.

    admit ──▶ rows ──observe(fixes)──▶ usable? ──▶ heard ──▶ in course order, one fix a trip at a time:
                   ──tick(now)──▶ silence            place on the route ──▶ each detector of motion ──▶ findings
                   ──replan, dismiss──▶ what was open is cleared

The same fixes, however they are cut into batches, give the same findings; nothing here knows what time it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo import admission, observing
from geo.columns import Column, Mask, Rows
from geo.detectors import (
    apart,
    blurred,
    crash,
    detour,
    deviation,
    dwell,
    ended_early,
    overdue,
    signal_loss,
    speeding,
    zone,
)
from geo.detectors.facts import Felt, Passed
from geo.doubt import gap_s
from geo.findings import Finding
from geo.fix import OUTCOMES, Fixes
from geo.known import Known
from geo.panel import Detector
from geo.profiles import Profiles
from geo.roads import Roads
from geo.route import Plan
from geo.snapshot import pack, unpack
from geo.trips import Positions, TripPlan
from geo.zones import Zones

DETECTORS: tuple[Detector, ...] = (
    deviation,
    detour,
    dwell,
    speeding,
    zone,
    apart,
    crash,
    signal_loss,
    blurred,
    overdue,
    ended_early,
)
KINDS = tuple(detector.kind for detector in DETECTORS)


@dataclass(frozen=True, slots=True)
class Observed:
    """What a batch of fixes led to. `outcomes` counts them by reason and adds up to the batch."""

    findings: list[Finding]
    outcomes: dict[str, int]


class Fleet:
    """All trips a watcher owns: one row a trip."""

    def __init__(self, profiles: Profiles, zones: Zones | None = None, roads: Roads | None = None) -> None:
        self._known = Known(DETECTORS, profiles, zones or Zones(), roads)

    def __len__(self) -> int:
        """How many trips are under way; those that ended and are still watched for a while are not counted."""
        return len(self._known.register) - int(np.count_nonzero(~np.isnan(self._known.trip["ended_at_s"])))

    def use(self, profiles: Profiles) -> None:
        """Judge by these rules from now on. What is known of each trip stays; its profile is found again by name.

        A trip whose profile is no longer there is judged as one that names none.
        """
        self._known.use(profiles)

    def rows_of(self, trips: Sequence[str]) -> NDArray[np.int32]:
        """The row of each trip, -1 where there is none; good until the next admit, dismiss, restore or release."""
        return self._known.register.rows_of(trips)

    def reads_gcj02(self, rows: NDArray[np.int32]) -> Mask:
        """Whether the fixes of each row are taken to be in GCJ-02; no where there is no such trip. Shapes: (n,)."""
        watched = self._known.register.has(rows)
        gcj02: Mask = watched & self._known.trip["gcj02"][np.where(watched, rows, 0)]
        return gcj02

    def trip_at(self, row: int) -> str:
        """The trip of a live row."""
        return self._known.register.trips_in(np.array([row]))[0]

    def place_of(self, trip: str) -> tuple[float, float] | None:
        """Longitude and latitude of the last fix that placed the trip; None where there was none yet."""
        row = int(self.rows_of([trip])[0])
        lon_deg, lat_deg = self._known.trip["lon_deg"], self._known.trip["lat_deg"]
        if row < 0 or not np.isfinite(lon_deg[row]):
            return None
        return float(lon_deg[row]), float(lat_deg[row])

    def risk_area_of(self, trip: str) -> str | None:
        """The name of the risk area the trip was last placed in; None where it is in none."""
        row = int(self.rows_of([trip])[0])
        return None if row < 0 else self._known.ground.zones.name_of(int(self._known.here["risk"][row]))

    def admit(self, trips: Sequence[TripPlan]) -> None:
        """Watch these trips. One that is watched already is left as it is, so that a repeat is harmless."""
        admission.admit(self._known, trips)

    def replan(self, trip: str, plan_lonlat: Plan | None, at_s: float) -> list[Finding]:
        """The trip has a new plan. Clears what the old one raised; a trip that is not watched has nothing to clear."""
        rows = self._known.row_of(trip)
        return self._known.named(admission.replan(self._known, rows, plan_lonlat, at_s)) if len(rows) else []

    def felt(self, trip: str, at_s: float, peak_g: float, still_s: float, told_at_s: float) -> list[Finding]:
        """A phone of the trip felt an impact at `at_s` of its clock, and stillness after it. Units: g, seconds."""
        rows = self._going(trip)
        if not len(rows):
            return []
        self._known.doubt.settle(rows)
        at, peak, still = (np.array([value]) for value in (min(at_s, told_at_s), peak_g, still_s))
        felt = Felt(rows, self._known.whose.at(rows, at), at, peak, still, told_at_s)
        return self._known.named(self._known.panel.feel(felt, self._known.profiles))

    def end(self, trip: str, at_s: float, how: str, told_at_s: float) -> list[Finding]:
        """The trip ended at `at_s`, as the platform says. Clears what is open; its phone is watched for a while yet.

        A trip that is not watched, or has ended before, has nothing to say. Units: unix seconds.
        """
        rows = self._going(trip)
        return self._known.named(admission.end(self._known, rows, at_s, how, told_at_s)) if len(rows) else []

    def dismiss(self, trips: Sequence[str], at_s: float) -> list[Finding]:
        """These trips are watched no longer. What is open is cleared; trips that are not watched are passed over."""
        rows = np.unique(self.rows_of(trips)).astype(np.int64)
        rows = rows[rows >= 0]
        cleared = self._known.named(self._known.panel.dismiss(rows, at_s))
        self._known.forget(rows)
        return cleared

    def observe(self, fixes: Fixes) -> Observed:
        """Judge a batch of fixes, in any order, any number a trip."""
        changes, outcome = observing.observe(self._known, fixes)
        counted = np.bincount(outcome, minlength=len(OUTCOMES)).tolist()
        return Observed(self._known.named(changes), dict(zip(OUTCOMES, counted, strict=True)))

    def tick(self, now_s: float) -> list[Finding]:
        """Who has fallen silent by `now_s` of the clock that gave the fixes their `received_at_s`.

        Tell it how far the log has been read, not how late it is: what waits in the log has been heard.
        """
        known = self._known
        changes = known.panel.tick(Passed(now_s, known.trip, known.whose, known.ground.zones), known.profiles)
        known.doubt.settle(np.array([c.row for c in changes if c.kind in known.panel.of_motion], np.int64))
        found = known.named(changes)
        known.forget(admission.watched_enough(known, now_s))
        return found

    def resume(self, now_s: float, partition: int | None = None) -> None:
        """We were away until now: silence is counted from now on, in one partition or in all.

        To be called once the log has been read to its end; silences that ended in it are found as it is read.
        """
        self._known.panel.resume(self._known.rows_in(partition), now_s)

    def positions(self, since_s: float = -np.inf, partition: int | None = None) -> Positions:
        """Where trips are that were placed by a fix received after `since_s`."""
        trip, rows = self._known.trip, self._known.rows_in(partition)
        rows = rows[(trip["received_at_s"][rows] > since_s) & np.isnan(trip["ended_at_s"][rows])]
        columns = (trip[name][rows] for name in ("lon_deg", "lat_deg", "heading_deg", "fixed_at_s", "received_at_s"))
        return Positions(self._known.register.trips_in(rows), *columns)

    def progress_m(self, rows: NDArray[np.int32]) -> Column:
        """How far along its planned route each trip was when it was last placed; 0 before and without a plan."""
        return self._known.trip["along_m"][rows].astype(np.float64)

    def snapshot(self, partition: int) -> bytes:
        """Everything known about one partition's trips."""
        known = self._known
        return pack(known.register, known.rows_in(partition), known.tables, known.routes, known.profiles)

    def restore(self, snapshot: bytes) -> None:
        """Add the trips of a snapshot; one that is watched already is left as it is.

        Raises: SnapshotUnreadable.
        """
        known = self._known
        rows = unpack(snapshot, known.register, known.tables, known.routes, known.profiles)
        known.doubt.begin_anew(rows, known.trip["received_at_s"][rows] + gap_s)
        known.here["free_deg"][:] = 0.0  # zones may have been drawn anew since

    def release(self, partition: int) -> None:
        """Forget a partition's trips without a word: another watcher owns them now."""
        self._known.forget(self._known.rows_in(partition))

    def _going(self, trip: str) -> Rows:
        """The row of a trip that is watched and has not ended. Shapes: (1,) or (0,)."""
        rows = self._known.row_of(trip)
        going: Mask = np.isnan(self._known.trip["ended_at_s"][rows])
        return rows[going]
