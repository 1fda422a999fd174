"""How everything is, once a second: each process tells the others what it sees, over a channel that may lose it.

    watcher, gateway ──tell──▶ publish "vitals" ──▶ api: numbers and positions on every wall

Rule: nothing here is ever needed to be right tomorrow; whatever must not be lost goes through the log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
import numpy as np
import redis
import trio
from redis.client import PubSub

from escort import clock, limits, metrics
from escort.errors import LogAway
from escort.log import Link
from escort.log.link import client_of
from geo import Positions

channel = "vitals"
stale_s = 5.0  # a process that was silent for so long counts no more


@dataclass(frozen=True, slots=True)
class Seen:
    """What the watcher of this process saw between two of its turns: while it judges, its columns are in flux."""

    trips: int
    moved: Positions


class Pulse(msgspec.Struct, frozen=True, array_like=True):
    """One process's word: counts, and the positions that changed since its last.

    Shapes: trips (n,); places float64 (n, 4): lon, lat, heading (NaN unknown), fixed_at.
    """

    node: str
    at_s: float
    trips: int = 0
    fixes: int = 0
    connections: int = 0
    moved: list[str] = []
    places: bytes = b""


@dataclass(slots=True)
class Vitals:
    """What this process tells."""

    node: str
    watched: Seen | None = None
    fixes: Callable[[], int] = lambda: 0
    connections: Callable[[], int] = lambda: 0

    async def tell(self, link: Link) -> None:
        """Once a second until cancelled."""
        while True:
            pulse = msgspec.msgpack.encode(self._pulse(clock.now_s()))
            try:
                await link.turn(partial(_publish, pulse))
            except LogAway:
                metrics.log_away.labels("vitals").inc()
            await trio.sleep(1.0)

    def _pulse(self, now_s: float) -> Pulse:
        trips, moved, places = 0, [], b""
        if self.watched is not None:
            trips, where = self.watched.trips, self.watched.moved
            newest = np.argsort(where.received_at_s)[-limits.positions_max :]
            moved = [where.trip[i] for i in newest]
            columns = (where.lon_deg, where.lat_deg, where.heading_deg, where.fixed_at_s)
            places = np.column_stack(columns)[newest].astype(np.float64).tobytes()
        return Pulse(self.node, now_s, trips, self.fixes(), self.connections(), moved, places)


class Ear:
    """Hears all processes; `hear` calls back with each pulse.

    Errors: none; while the log is away nothing is heard.
    """

    def __init__(self, link: Link, heard: Callable[[Pulse], None]) -> None:
        self._link = link
        self._heard = heard

    async def hear(self) -> None:
        """Until cancelled."""
        while True:
            client = client_of(self._link.url)
            subscription: PubSub = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
            try:
                await trio.to_thread.run_sync(subscription.subscribe, channel)
                while True:
                    heard = await trio.to_thread.run_sync(_next, subscription, abandon_on_cancel=True)
                    if heard is not None:
                        self._heard(msgspec.msgpack.decode(heard["data"], type=Pulse))
            except (redis.RedisError, OSError):
                metrics.log_away.labels("vitals").inc()
                await trio.sleep(0.5)
            finally:
                client.close()


def _publish(pulse: bytes, client: redis.Redis) -> None:
    client.publish(channel, pulse)


def _next(subscription: PubSub) -> Any:
    return subscription.get_message(timeout=5.0)
