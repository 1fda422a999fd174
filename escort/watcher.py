"""Reads fixes, lets `geo.Fleet` judge, sends what it finds to the desk.

    leases ─▶ partitions gained: snapshot + cursor        partitions lost: released
    tail.read ─▶ records in order ─▶ observe / admit / replan / dismiss ─▶ findings ─▶ desk's inbox ─▶ snapshot

Rule: a snapshot is stored only after everything found before it stands in the desk's inbox. After a crash the same
fixes are read again, the same findings have the same ids, and the desk knows them.
"""

from dataclasses import dataclass, field

import numpy as np
import trio

from escort import clock, limits, metrics
from escort.about import addressed
from escort.errors import Fenced, LogAway
from escort.inbox import Letter, sealed
from escort.log import DeskKeys, FixesKeys, Item, Lane, Lease, Leases, Link, PartitionSnapshot, PartitionState, Tail
from escort.sight import Sight
from escort.vitals import Seen, Vitals
from geo import Profiles
from geo.roads import Roads
from geo.zones import Zones

gather_s = 0.08  # between two reads, unless the log has more: a batch costs much the same for one fix as for a hundred
slice_s = 0.005  # of snapshots at a time; a press of this process must not wait for longer
read_wait_s = 0.5  # so long a change of leases may wait for the read before it
settle_s = 1.0  # fixes stamped so long ago by any gateway stand in the log by now; silence is judged no further
tell_every_s = 1.0
pause_max_s = 2.0


@dataclass(slots=True)
class Watch:
    """One partition that is ours: under which lease, and how far it has been read."""

    lease: Lease
    cursor: str
    saved: str


