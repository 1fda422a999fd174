"""Owns the desk of a region: reads its inbox, decides, commits.

    lease ─▶ load (snapshot, timeline since) ─▶ read inbox ─▶ decide ─▶ commit entries + effects + offset, atomically
      ▲                    ▲                        ▲ Due, when `next_due` has passed        │
      └── lost ────────────┴── log away, fenced, or a decision that failed ◀─────────────────┘

Rule: nothing is shown, sent or answered but what a commit has written; whenever that is in doubt, load again.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from zoneinfo import ZoneInfo

import msgspec
import redis
import trio

from alerts import Decision, Desk, Policy, Recorded, Request, SnapshotRefused, requests
from escort import clock, limits, metrics
from escort.bulkhead import Bulkhead
from escort.errors import Fenced, LogAway
from escort.inbox import FindingSeen, Letter, Settled, act_name, opened, press_name, sealed
from escort.log import DeskCommit, DeskKeys, DeskState, Item, Lease, Leases, Link, Tail
from escort.stand_in import answer_for, finding_for
from escort.triage import Circumstances, is_night, triage

due_again_s = 0.1  # a Due that was too early by a clock's difference is not appended again at once
due_at_least_s = 10.0  # while anything is open: how long a clock that stepped back can stay unseen (ADR 0021)
log = logging.getLogger("escort")

_recorded = msgspec.json.Decoder(Recorded)


@dataclass(slots=True)
class Step:
    """What some items of the inbox came to, and how far they reach."""

    upto: str
    entries: list[tuple[str, bytes]] = field(default_factory=list)
    effects: list[tuple[str, bytes]] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    broken: Item | None = None  # the item after `upto` on which deciding failed


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
            step = self._decide(items)
            await self._commit(lease, step)
        if step.broken is not None:
            await self._set_aside(lease, step.broken)
        self._count()

    def _decide(self, items: list[Item]) -> Step:
        step = Step(self._offset)
        for item in items:
            with Bulkhead("desk") as held:
                letter = _letter(item)
                if letter is not None:
                    self._handle(letter, item, step)
            if held.failure is not None:
                step.broken = item
                return step
            step.upto = item.id
        return step

    def _handle(self, letter: Letter, item: Item, step: Step) -> None:
        request = self._judged(letter) if isinstance(letter, FindingSeen) else letter
        decision = self._desk.handle(request, clock.at(min(item.at_s, clock.now_s())))
        metrics.requests.labels(type(request).__name__).inc()
        place = len(step.entries) + 1
        step.entries += [(recorded.incident, msgspec.json.encode(recorded)) for recorded in decision.entries]
        step.effects += [(effect.channel, msgspec.json.encode(effect)) for effect in decision.effects]
        for recorded in decision.entries:
            metrics.entries.labels(recorded.entry.__struct_config__.tag).inc()
        answer = _answer(request, decision)
        if answer is not None:
            step.answers.append((place if decision.entries else 0, msgspec.json.encode(answer)))
            if decision.refusal is not None:
                metrics.refusals.labels(type(decision.refusal).__name__).inc()

    def _judged(self, seen: FindingSeen) -> requests.Found:
        at = clock.at(seen.at)
        lon = None if seen.place is None else seen.place[0]
        incident = self._desk.of_trip(seen.trip)
        circumstances = Circumstances(
            night=self._night(at) if lon is None else is_night(at, lon),
            repeated=incident is not None and seen.kind in incident.kinds,
        )
        severity, ask = triage(seen.kind, seen.edge, circumstances)
        return requests.Found(
            finding_id=seen.finding_id,
            trip=seen.trip,
            kind=seen.kind,
            edge=seen.edge,
            since=seen.since,
            at=seen.at,
            sentence=seen.sentence,
            proof=seen.proof,
            severity=int(severity),
            ask=ask,
            place=seen.place,
        )

    def _night(self, at: datetime) -> bool:
        hour = at.astimezone(self._zone).hour
        return hour >= 22 or hour < 5

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
        step = Step(item.id)
        if isinstance(_letter(item), requests.Due):
            self._due_sent_at = trio.current_time() + due_at_least_s  # not ten times a second: it would fail again
        with Bulkhead("desk") as held:
            self._stand_in(item, step)
        if held.failure is not None:
            await self._load()
            step = Step(item.id)
        await self._commit(lease, step)

    def _stand_in(self, item: Item, step: Step) -> None:
        letter, incident = opened(item.payload), None
        finding = finding_for(letter, item.id, item.at_s)
        if finding is not None:
            self._handle(finding, item, step)
            open_now = self._desk.of_trip(finding.trip)
            incident = None if open_now is None else open_now.incident
        answer = answer_for(letter, incident)
        if answer is not None:
            step.answers.append((0, msgspec.json.encode(answer)))

    async def _append_due(self) -> None:
        """Time enters through the inbox too, so that a replay sees the same clock."""
        due, since_s = self._desk.next_due(), trio.current_time() - self._due_sent_at
        passed = due is not None and due.timestamp() <= clock.now_s()
        if due is None or since_s < due_again_s or not (passed or since_s >= due_at_least_s):
            return
        self._due_sent_at = trio.current_time()
        payload = sealed(requests.Due())

        def append(client: redis.Redis) -> None:
            client.xadd(self._keys.inbox, {"d": payload})

        await self._link.turn(append)

    def _wait_s(self) -> float:
        due = self._desk.next_due()
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


def _letter(item: Item) -> Letter | None:
    """A letter that cannot be read is counted and passed over."""
    try:
        return opened(item.payload)
    except msgspec.DecodeError:
        metrics.records_unreadable.labels("inbox").inc()
        return None


def _answer(request: Request, decision: Decision) -> Settled | None:
    """What to tell whoever waits: the agent about the act, the gateway about the press."""
    if isinstance(request, requests.Pressed):
        return Settled(press_name(request.trip, request.press_id), decision.incident)
    if decision.answer_to is None:
        return None
    if decision.refusal is not None:
        return Settled(act_name(decision.answer_to), decision.incident, decision.refusal.why)
    recorded = decision.repeated or decision.entries[0]
    return Settled(act_name(decision.answer_to), decision.incident, entry=msgspec.Raw(msgspec.json.encode(recorded)))
