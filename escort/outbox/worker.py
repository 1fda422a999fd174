"""The worker of a region's outboxes: whoever holds the lease takes effects and hands each to its channel.

    lease ─▶ taken again, taken new ─▶ a task an effect ─▶ done: settled
      ▲                                     ├─▶ Failed: a pause, again
      └── lost: everything here ends        └─▶ given up, or Hopeless: dead letter, and the desk is told

Rule: a channel that is full is not read; the others are. What fails by a mistake of ours is a dead letter, too.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random

import msgspec
import trio

from alerts import Effect, requests
from escort import limits, metrics
from escort.bulkhead import Bulkhead
from escort.errors import Fenced, LogAway
from escort.inbox import sealed
from escort.log import DeskKeys, Lane, Lease, Leases, Link
from escort.outbox.came import Came, Failed, Hopeless
from escort.outbox.pace import again_after_s
from escort.outbox.streams import Streams, Taken, effect_id_of

under_way_max = 500  # effects of one channel at a time; beyond it they wait in the log


CarryOut = Callable[[Effect], Awaitable[Came]]  # may raise LogAway; must be harmless when repeated
_effect = msgspec.json.Decoder(Effect)


@dataclass(slots=True)
class Worker:
    """One process's claim to the outboxes of a region. `channels` says who carries out what."""

    link: Link
    lane: Lane
    keys: DeskKeys
    owner: str
    channels: Mapping[str, CarryOut]
    beside: tuple[Callable[[], Awaitable[None]], ...] = ()  # what else runs while the lease is held
    chance: Random = field(default_factory=Random)
    take_wait_s: float = 0.5  # how long one read waits for something new, and the worker's end for that read
    renewed_at: float = -1e9
    _under_way: Counter[str] = field(default_factory=Counter)

    @property
    def holds(self) -> bool:
        """Whether the lease is certainly still ours: asked right before anything that cannot be taken back."""
        return trio.current_time() - self.renewed_at < limits.lease_s - limits.renew_every_s

    async def work(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Works, or stands by, until cancelled.

        Cancelled: the lease is given back; what was under way is taken again by the next worker.
        """
        leases = Leases(self.link, self.owner)
        pair = (self.keys.outreach("lease"), self.keys.outreach("epoch"))
        task_status.started()
        while True:
            try:
                taken = await leases.take([pair])
                if taken:
                    await self._hold(leases, taken[0])
            except* (LogAway, Fenced):
                metrics.log_away.labels("outbox").inc()
            await trio.sleep(limits.renew_every_s / 4)

    async def _hold(self, leases: Leases, lease: Lease) -> None:
        self.renewed_at = trio.current_time()
        metrics.leases_held.labels("outreach").set(1)
        streams = Streams(self.link, self.keys)
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._renew, leases, lease, nursery.cancel_scope)
                for task in self.beside:
                    nursery.start_soon(task)
                await self._take(streams, nursery)
        finally:
            streams.close()
            metrics.leases_held.labels("outreach").set(0)
            with trio.move_on_after(1.0, shield=True):
                try:
                    await leases.give_back([lease])
                except LogAway:
                    metrics.log_away.labels("outbox").inc()

    async def _renew(self, leases: Leases, lease: Lease, held: trio.CancelScope) -> None:
        while await leases.renew([lease]):
            self.renewed_at = trio.current_time()
            await trio.sleep(limits.renew_every_s)
        held.cancel()

    async def _take(self, streams: Streams, nursery: trio.Nursery) -> None:
        self._under_way.clear()
        taken = await streams.begin()
        while True:
            for each in taken:
                self._under_way[each.channel] += 1
                nursery.start_soon(self._carry_out, streams, each)
            room = tuple(channel for channel in self.channels if self._under_way[channel] < under_way_max)
            taken = await streams.take(room, self.take_wait_s)

    async def _carry_out(self, streams: Streams, taken: Taken) -> None:
        try:
            why = await self._tried(taken)
            if why is None:
                await streams.settle(taken)
                metrics.effects.labels(taken.channel, "done").inc()
            else:
                await self._give_up(streams, taken, why)
        finally:
            self._under_way[taken.channel] -= 1

    async def _tried(self, taken: Taken) -> str | None:
        """Until it works or is given up; why it is given up."""
        failures = 0
        while True:
            came = await self._once(taken)
            if came is None:
                return None
            failures += 1
            metrics.effects.labels(taken.channel, "failed").inc()
            pause_s = None if isinstance(came, Hopeless) else again_after_s(failures, self.chance)
            if pause_s is None:
                return came.why
            await trio.sleep(pause_s)

    async def _once(self, taken: Taken) -> Came:
        with Bulkhead(f"outbox {taken.channel}") as held:
            try:
                return await self.channels[taken.channel](_effect.decode(taken.payload))
            except LogAway as away:
                return Failed(str(away))
        return Hopeless(f"a mistake of ours: {type(held.failure).__name__}")

    async def _give_up(self, streams: Streams, taken: Taken, why: str) -> None:
        metrics.effects.labels(taken.channel, "dead").inc()
        try:
            effect = _effect.decode(taken.payload)
        except msgspec.DecodeError:
            effect = None
        if effect is not None:
            failed = requests.EffectFailed(effect_id_of(taken.payload), effect.incident, why)
            await self.lane.append(self.keys.inbox, sealed(failed))
        await streams.bury(taken, why)