@dataclass(slots=True)
class Watcher:
    """One process's watcher."""

    link: Link
    owner: str
    profiles: Profiles
    desk: DeskKeys
    lane: Lane
    vitals: Vitals
    watches: dict[int, Watch] = field(default_factory=dict)
    found: list[Letter] = field(default_factory=list)  # and not yet in the desk's inbox
    told_at_s: float = 0.0
    away: bool = False  # the log was, since the last read: nobody's silence in that time counts
    zones: Zones = field(default_factory=Zones)
    roads: Roads | None = None
    sight: Sight = field(init=False)

    def __post_init__(self) -> None:
        self.sight = Sight(self.profiles, self.zones, self.roads)

    def use(self, profiles: Profiles) -> None:
        """Judge by these rules from the next turn on: a batch that is being judged in a thread keeps those it has."""
        self.profiles = profiles

    async def watch(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Watches until cancelled; starts once every free partition is taken.

        Cancelled: leases are given back, so that another watcher need not wait for them to run out.
        """
        leases = Leases(self.link, self.owner)
        tail = Tail(self.link.url)
        self.watches, self.found, self.sight = {}, [], Sight(self.profiles, self.zones, self.roads)
        try:
            await self._share(leases)
            task_status.started()
            shared_at = trio.current_time()
            while True:
                if trio.current_time() - shared_at >= limits.renew_every_s:
                    await _patiently(self._share, leases)
                    shared_at = trio.current_time()
                self.away |= not await _patiently(self._turn, tail)
        except trio.Cancelled:  # and for nothing else: columns in which something failed must not be stored
            with trio.move_on_after(2.0, shield=True):
                await self._leave(leases)
            raise
        finally:
            tail.close()

    async def _turn(self, tail: Tail) -> None:
        """One read and everything that follows from it."""
        began_s = clock.now_s()
        self.sight.use(self.profiles)
        cursors = {FixesKeys(p).log: watch.cursor for p, watch in self.watches.items()}
        read = await tail.read(cursors, read_wait_s)
        if self.away:
            self.sight.listen_anew(list(self.watches), clock.now_s())
            self.away = False
        items = {p: read[FixesKeys(p).log] for p in self.watches if FixesKeys(p).log in read}
        if items:
            newest_s = max(of_partition[-1].at_s for of_partition in items.values())
            metrics.log_lag.labels("watcher").set(max(0.0, began_s - newest_s))
            await self._judge(items)
        caught_up = all(len(of_partition) < limits.read_max for of_partition in items.values())
        if caught_up:
            self.found += self.sight.tick(began_s - settle_s)
        await self._send()
        await self._save(began_s)
        self._tell()
        if caught_up:
            await trio.sleep(gather_s)

    async def _judge(self, items: dict[int, list[Item]]) -> None:
        """In a thread where it takes long: no press waits for a batch."""
        if sum(len(item.payload) for of_partition in items.values() for item in of_partition) < 8_192:
            self.found += self.sight.see(items)
        else:
            self.found += await trio.to_thread.run_sync(self.sight.see, items)
        for partition, of_partition in items.items():
            self.watches[partition].cursor = of_partition[-1].id

    async def _send(self) -> None:
        """The findings leave only once they stand in the inbox; sent twice, the desk knows them."""
        found = self.found[: limits.appends_waiting_max // 2]
        if found:
            letters = await addressed(self.link, found)
            async with trio.open_nursery() as nursery:
                for letter in letters:
                    nursery.start_soon(self.lane.append, self.desk.inbox, sealed(letter))
            del self.found[: len(found)]

    async def _share(self, leases: Leases) -> None:
        """Keeps what is ours, lets go of what is not, takes what is free."""
        ours = {lease.key for lease in await leases.renew([watch.lease for watch in self.watches.values()])}
        for partition in [p for p, watch in self.watches.items() if watch.lease.key not in ours]:
            self._let_go(partition)
        free = {FixesKeys(p).lease: p for p in range(limits.partitions) if p not in self.watches}
        taken = await leases.take([(key, FixesKeys(p).epoch) for key, p in free.items()])
        for lease, (snapshot, offset) in zip(
            taken, await PartitionState(self.link).load([free[lease.key] for lease in taken]), strict=True
        ):
            partition = free[lease.key]
            if not self.sight.adopt(partition, snapshot, clock.now_s()):
                offset = "0-0"
            self.watches[partition] = Watch(lease, offset, offset)
            metrics.lease_changes.labels("partition", "taken").inc()
        metrics.leases_held.labels("partition").set(len(self.watches))

    def _let_go(self, partition: int) -> None:
        del self.watches[partition]
        self.sight.release(partition)
        metrics.lease_changes.labels("partition", "lost").inc()

    async def _save(self, now_s: float, every_s: float = limits.snapshot_every_s) -> None:
        """Each partition that changes about once in `every_s`; those half due go with one that is due, in one turn."""
        changed = [p for p, watch in self.watches.items() if watch.cursor != watch.saved]
        ages_s = {p: now_s - self.sight.saved_s.get(p, 0.0) for p in changed}
        if self.found or max(ages_s.values(), default=-1.0) < every_s:
            return
        due = [p for p, age_s in ages_s.items() if age_s >= every_s / 2]
        with metrics.snapshots.labels("partition").time():
            await self._save_slice(sorted(due, key=lambda p: -ages_s[p]), now_s)

    async def _save_slice(self, due: list[int], now_s: float) -> None:
        """As many as can be taken within `slice_s`."""
        taken: list[PartitionSnapshot] = []
        until = trio.current_time() + slice_s
        while len(taken) < len(due) and trio.current_time() < until:
            partition = due[len(taken)]
            watch = self.watches[partition]
            taken.append(PartitionSnapshot(watch.lease, partition, self.sight.snapshot(partition), watch.cursor))
        keep_from_ms = round((now_s - limits.fixes_kept_s) * 1000)
        for partition in await PartitionState(self.link).save(taken, keep_from_ms):
            self._let_go(partition)
        for each in taken:
            if each.partition in self.watches:
                self.watches[each.partition].saved = each.offset
                self.sight.saved_s[each.partition] = now_s

    async def _leave(self, leases: Leases) -> None:
        try:
            await self._send()
            await self._save(clock.now_s(), every_s=0.0)
            await leases.give_back([watch.lease for watch in self.watches.values()])
        except LogAway:
            metrics.log_away.labels("watcher").inc()

    def _tell(self) -> None:
        """Each second; of the second before too, for a pulse that just missed it."""
        now_s = clock.now_s()
        if now_s - self.told_at_s >= tell_every_s:
            metrics.trips_watched.set(len(self.sight))
            self.vitals.watched = Seen(len(self.sight), self.sight.moved(self.told_at_s - tell_every_s))
            self.told_at_s = now_s


async def _patiently(task, *words) -> bool:  # type: ignore[no-untyped-def]
    """Does it; where the log is away, says so after a wait, and lets the caller go round again."""
    done = True
    try:
        await task(*words)
    except* (LogAway, Fenced):
        metrics.log_away.labels("watcher").inc()
        done = False
        await trio.sleep(np.random.default_rng().uniform(0.2, pause_max_s))
    return done
