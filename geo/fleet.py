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

from geo import jumps, places
from geo.columns import Column, Columns, Mask, Rows
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
from geo.detectors.facts import Change, Felt, Heard, Passed, Seen
from geo.findings import Finding
from geo.fix import JUMP, OUTCOMES, RIDER, Fixes, in_wgs84, is_a_place, is_a_time
from geo.intake import turns_of
from geo.other_datum import noted
from geo.panel import Detector, Panel
from geo.profiles import Profiles
from geo.register import Register
from geo.route import Plan
from geo.routes import Routes
from geo.sight import Ground, ending, see, set_beside
from geo.snapshot import pack, unpack
from geo.sources import take_in_both
from geo.trips import Positions, TripPlan, expect_anew, nowhere
from geo.whose import Whose
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

    def __init__(self, profiles: Profiles, zones: Zones | None = None) -> None:
        self._profiles = profiles
        self._trip = Columns(nowhere)
        self._here = Columns(places.blank)
        self._routes = Routes()
        self._ground = Ground(self._trip, self._here, self._routes, zones or Zones())
        self._rivals = Columns(jumps.blank)
        self._panel = Panel(DETECTORS)
        self._register = Register([*self._tables.values()])
        self._whose = Whose(profiles, self._trip, self._routes.columns)

    def __len__(self) -> int:
        """How many trips are under way; those that ended and are still watched for a while are not counted."""
        return len(self._register) - int(np.count_nonzero(~np.isnan(self._trip["ended_at_s"])))

    def use(self, profiles: Profiles) -> None:
        """Judge by these rules from now on. What is known of each trip stays; its profile is found again by name.

        A trip whose profile is no longer there is judged as one that names none.
        """
        gone = np.array([name not in profiles.by_name for name in self._profiles.names], bool)
        index = np.array([profiles.index_of(name) for name in self._profiles.names], np.uint8)
        self._trip["by_sun"][:] |= gone[self._trip["profile"]]
        self._trip["profile"][:] = index[self._trip["profile"]]
        self._profiles, self._whose = profiles, Whose(profiles, self._trip, self._routes.columns)

    def rows_of(self, trips: Sequence[str]) -> NDArray[np.int32]:
        """The row of each trip, -1 where there is none; good until the next admit, dismiss, restore or release."""
        return self._register.rows_of(trips)

    def trip_at(self, row: int) -> str:
        """The trip of a live row."""
        return self._register.trips_in(np.array([row]))[0]

    def place_of(self, trip: str) -> tuple[float, float] | None:
        """Longitude and latitude of the last fix that placed the trip; None where there was none yet."""
        row = int(self.rows_of([trip])[0])
        if row < 0 or not np.isfinite(self._trip["lon_deg"][row]):
            return None
        return float(self._trip["lon_deg"][row]), float(self._trip["lat_deg"][row])

    def risk_area_of(self, trip: str) -> str | None:
        """The name of the risk area the trip was last placed in; None where it is in none."""
        row = int(self.rows_of([trip])[0])
        return None if row < 0 else self._ground.zones.name_of(int(self._here["risk"][row]))

    def admit(self, trips: Sequence[TripPlan]) -> None:
        """Watch these trips. One that is watched already is left as it is, so that a repeat is harmless."""
        new = list({plan.trip: plan for plan in reversed(trips) if plan.trip not in self._register}.values())
        if not new:
            return
        rows = self._register.admit([plan.trip for plan in new])
        self._trip["partition"][rows] = [plan.partition for plan in new]
        self._trip["profile"][rows] = [self._profiles.index_of(plan.profile) for plan in new]
        self._trip["by_sun"][rows] = [plan.profile not in self._profiles.by_name for plan in new]
        self._trip["gcj02"][rows] = [plan.datum == "gcj02" for plan in new]
        self._trip["started_at_s"][rows] = [plan.started_at_s for plan in new]
        self._trip["expected_at_s"][rows] = [
            np.nan if plan.expected_at_s is None else plan.expected_at_s for plan in new
        ]
        self._panel.begin(rows, np.array([plan.counts_from_s for plan in new]))
        places.plan_stops(self._here, rows, [plan.stops for plan in new])
        self._lay(rows, [plan.plan_lonlat for plan in new])

    def replan(self, trip: str, plan_lonlat: Plan | None, at_s: float) -> list[Finding]:
        """The trip has a new plan. Clears what the old one raised; a trip that is not watched has nothing to clear."""
        rows = self.rows_of([trip]).astype(np.int64)
        if rows[0] < 0:
            return []
        cleared = self._findings(self._panel.new_plan(rows, at_s))
        length_m = self._routes.length_m(rows)
        self._routes.lift(rows)
        self._lay(rows, [plan_lonlat])
        expect_anew(self._trip, rows, at_s, length_m, self._routes.length_m(rows))
        self._trip["along_m"][rows], self._trip["segment"][rows] = 0.0, -1
        lon_deg, lat_deg = self._trip["lon_deg"][rows], self._trip["lat_deg"][rows]
        self._trip["x_m"][rows], self._trip["y_m"][rows] = self._routes.on_sheet(rows, lon_deg, lat_deg)
        return cleared

    def felt(self, trip: str, at_s: float, peak_g: float, still_s: float, told_at_s: float) -> list[Finding]:
        """A phone of the trip felt an impact at `at_s` of its clock, and stillness after it. Units: g, seconds."""
        rows = self.rows_of([trip]).astype(np.int64)
        if rows[0] < 0 or not np.isnan(self._trip["ended_at_s"][rows[0]]):
            return []
        at, peak, still = (np.array([value]) for value in (min(at_s, told_at_s), peak_g, still_s))
        felt = Felt(rows, self._whose.at(rows, at), at, peak, still, told_at_s)
        return self._findings(self._panel.feel(felt, self._profiles))

    def end(self, trip: str, at_s: float, how: str, told_at_s: float) -> list[Finding]:
        """The trip ended at `at_s`, as the platform says. Clears what is open; its phone is watched for a while yet.

        A trip that is not watched, or has ended before, has nothing to say. Units: unix seconds.
        """
        rows = self.rows_of([trip]).astype(np.int64)
        if rows[0] < 0 or not np.isnan(self._trip["ended_at_s"][rows[0]]):
            return []
        ended = ending(rows, min(at_s, told_at_s), how, told_at_s, self._ground, self._whose)
        changes = self._panel.end(ended, self._profiles)
        self._trip["ended_at_s"][rows] = told_at_s
        return self._findings(changes)

    def dismiss(self, trips: Sequence[str], at_s: float) -> list[Finding]:
        """These trips are watched no longer. What is open is cleared; trips that are not watched are passed over."""
        rows = np.unique(self.rows_of(trips)).astype(np.int64)
        rows = rows[rows >= 0]
        cleared = self._findings(self._panel.dismiss(rows, at_s))
        self._forget(rows)
        return cleared

    def observe(self, fixes: Fixes) -> Observed:
        """Judge a batch of fixes, in any order, any number a trip.

        A trip's fixes are judged in order of `fixed_at_s` within the batch; one older than what was judged before is
        late: it proves life and changes no course.
        """
        known = self._register.has(fixes.row)
        row = np.where(known, fixes.row, 0)
        fixes = in_wgs84(fixes, known & self._trip["gcj02"][row])
        fix_rule = self._profiles.columns("fix", self._whose.at(row, fixes.fixed_at_s))
        driver_at_s = self._panel.tables[apart.kind]["driver_at_s"][row]
        intake, beside = take_in_both(fixes, known, self._trip, driver_at_s, fix_rule)
        going = np.isnan(self._trip["ended_at_s"][row])
        changes = self._listen(fixes[known & going & is_a_time(fixes.received_at_s)])
        for both, both_at_s in intake.turns():
            aside = beside[both] & going[both]
            if aside.any():
                changes += self._beside(fixes[both[aside]], both_at_s[aside])
            turn, turn_at_s = both[~beside[both]], both_at_s[~beside[both]]
            held = jumps.held_back(self._rivals, self._trip, fixes[turn], turn_at_s, fix_rule["leap_mps"][turn])
            intake.outcome[turn[held]] = JUMP
            which, at_s = turn[~held], turn_at_s[~held]
            profile = self._whose.at(row[which], at_s)
            seen = see(fixes[which], at_s, profile, self._ground, self._profiles)
            changes += noted(self._judge(seen), self._trip, self._routes, self._profiles)
        counted = np.bincount(intake.outcome, minlength=len(OUTCOMES)).tolist()
        return Observed(self._findings(changes), dict(zip(OUTCOMES, counted, strict=True)))

    def tick(self, now_s: float) -> list[Finding]:
        """Who has fallen silent by `now_s` of the clock that gave the fixes their `received_at_s`.

        Tell it how far the log has been read, not how late it is: what waits in the log has been heard.
        """
        found = self._findings(self._panel.tick(Passed(now_s, self._trip, self._whose), self._profiles))
        self._forget(self._watched_enough(now_s))
        return found

    def resume(self, now_s: float, partition: int | None = None) -> None:
        """We were away until now: silence is counted from now on, in one partition or in all.

        To be called once the log has been read to its end; silences that ended in it are found as it is read.
        """
        self._panel.resume(self._rows_in(partition), now_s)

    def positions(self, since_s: float = -np.inf, partition: int | None = None) -> Positions:
        """Where trips are that were placed by a fix received after `since_s`."""
        rows = self._rows_in(partition)
        rows = rows[(self._trip["received_at_s"][rows] > since_s) & np.isnan(self._trip["ended_at_s"][rows])]
        columns = (
            self._trip[name][rows] for name in ("lon_deg", "lat_deg", "heading_deg", "fixed_at_s", "received_at_s")
        )
        return Positions(self._register.trips_in(rows), *columns)

    def progress_m(self, rows: NDArray[np.int32]) -> Column:
        """How far along its planned route each trip was when it was last placed; 0 before and without a plan."""
        return self._trip["along_m"][rows].astype(np.float64)

    def snapshot(self, partition: int) -> bytes:
        """Everything known about one partition's trips."""
        rows = self._rows_in(partition)
        return pack(self._register, rows, self._tables, self._routes, self._profiles)

    def restore(self, snapshot: bytes) -> None:
        """Add the trips of a snapshot; one that is watched already is left as it is.

        Raises: SnapshotUnreadable.
        """
        unpack(snapshot, self._register, self._tables, self._routes, self._profiles)
        self._here["free_deg"][:] = 0.0  # zones may have been drawn anew since

    def release(self, partition: int) -> None:
        """Forget a partition's trips without a word: another watcher owns them now."""
        self._forget(self._rows_in(partition))

    @property
    def _tables(self) -> dict[str, Columns]:
        facts = {"trip": self._trip, "here": self._here, "rivals": self._rivals, "route": self._routes.columns}
        return facts | self._panel.tables

    def _rows_in(self, partition: int | None) -> Rows:
        live = self._register.live
        return np.flatnonzero(live if partition is None else live & (self._trip["partition"] == partition))

    def _lay(self, rows: Rows, plans: Sequence[Plan | None]) -> None:
        planned = np.array([plan is not None for plan in plans], dtype=bool)
        self._routes.lay(rows[planned], [plan for plan in plans if plan is not None])

    def _forget(self, rows: Rows) -> None:
        self._routes.lift(rows)
        self._register.dismiss(rows)

    def _beside(self, fixes: Fixes, at_s: Column) -> list[Change]:
        """Fixes of drivers' phones beside their trips, of trips that go on."""
        placed = set_beside(fixes, at_s, self._whose.at(fixes.row, at_s), self._profiles)
        return self._panel.beside(placed, self._profiles)

    def _watched_enough(self, now_s: float) -> Rows:
        """Trips that ended so long ago that nothing is asked of their phones any more."""
        rows = np.flatnonzero(self._trip["ended_at_s"] < now_s)
        ended_at_s = self._trip["ended_at_s"][rows]
        rule = self._profiles.columns("ended_early", self._whose.at(rows, ended_at_s))
        return rows[ended_at_s + rule["watched_s"] < now_s]

    def _judge(self, seen: Seen) -> list[Change]:
        """A trip that goes on by all detectors, one that has ended by those that ask what its phone does after it."""
        going: Mask = np.isnan(self._trip["ended_at_s"][seen.row])
        if going.all():
            return self._panel.judge(seen, self._profiles)
        afterwards = self._panel.after(seen[~going & (seen.by == RIDER)], self._profiles)
        return self._panel.judge(seen[going], self._profiles) + afterwards

    def _listen(self, fixes: Fixes) -> list[Change]:
        """Whatever a trip's phone sends, it lives."""
        order = np.lexsort((fixes.received_at_s, fixes.row))
        accuracy_m = np.where(is_a_place(fixes), fixes.accuracy_m, np.inf)[order]
        row = fixes.row[order].astype(np.int64)
        heard = Heard(row, fixes.received_at_s[order], accuracy_m, turns_of(row), self._whose)
        return self._panel.listen(heard, self._profiles)

    def _findings(self, changes: list[Change]) -> list[Finding]:
        """Named, in the order of their times; the edges of one trip stay in theirs."""
        trips = self._register.trips_in(np.array([change.row for change in changes], dtype=np.int64))
        found = [Finding(trip=trip, **change.said()) for trip, change in zip(trips, changes, strict=True)]
        return sorted(found, key=lambda finding: finding.at_s)
