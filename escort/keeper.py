"""Owns the desk of a region: reads its inbox, decides, commits.

    lease ─▶ load (snapshot, timeline since) ─▶ read inbox ─▶ decide ─▶ commit entries + effects + offset, atomically
      ▲                    ▲                        ▲ Due, when `next_due` has passed        │
      └── lost ────────────┴── log away, fenced, or a decision that failed ◀─────────────────┘

Rule: nothing is shown, sent or answered but what a commit has written; whenever that is in doubt, load again.
"""

import logging
from math import inf
from zoneinfo import ZoneInfo

import msgspec
import redis
import trio

from alerts import Desk, Policy, Recorded, SnapshotRefused, requests
from escort import clock, limits, metrics
from escort.deciding import Step, decide, letter_of, next_due_of, stand_in, without
from escort.errors import Fenced, LogAway
from escort.inbox import Letter, sealed
from escort.log import DeskCommit, DeskKeys, DeskState, Item, Lease, Leases, Link, Tail
from escort.stand_in import stuck_alarm

due_again_s = 0.1  # a Due that was too early by a clock's difference is not appended again at once
due_at_least_s = 10.0  # while anything is open: how long a clock that stepped back can stay unseen (ADR 0021)
log = logging.getLogger("escort")

_recorded = msgspec.json.Decoder(Recorded)


