"""Looks at everything the desk has promised, beside the keeper and without asking it, and says whether all is well.

    log ──timeline──▶ alerts.Audit ─┐
    log ──inbox, offset─────────────┼─▶ faults ─▶ metrics, the log of this process
    this machine's spool ───────────┘        └─▶ none, and the look is fresh: well ─▶ heartbeat   (escort/heartbeat.py)

Rule: it reads with a connection of its own and folds with its own hands; of the keeper it believes only the timeline.
What it cannot see it does not call well.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import cast, get_args

import msgspec
import redis
import trio

from alerts import Desk, Policy, Recorded, SnapshotRefused
from alerts.audit import Audit, Fault, FaultKind, late
from escort import clock, metrics
from escort.answering import Answering
from escort.errors import LogAway
from escort.log import DeskKeys, DeskState, Link, Tail

look_every_s = 2.0
stale_s = 10.0  # a look so old says nothing any more
log = logging.getLogger("escort")

_recorded = msgspec.json.Decoder(Recorded)


@dataclass(slots=True)
class Auditor:
    """The auditor of one region, in one process. `unshown`: presses of this machine's spool that no desk has shown."""

    link: Link
    keys: DeskKeys
    policy: Policy
    unshown: Callable[[], int] = lambda: 0
    faults: list[Fault] = field(default_factory=list)
    looked_at: float = -inf  # on Trio's clock
    _audit: Audit = field(init=False)
    _answering: Answering = field(init=False)
    _seq: int = 0
    _unshown_since: float | None = None

    def __post_init__(self) -> None:
        self._audit = Audit(self.policy)
        self._answering = Answering(metrics.press_answered.observe)

    @property
    def well(self) -> bool:
        """Whether all that was promised is kept, as of just now."""
        return not self.faults and trio.current_time() - self.looked_at < stale_s

    async def audit(self) -> None:
        """Looks until cancelled; while the log is away nothing is well."""
        while True:
            tail = Tail(self.link.url)
            try:
                await self._load()
                while True:
                    await self._look()
                    await self._follow(tail)
            except LogAway:
                metrics.log_away.labels("auditor").inc()
                await trio.sleep(1.0)
            finally:
                tail.close()

    async def _load(self) -> None:
        """Every entry of every open case: a snapshot says which are open, and is believed nothing else."""
        state = DeskState(self.link, self.keys)
        snapshot, seq, _ = await state.load()
        maybe_open: dict[str, None] = {}
        try:
            if snapshot is not None:
                maybe_open = dict.fromkeys(Desk.restore(snapshot, self.policy, self.keys.region).open)
        except SnapshotRefused:
            seq = 0
        since = await state.entries_after(seq)
        self._seq = since[-1][0] if since else seq
        maybe_open |= dict.fromkeys(_recorded.decode(payload).incident for _, payload in since)
        whole = await state.entries_of_each(list(maybe_open))
        numbered = sorted(line for lines in whole.values() for line in lines if line[0] <= self._seq)
        self._audit, self._answering = Audit(self.policy), Answering(lambda _: None)
        for _, payload in numbered:
            self._take(_recorded.decode(payload))
        self._answering.told = metrics.press_answered.observe

    async def _follow(self, tail: Tail) -> None:
        """What is written until the next look."""
        until = trio.current_time() + look_every_s
        while (left_s := until - trio.current_time()) > 0:
            read = await tail.read({self.keys.timeline: f"{self._seq}-0"}, left_s)
            for item in read.get(self.keys.timeline, ()):
                self._seq = int(item.id.partition("-")[0])
                self._take(_recorded.decode(item.payload))

    def _take(self, recorded: Recorded) -> None:
        self._audit.take(recorded)
        self._answering.take(recorded)

    async def _look(self) -> None:
        found = self._audit.faults(clock.at(clock.now_s()))
        found += await self._undecided()
        found += self._unshown()
        for fault in found:
            if fault.kind not in {each.kind for each in self.faults}:
                log.error("audit: %s: %s", fault.kind, fault.why)
        self.faults, self.looked_at = found, trio.current_time()
        for kind in get_args(FaultKind):
            metrics.audit_faults.labels(kind).set(sum(fault.kind == kind for fault in found))
        metrics.audit_at.set(clock.now_s())

    async def _undecided(self) -> list[Fault]:
        """A letter that stands in the inbox, and that no keeper has decided."""
        oldest = await self.link.turn(self._oldest_letter)
        waited_s = 0.0 if oldest is None else clock.now_s() - int(oldest.partition("-")[0]) / 1000
        if waited_s <= late.total_seconds():
            return []
        why = f"a letter to the desk has waited {waited_s:.0f} s: nobody keeps the desk"
        return [Fault("undecided", str(oldest), why)]

    def _oldest_letter(self, client: redis.Redis) -> str | None:
        offset = cast(bytes | None, client.get(self.keys.offset)) or b"0-0"
        read = cast(list[tuple[bytes, object]], client.xrange(self.keys.inbox, f"({offset.decode()}", count=1))
        return read[0][0].decode() if read else None

    def _unshown(self) -> list[Fault]:
        """A press that is on this machine's disk, and that no desk has shown."""
        count, now = self.unshown(), trio.current_time()
        if not count:
            self._unshown_since = None
            return []
        if self._unshown_since is None:
            self._unshown_since = now
        if now - self._unshown_since <= late.total_seconds():
            return []
        return [Fault("press_unshown", "spool", f"{count} presses of this machine's spool stand on no timeline")]
