"""Fixes on their way into the log: gathered for a moment, checked in columns, appended together.

    put (never waits) ──▶ gathered ──every `gather_s`──▶ checked ──▶ waiting batches ──▶ one turn to the log
                                        └─ rows refused: their phone is told which and why

When the log is slow the batches wait, bounded by `fixes_waiting_max`; then the oldest go: the newest matter most.
"""

from array import array
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np
import trio
from numpy.typing import NDArray
from redis.client import Pipeline

from escort import clock, limits, metrics
from escort.auth import Device
from escort.errors import LogAway
from escort.log import FixesKeys, Link, partition_of
from escort.records import FixesTaken, columns, packed
from escort.wire import FixRow, FleetRow
from geo import Datum
from geo.datum import DECLARED_GCJ02, DECLARED_NONE, DECLARED_WGS84
from geo.fix import DRIVER, PLATFORM, RIDER

Refuse = Callable[[str], None]
Columns = NDArray[np.float64]
_DECLARED: dict[Datum | None, int] = {None: DECLARED_NONE, "wgs84": DECLARED_WGS84, "gcj02": DECLARED_GCJ02}
astuple = msgspec.structs.astuple
row_bytes = columns * np.dtype(np.float64).itemsize
streams = tuple(FixesKeys(partition).log for partition in range(limits.partitions))


def judged(values: Columns, now_s: float) -> NDArray[np.int8]:
    """What is wrong with each fix: 0 nothing, else its place in `_whys`.

    Shapes: (n, 6) as in `records.FixesTaken` -> (n,). Only what no phone can have measured is refused here;
    `geo.fix` judges how good the rest is.
    """
    fixed_at, lat, lon = values[:, 0], values[:, 1], values[:, 2]
    wrong = np.zeros(len(values), np.int8)
    wrong[~(np.abs(lon) <= 180.0)] = 3
    wrong[~(np.abs(lat) <= 90.0)] = 2
    wrong[~(fixed_at <= now_s + limits.fix_future_max_s)] = 4
    wrong[~(fixed_at >= now_s - limits.fix_age_max_s)] = 5
    wrong[~np.isfinite(values[:, :3]).all(axis=1)] = 1
    return wrong


_whys = (
    "",
    "fixed_at, lat or lon is not a number",
    "lat {1:g} is not within -90 to 90",
    "lon {2:g} is not within -180 to 180",
    f"fixed_at {{0:.0f}} is more than {limits.fix_future_max_s:.0f} s in the future: set the phone's clock",
    f"fixed_at {{0:.0f}} is more than {limits.fix_age_max_s / 3600:.0f} h ago",
)


def why(wrong: int, row: Columns) -> str:
    """One sentence for the phone's maker. Shapes: row (6,)."""
    return _whys[wrong].format(*row)


def matrix(flat: Sequence[float | None]) -> Columns:
    """Rows of six, None as NaN. Shapes: (6n,) -> (n, 6)."""
    return np.array(flat, dtype=np.float64).reshape(-1, columns)


@dataclass(slots=True)
class _Gathered:
    trips: list[str] = field(default_factory=list)
    flat: list[float | None] = field(default_factory=list)
    senders: list[tuple[Refuse, int]] = field(default_factory=list)  # and how many rows each sent
    by: list[int] = field(default_factory=list)  # whose phone each sender is
    datum: list[int] = field(default_factory=list)  # as each sender declares

    def of_senders(self) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """Whose each row is, and in which datum. Shapes: (n,), (n,)."""
        counts = [count for _, count in self.senders]
        return np.repeat(np.array(self.by, np.int8), counts), np.repeat(np.array(self.datum, np.int8), counts)