class Keeper:
    """The keeper of one region; at most one of all that run holds the lease."""

    def __init__(self, link: Link, owner: str, keys: DeskKeys, policy: Policy, timezone: str) -> None:
        self._link = link
        self._keys = keys
        self._policy = policy
        self._zone = ZoneInfo(timezone)
        self._leases = Leases(link, owner)
        self._state = DeskState(link, keys)
        self._desk = Desk(policy, keys.region)
        self._offset = "0-0"
        self._seq = 0
        self._saved_at = -inf
        self._due_sent_at = -inf
        self._aside: set[str] = set()  # incidents that could not be moved on, while this process lives

    async def keep(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Keeps the desk, or stands by, until cancelled; starts once the log has been asked who does.

        Cancelled: the lease is given back.
        """
        while True:
            try:
                lease = await self._take()
                task_status.started()
                task_status = trio.TASK_STATUS_IGNORED
                if lease is not None:
                    await self._hold(lease)
            except* (LogAway, Fenced):
                metrics.log_away.labels("keeper").inc()
            await trio.sleep(limits.renew_every_s / 4)

    async def _take(self) -> Lease | None:
        taken = await self._leases.take([(self._keys.lease, self._keys.epoch)])
        return taken[0] if taken else None

    async def _hold(self, lease: Lease) -> None:
        metrics.lease_changes.labels("desk", "taken").inc()
        metrics.leases_held.labels("desk").set(1)
        try:
            await self._load()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._renew, lease, nursery.cancel_scope)
                await self._serve(lease)
        finally:
            metrics.lease_changes.labels("desk", "lost").inc()
            metrics.leases_held.labels("desk").set(0)
            with trio.move_on_after(1.0, shield=True):
                try:
                    await self._leases.give_back([lease])
                except LogAway:
                    metrics.log_away.labels("keeper").inc()

    async def _renew(self, lease: Lease, held: trio.CancelScope) -> None:
        while await self._leases.renew([lease]):
            await trio.sleep(limits.renew_every_s)
        held.cancel()

    async def _load(self) -> None:
        """The desk as the log has it: a snapshot, and what the timeline says since. Decisions are never made again."""
        snapshot, seq, self._offset = await self._state.load()
        region = self._keys.region
        try:
            self._desk = Desk(self._policy, region)
            if snapshot is not None:
                self._desk = Desk.restore(snapshot, self._policy, region)
        except SnapshotRefused:
            log.warning("the desk's snapshot is of another version; the whole timeline is folded")
            self._desk, seq = Desk(self._policy, region), 0
        for number, payload in await self._state.entries_after(seq):
            self._desk.apply(_recorded.decode(payload))
            seq = number
        self._seq = seq
        self._due_sent_at = -inf
        for incident in self._aside:
            self._desk.set_aside(incident)

    async def _serve(self, lease: Lease) -> None:
        tail = Tail(self._link.url)
        try:
            while True:
                await self._append_due()
                read = await tail.read({self._keys.inbox: self._offset}, self._wait_s())
                items = read.get(self._keys.inbox, [])
                if items:
                    await self._advance(lease, items)
                await self._save(lease)
        finally:
            tail.close()

    async def _advance(self, lease: Lease, items: list[Item]) -> None:
        metrics.log_lag.labels("desk").set(max(0.0, clock.now_s() - items[0].at_s))
        with metrics.decide_seconds.time():
            step = decide(self._desk, items, self._offset, self._zone, clock.now_s())
            await self._commit(lease, step)
        if step.broken is not None and step.stuck is not None and step.stuck not in self._aside:
            step = await self._go_without(lease, step.broken, step.stuck)
        if step.broken is not None:
            await self._set_aside(lease, step.broken)
        self._count()

    async def _go_without(self, lease: Lease, item: Item, stuck: str) -> Step:
        """One incident broke the moving on of all: it is set aside, operators are told, the item is decided anew."""
        self._aside.add(stuck)
        await self._load()
        step = without(self._desk, stuck, item, self._zone, clock.now_s())
        if step.broken is None:
            await self._commit(lease, step)
        return step

    async def _commit(self, lease: Lease, step: Step) -> None:
        if step.upto == self._offset:
            return
        commit = DeskCommit(self._offset, step.upto, step.entries, step.effects, step.answers)
        first = await self._state.commit(lease, commit)
        self._offset = step.upto
        self._seq = first - 1 + len(step.entries)

    async def _set_aside(self, lease: Lease, item: Item) -> None:
        """A request that the desk cannot decide: kept apart for people, and passed by; the desk starts from the log.

        Its trip gets a human all the same (`escort/stand_in.py`); where that fails too, operators know.
        """
        stream = self._keys.inbox + ":dead"

        def keep(client: redis.Redis) -> None:
            client.xadd(stream, {"d": item.payload, "id": item.id}, maxlen=limits.dead_kept)

        await self._link.turn(keep)
        await self._load()
        if isinstance(letter_of(item), requests.Due):
            self._due_sent_at = trio.current_time() + due_at_least_s  # not ten times a second: it would fail again
        step = stand_in(self._desk, item, self._zone, clock.now_s())
        if step.broken is not None:
            await self._load()
            step = Step(item.id)
        await self._commit(lease, step)

    async def _append_due(self) -> None:
        """Time enters through the inbox too, so that a replay sees the same clock."""
        due, stuck = next_due_of(self._desk, clock.now_s())
        if stuck is not None and stuck not in self._aside:
            self._aside.add(stuck)
            await self._append(stuck_alarm(stuck, clock.now_s()))
        since_s = trio.current_time() - self._due_sent_at
        passed = due is not None and due.timestamp() <= clock.now_s()
        if due is None or since_s < due_again_s or not (passed or since_s >= due_at_least_s):
            return
        self._due_sent_at = trio.current_time()
        await self._append(requests.Due())

    async def _append(self, letter: Letter) -> None:
        payload = sealed(letter)

        def append(client: redis.Redis) -> None:
            client.xadd(self._keys.inbox, {"d": payload})

        await self._link.turn(append)

    def _wait_s(self) -> float:
        due, _ = next_due_of(self._desk, clock.now_s())
        if due is None:
            return 5.0
        pause_s = max(0.0, self._due_sent_at + due_again_s - trio.current_time())
        return min(5.0, max(pause_s, due.timestamp() - clock.now_s()))

    async def _save(self, lease: Lease) -> None:
        if trio.current_time() - self._saved_at >= limits.snapshot_every_s:
            with metrics.snapshots.labels("desk").time():
                await self._state.save(lease, self._desk.snapshot(), self._seq)
            self._saved_at = trio.current_time()

    def _count(self) -> None:
        by_severity = [0] * 5
        for incident in self._desk.open.values():
            by_severity[incident.severity] += 1
        for severity, count in enumerate(by_severity):
            metrics.incidents_open.labels(str(severity)).set(count)
