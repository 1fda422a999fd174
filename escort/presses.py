"""The short way of a press: to the spool and to the desk's inbox side by side, acknowledged as soon as one has it.

    arrived ──▶ spool (SQLite, this machine) ──┐
           └──▶ inbox (the log) ───────────────┴─▶ safe ──▶ acknowledged ──▶ shown on the timeline ──▶ out of the spool

What the timeline has not shown after a while is delivered again, for as long as it takes: the desk knows repeats.
"""

import logging
from collections import OrderedDict
from dataclasses import dataclass, field

import msgspec
import trio

from alerts import requests
from escort import clock, metrics
from escort.errors import LogAway
from escort.inbox import press_name, sealed
from escort.log import Lane
from escort.spool import Spool, SpoolLost

redeliver_after_s = 2.0  # a press is on the timeline within milliseconds when all is well
redeliver_pause_max_s = 10.0
settled_max = 100_000  # presses whose incident is remembered for a resend; of older ones the desk is asked again
log = logging.getLogger("escort")


@dataclass(slots=True)
class _Race:
    """Two ways to safety; decided by the first that succeeds, or by the second that fails."""

    decided: trio.Event = field(default_factory=trio.Event)
    safe: bool = False
    lost: list[str] = field(default_factory=list)

    def won(self) -> None:
        self.safe = True
        self.decided.set()

    def failed(self, why: str) -> None:
        self.lost.append(why)
        if len(self.lost) == 2:
            self.decided.set()


class NotSafe(msgspec.Struct, frozen=True):
    """Neither the disk nor the log took the press: the rider must be told to call for help themselves."""

    why: str


class Presses:
    """All presses that reach this process."""

    def __init__(self, spool: Spool, lane: Lane, inbox: str) -> None:
        self._spool = spool
        self._lane = lane
        self._inbox = inbox
        self._settled: OrderedDict[str, str] = OrderedDict()  # press name -> incident
        self._began: dict[str, float] = {}
        self._nursery: trio.Nursery | None = None
        self.unshown = 0  # in the spool for a while, and on no timeline yet

    async def take(self, press: requests.Pressed) -> str | NotSafe | None:
        """Returns once the press is safe: its incident, or None where the desk has not opened it yet.

        Cancelled: the press goes its way all the same.
        """
        assert self._nursery is not None, "`carry` runs before phones are let in"
        name, began = press_name(press.trip, press.press_id), trio.current_time()
        if incident := self._settled.get(name):
            metrics.presses.labels("repeated").inc()
            return incident
        self._began.setdefault(name, began)
        race, payload = _Race(), sealed(press)
        self._nursery.start_soon(self._keep, name, payload, race)
        self._nursery.start_soon(self._send, payload, race)
        await race.decided.wait()
        if not race.safe:
            metrics.presses.labels("lost").inc()
            self._began.pop(name, None)
            return NotSafe("; ".join(race.lost))
        metrics.presses.labels("taken").inc()
        metrics.press_acknowledged.observe(trio.current_time() - began)
        return self._settled.get(name)

    def knows(self, trip: str, press_id: str) -> bool:
        """Whether this press has come before, as far as this process remembers."""
        name = press_name(trip, press_id)
        return name in self._settled or name in self._began

    def settled(self, name: str, incident: str | None) -> None:
        """The desk has settled the press of this name: its entry stands in the timeline, or stood there before."""
        self._spool.shown(name)
        if incident is not None:
            self._settled[name] = incident
            if len(self._settled) > settled_max:
                self._settled.popitem(last=False)
        if (began := self._began.pop(name, None)) is not None:
            metrics.press_shown.observe(trio.current_time() - began)

    async def carry(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Delivers until cancelled."""
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            nursery.start_soon(self._deliver_again)
            task_status.started()

    async def _keep(self, name: str, payload: bytes, race: _Race) -> None:
        try:
            await self._spool.keep(name, payload, clock.now_s())
            race.won()
        except SpoolLost as why:
            metrics.spool_lost.inc()
            race.failed(f"the spool did not take it: {why}")

    async def _send(self, payload: bytes, race: _Race) -> None:
        try:
            await self._lane.append(self._inbox, payload)
            race.won()
        except LogAway as why:
            metrics.log_away.labels("press").inc()
            race.failed(str(why))

    async def _deliver_again(self) -> None:
        """What was delivered before and is still not shown is delivered ever more slowly: somebody must be away."""
        pause_s, before = redeliver_after_s, set[str]()
        while True:
            left = await self._left()
            self.unshown = len(left)
            metrics.spool_waiting.set(len(left))
            away = not await self._delivered(left)
            slower = away or not before.isdisjoint(left)
            pause_s, before = min(redeliver_pause_max_s, pause_s * 2) if slower else redeliver_after_s, set(left)
            await trio.sleep(pause_s)

    async def _left(self) -> dict[str, bytes]:
        """The presses of the spool that nothing has shown yet."""
        try:
            left = dict(await self._spool.waiting(clock.now_s() - redeliver_after_s))
        except SpoolLost as why:
            metrics.spool_lost.inc()
            log.warning("the spool of presses cannot be read: %s", why)
            return {}
        for name in [name for name in left if name in self._settled]:
            self._spool.shown(name)
            del left[name]
        return left

    async def _delivered(self, left: dict[str, bytes]) -> bool:
        """Whether the log took them all, in one turn."""
        taken = True
        try:
            async with trio.open_nursery() as nursery:
                for payload in left.values():
                    nursery.start_soon(self._lane.append, self._inbox, payload)
        except* LogAway:
            metrics.log_away.labels("spool").inc()
            taken = False
        return taken
