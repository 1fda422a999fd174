"""The dialler's queue, for people to look at in any process: told by whoever dials, once a second while anything waits.

dialler ─▶ {desk:r}:outreach:queue, for `lasts_s` ─▶ GET /v1/calls
"""

from dataclasses import dataclass
from functools import partial
from typing import cast

import msgspec
import redis
import trio

from alerts.outreach.dialler import Dialler
from escort import clock
from escort.log import DeskKeys, Link

told_every_s, lasts_s = 1.0, 5
shown_max = 200  # calls named; of more, those that go first


class Waiting(msgspec.Struct, frozen=True):
    """One call in the queue. `held_s`: how much longer something besides its turn holds it. Units: seconds."""

    call_id: str
    severity: int
    waits_s: float
    held_s: float


class Queue(msgspec.Struct, frozen=True):
    """The queue as it was at a time."""

    at: float
    waiting: int
    calls: list[Waiting]


@dataclass(frozen=True, slots=True)
class QueueView:
    """The view of one region's queue.

    Errors: LogAway.
    """

    link: Link
    keys: DeskKeys

    async def read(self) -> Queue:
        """The queue as it was told last; empty where nobody has told of one for `lasts_s`."""
        key = self.keys.outreach("queue")
        stored = await self.link.turn(lambda client: cast(bytes | None, client.get(key)))
        return Queue(clock.now_s(), 0, []) if stored is None else msgspec.json.decode(stored, type=Queue)

    async def tell(self, dialler: Dialler) -> None:
        """Tells of this dialler's queue until cancelled."""
        while True:
            if len(dialler):
                now_s = clock.now_s()
                rows = msgspec.convert(dialler.queue(now_s)[:shown_max], list[Waiting])
                payload = msgspec.json.encode(Queue(now_s, len(dialler), rows))
                await self.link.turn(partial(self._write, payload))
            await trio.sleep(told_every_s)

    def _write(self, payload: bytes, client: redis.Redis) -> None:
        client.set(self.keys.outreach("queue"), payload, ex=lasts_s)