class Intake:
    """One process's way for fixes into the log."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._gathered = _Gathered()
        self._arrived = trio.Event()
        self._batches: deque[tuple[int, list[tuple[str, bytes]]]] = deque()
        self._waiting = 0
        self._ready = trio.Event()
        self.taken = 0  # since this process started

    def put(self, refuse: Refuse, trip: str, rows: Sequence[FixRow], device: Device | None = None) -> None:
        """Hands on one trip's fixes; `refuse` is called later with a sentence where rows were left out."""
        gathered = self._gathered
        for row in rows:
            gathered.flat.extend(astuple(row))
        gathered.trips += [trip] * len(rows)
        gathered.senders.append((refuse, len(rows)))
        gathered.by.append(DRIVER if device is not None and device.role == "driver" else RIDER)
        gathered.datum.append(_DECLARED[None if device is None else device.datum])
        self._arrived.set()

    def put_fleet(self, refuse: Refuse, rows: Sequence[FleetRow], datum: Datum | None = None) -> None:
        """Hands on fixes of many trips, in the datum their source declares."""
        gathered = self._gathered
        for row in rows:
            trip, *values = astuple(row)
            gathered.trips.append(trip)
            gathered.flat.extend(values)
        gathered.senders.append((refuse, len(rows)))
        gathered.by.append(PLATFORM)
        gathered.datum.append(_DECLARED[datum])
        self._arrived.set()

    async def carry(self) -> None:
        """Gathers and appends until cancelled; then appends what is left, if the log takes it within a second."""
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._append)
                while True:
                    await self._arrived.wait()
                    await trio.sleep(limits.gather_s)
                    self._hand_on()
        finally:
            with trio.move_on_after(1.0, shield=True):
                self._hand_on()
                while self._batches:
                    await self._append_oldest()

    def _hand_on(self) -> None:
        gathered, self._gathered, self._arrived = self._gathered, _Gathered(), trio.Event()
        if not gathered.trips:
            return
        now_s = clock.now_s()
        values = matrix(gathered.flat)
        wrong = judged(values, now_s)
        if wrong.any():
            _refuse(gathered, values, wrong)
        good = np.flatnonzero(wrong == 0)
        metrics.fixes_in.labels("refused").inc(len(values) - len(good))
        metrics.fixes_in.labels("taken").inc(len(good))
        self.taken += len(good)
        if len(good):
            self._batches.append((len(good), by_partition(gathered.trips, values, good, now_s, *gathered.of_senders())))
            self._waiting += len(good)
            self._shed()
            self._ready.set()
        metrics.fixes_waiting.set(self._waiting)

    def _shed(self) -> None:
        while self._waiting > limits.fixes_waiting_max and len(self._batches) > 1:
            lost, _ = self._batches.popleft()
            self._waiting -= lost
            metrics.fixes_in.labels("shed").inc(lost)

    async def _append(self) -> None:
        pause_s = 0.05
        while True:
            await self._ready.wait()
            try:
                while self._batches:
                    await self._append_oldest()
                self._ready = trio.Event()
                pause_s = 0.05
            except LogAway:
                metrics.log_away.labels("intake").inc()
                await trio.sleep(pause_s)
                pause_s = min(2.0, pause_s * 2)

    async def _append_oldest(self) -> None:
        """The batch leaves only once it stands in the log; appended twice, the fleet knows it as a duplicate."""
        batch = self._batches[0]
        count, appends = batch

        def commands(pipeline: Pipeline) -> None:
            for stream, payload in appends:
                pipeline.xadd(stream, {"d": payload})

        await self._link.together(commands)
        if self._batches and self._batches[0] is batch:
            self._batches.popleft()
            self._waiting -= count
        metrics.fixes_batch.observe(count)
        metrics.fixes_waiting.set(self._waiting)


def by_partition(
    trips: Sequence[str],
    values: Columns,
    good: NDArray[np.intp],
    received_at_s: float,
    by: NDArray[np.int8] | None = None,
    datum: NDArray[np.int8] | None = None,
) -> list[tuple[str, bytes]]:
    """One record for each partition the fixes belong to, as (stream, payload).

    Shapes: trips (n,), values (n, 6), by (n,) or all riders', datum (n,) or all their trips', good (k,) rows of all.
    """
    names = trips if len(good) == len(trips) else [trips[row] for row in good]
    rows_of = defaultdict(list)
    for row, trip in enumerate(names):
        rows_of[partition_of(trip)].append(row)
    order = [row for rows in rows_of.values() for row in rows]
    ordered = values[good[order]].tobytes()
    none = np.zeros(len(trips), np.int8)
    whose, declared = (none if each is None else each for each in (by, datum))
    whose, declared = whose[good[order]], declared[good[order]]
    appends, first = [], 0
    for partition, rows in rows_of.items():
        places: dict[str, int] = {}
        index = array("i", [places.setdefault(names[row], len(places)) for row in rows]).tobytes()
        end = first + row_bytes * len(rows)
        told = (each[first // row_bytes : end // row_bytes] for each in (whose, declared))
        said = (each.tobytes() if each.any() else b"" for each in told)
        record = FixesTaken(received_at_s, list(places), index, ordered[first:end], *said)
        appends.append((streams[partition], packed(record)))
        first = end
    return appends


def _refuse(gathered: _Gathered, values: Columns, wrong: NDArray[np.int8]) -> None:
    """Tells each sender which of its rows were left out; the first of them says why for all."""
    first = 0
    for refuse, count in gathered.senders:
        bad = np.flatnonzero(wrong[first : first + count])
        if len(bad):
            row = int(bad[0])
            reason = why(int(wrong[first + row]), values[first + row])
            left = (
                "" if len(bad) == count else f" ({len(bad)} of {count} fixes left out, the first is number {row + 1})"
            )
            refuse(reason + left)
        first += count
