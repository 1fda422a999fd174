"""What a watcher sees: records of the log become columns of fixes, findings become letters to the desk.

No clock and no waiting: `see` runs in a thread where there is much to judge.
"""

import logging
from collections.abc import Iterable

import msgspec
import numpy as np

from alerts import requests
from escort import metrics
from escort.bulkhead import Bulkhead
from escort.inbox import FindingSeen, Letter
from escort.log import Item, partition_of
from escort.records import (
    FixesTaken,
    MotionFelt,
    PlanReplaced,
    Record,
    TripEnded,
    TripStarted,
    columns,
    plan_array,
    unpacked,
)
from geo import Datum, Finding, Fixes, Fleet, Positions, Profiles, SnapshotUnreadable, TripPlan, finding_id, sentence
from geo.datum import as_trips_say
from geo.roads import Roads
from geo.zones import Zones

log = logging.getLogger("escort")


class Sight:
    """The fleet of one watcher, fed with records."""

    def __init__(self, profiles: Profiles, zones: Zones | None = None, roads: Roads | None = None) -> None:
        self._fleet = Fleet(profiles, zones, roads)
        self._profiles = profiles
        self._waiting: list[FixesTaken] = []
        self._adopted_s: dict[int, float] = {}
        self.saved_s: dict[int, float] = {}  # when each partition's snapshot was last stored

    def __len__(self) -> int:
        return len(self._fleet)

    def use(self, profiles: Profiles) -> None:
        """Judge by these rules from now on."""
        if profiles is not self._profiles:
            self._profiles = profiles
            self._fleet.use(profiles)

    def moved(self, since_s: float) -> Positions:
        """Where the trips are that moved since."""
        return self._fleet.positions(since_s)

    def adopt(self, partition: int, snapshot: bytes | None, now_s: float) -> bool:
        """A partition is ours now; silence of its trips is counted from now on: nobody was listening before.

        False where its snapshot is of no use: what the log still holds must be read again.
        """
        self._adopted_s[partition] = now_s
        try:
            if snapshot is not None:
                self._fleet.restore(snapshot)
        except SnapshotUnreadable as why:
            metrics.records_unreadable.labels("snapshot").inc()
            log.warning("partition %d: %s; trips begun before what the log holds are not watched", partition, why)
            return False
        self._fleet.resume(now_s, partition)
        return True

    def listen_anew(self, partitions: Iterable[int], now_s: float) -> None:
        """Nobody was listening until now: silence of their trips is counted from now on."""
        for partition in partitions:
            self._adopted_s[partition] = now_s
            self._fleet.resume(now_s, partition)

    def release(self, partition: int) -> None:
        self._fleet.release(partition)
        self.saved_s.pop(partition, None)

    def snapshot(self, partition: int) -> bytes:
        return self._fleet.snapshot(partition)

    def tick(self, now_s: float) -> list[Letter]:
        """Silence is an input."""
        with Bulkhead("watcher"):
            return self._letters(self._fleet.tick(now_s))
        return []

    def see(self, items: dict[int, list[Item]]) -> list[Letter]:
        """Everything that was read, in each partition's order: fixes gathered as long as nothing else comes between."""
        letters: list[Letter] = []
        for of_partition in items.values():
            for item in of_partition:
                record = _read(item)
                if isinstance(record, FixesTaken):
                    self._waiting.append(record)
                elif record is not None:
                    letters += self._take(record, item.at_s)
        return letters + self._observe_waiting()

    def _take(self, record: Record, told_at_s: float) -> list[Letter]:
        if isinstance(record, TripStarted):
            return self._start(record, told_at_s)
        letters = self._observe_waiting()
        with Bulkhead("watcher") as held:
            return letters + self._change(record, told_at_s)
        assert held.failure is not None
        assert not isinstance(record, FixesTaken)
        return [*letters, self._blind(record.trip, told_at_s, str(held.failure))]

    def _start(self, started: TripStarted, told_at_s: float) -> list[Letter]:
        """Of a trip that began while nobody was listening, silence is counted from when somebody was."""
        partition = partition_of(started.trip)
        told_at_s = max(told_at_s, self._adopted_s.get(partition, told_at_s))
        with Bulkhead("watcher") as held:
            plan = plan_array(started.plan) if started.plan else None
            datum: Datum = "gcj02" if started.datum == "gcj02" else "wgs84"
            new = TripPlan(
                started.trip,
                partition,
                plan,
                started.started_at_s,
                started.profile,
                told_at_s,
                datum,
                tuple(map(tuple, plan_array(started.stops).tolist())),
                started.expected_at_s,
            )
            self._fleet.admit([new])
            return []
        return [self._blind(started.trip, told_at_s, str(held.failure))]

    def _change(self, record: Record, told_at_s: float) -> list[Letter]:
        match record:
            case PlanReplaced(trip, plan):
                return self._letters(self._fleet.replan(trip, plan_array(plan), told_at_s))
            case TripEnded(trip, at_s, how):
                found = self._letters(self._fleet.end(trip, at_s, how, told_at_s))
                return [*found, requests.TripEnded(trip=trip, how=how, at=at_s)]
            case MotionFelt(trip, at_s, peak_g, still_s):
                return self._letters(self._fleet.felt(trip, at_s, peak_g, still_s, told_at_s))
            case FixesTaken() | TripStarted():
                return []

    def _observe_waiting(self) -> list[Letter]:
        if not self._waiting:
            return []
        fixes = self._fixes(self._waiting)
        self._waiting = []
        metrics.watch_batch.observe(len(fixes))
        with metrics.watch_seconds.time():
            return self._observe(fixes)

    def _fixes(self, batches: list[FixesTaken]) -> Fixes:
        rows, received, values, by, datum = [], [], [], [], []
        for batch in batches:
            index = np.frombuffer(batch.index, np.int32)
            rows.append(self._fleet.rows_of(batch.trips)[index])
            received.append(np.full(len(index), batch.received_at_s))
            values.append(np.frombuffer(batch.values, np.float64).reshape(-1, columns))
            by.append(np.frombuffer(batch.by or bytes(len(index)), np.int8))
            datum.append(np.frombuffer(batch.datum or bytes(len(index)), np.int8))
        fixed_at, lat, lon, accuracy, speed, heading = np.concatenate(values).T
        row = np.concatenate(rows)
        lon, lat = as_trips_say(lon, lat, np.concatenate(datum), self._fleet.reads_gcj02(row))
        motion = (lat, lon, accuracy, speed, heading)
        return Fixes(row, fixed_at, np.concatenate(received), *motion, np.concatenate(by))

    def _observe(self, fixes: Fixes) -> list[Letter]:
        """A detector that fails on one trip must not blind us to the others: halves, until the trip is found."""
        with Bulkhead("watcher") as held:
            observed = self._fleet.observe(fixes)
            for outcome, count in observed.outcomes.items():
                metrics.fixes_watched.labels(outcome).inc(count)
            return self._letters(observed.findings)
        assert held.failure is not None
        rows = np.unique(fixes.row)
        if len(rows) > 1:
            low = fixes.row < rows[len(rows) // 2]
            return self._observe(fixes[low]) + self._observe(fixes[~low])
        return self._unwatched(int(rows[0]), float(fixes.received_at_s[0]), str(held.failure))

    def _unwatched(self, row: int, at_s: float, why: str) -> list[Letter]:
        trip = self._fleet.trip_at(row)
        self._fleet.dismiss([trip], at_s)
        return [self._blind(trip, at_s, why)]

    def _blind(self, trip: str, at_s: float, why: str) -> Letter:
        """Our blindness is the rider's danger: people are told."""
        metrics.unwatched.inc()
        said = "This trip can no longer be watched: our own mistake."
        name = f"{trip}/unwatched/{at_s:.3f}/raised"
        return FindingSeen(name, trip, "unwatched", "raised", at_s, at_s, said, {"failure": why})

    def _letters(self, findings: Iterable[Finding]) -> list[Letter]:
        return [self._letter(finding) for finding in findings]

    def _letter(self, finding: Finding) -> Letter:
        metrics.findings.labels(finding.kind, finding.edge).inc()
        return FindingSeen(
            finding_id(finding),
            finding.trip,
            finding.kind,
            finding.edge,
            finding.since_s,
            finding.at_s,
            sentence(finding),
            msgspec.to_builtins(finding.proof),
            self._fleet.place_of(finding.trip),
            self._fleet.risk_area_of(finding.trip),
        )


def _read(item: Item) -> Record | None:
    """A record that cannot be read is counted and passed over: one broken entry must not stop the watching."""
    try:
        return unpacked(item.payload)
    except msgspec.DecodeError:
        metrics.records_unreadable.labels("fixes").inc()
        return None
