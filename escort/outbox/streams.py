"""The outboxes of a region, read as one consumer group: what was taken and not settled is taken again after a crash.

    taken again (since the last life) ─▶ new ones ─▶ carried out ─▶ settled
                                                         └─▶ buried: dead letter, with its reason ─▶ retried or dropped

Rule: there is one reader at a time (`escort/outbox/worker.py` holds a lease), so one consumer's name is enough.
"""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import redis
import trio
from redis.client import Pipeline
from redis.exceptions import ResponseError

from escort import limits
from escort.log import DeskKeys, Link
from escort.log.link import client_of, told

CHANNELS = ("voice", "page", "sms", "webhook")
GROUP, CONSUMER = "outreach", "outreach"
read_max = 100  # effects taken at one time
_again = "0"  # what this consumer was given and has not settled
_new = ">"


@dataclass(frozen=True, slots=True)
class Taken:
    """One effect out of a stream."""

    channel: str
    id: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One effect that could not be carried out."""

    channel: str
    id: str
    why: str
    payload: bytes


class Streams:
    """The outboxes of one region.

    Errors: LogAway.
    """

    def __init__(self, link: Link, keys: DeskKeys) -> None:
        self._link, self._keys = link, keys
        self._channel_of = {keys.outbox(channel): channel for channel in CHANNELS}
        self._client = client_of(link.url, answer_s=limits.log_answer_s + 1)
        self._thread = trio.CapacityLimiter(1)

    async def begin(self) -> list[Taken]:
        """Makes the groups where they are missing; what an earlier life took and did not settle."""
        for stream in self._channel_of:
            await self._link.turn(partial(_make_group, stream))
        read = await self._link.turn(lambda client: self._read(client, _again, tuple(self._channel_of), None))
        return self._taken(read)

    async def take(self, channels: tuple[str, ...], wait_s: float) -> list[Taken]:
        """New effects of these channels; waits up to `wait_s` for the first.

        Cancelled: some may have been taken; the next life takes them again.
        """
        if not channels:
            await trio.sleep(wait_s)
            return []
        streams, block_ms = tuple(self._keys.outbox(channel) for channel in channels), max(1, round(wait_s * 1000))

        def blocking(client: redis.Redis) -> Any:
            return self._read(client, _new, streams, block_ms)

        one = self._thread
        return self._taken(await trio.to_thread.run_sync(told, blocking, self._client, limiter=one))

    async def settle(self, taken: Taken) -> None:
        """It is carried out."""
        stream = self._keys.outbox(taken.channel)

        def acknowledge(client: redis.Redis) -> None:
            client.xack(stream, GROUP, taken.id)

        await self._link.turn(acknowledge)

    async def bury(self, taken: Taken, why: str) -> None:
        """It cannot be carried out; kept for people.

        Cancelled: it may be buried and not settled, and is then buried twice.
        """
        stream, dead = self._keys.outbox(taken.channel), self._dead(taken.channel)

        def commands(pipeline: Pipeline) -> None:
            pipeline.xadd(dead, {"d": taken.payload, "why": why}, maxlen=limits.dead_kept)
            pipeline.xack(stream, GROUP, taken.id)

        await self._link.together(commands)

    async def dead(self) -> list[DeadLetter]:
        """All dead letters, oldest first, channel by channel."""
        found: list[DeadLetter] = []
        for channel in CHANNELS:
            rows = await self._link.turn(partial(_range, self._dead(channel)))
            found += [
                DeadLetter(channel, entry_id.decode(), fields[b"why"].decode(), fields[b"d"])
                for entry_id, fields in rows
            ]
        return found

    async def retry(self, letter: DeadLetter) -> None:
        """Back into its outbox, as if the desk had just decided it; its id is what it was."""
        stream, dead = self._keys.outbox(letter.channel), self._dead(letter.channel)

        def commands(pipeline: Pipeline) -> None:
            pipeline.xadd(stream, {"d": letter.payload})
            pipeline.xdel(dead, letter.id)

        await self._link.together(commands)

    async def drop(self, letter: DeadLetter) -> None:
        """Nobody will carry it out."""
        dead = self._dead(letter.channel)

        def delete(client: redis.Redis) -> None:
            client.xdel(dead, letter.id)

        await self._link.turn(delete)

    def close(self) -> None:
        """The reader's own connection."""
        self._client.close()

    def _dead(self, channel: str) -> str:
        return self._keys.outbox(f"{channel}:dead")

    def _read(self, client: redis.Redis, since: str, streams: tuple[str, ...], block_ms: int | None) -> Any:
        cursors = dict.fromkeys(streams, since)
        count = None if since == _again else read_max
        return client.xreadgroup(GROUP, CONSUMER, cursors, count=count, block=block_ms)  # type: ignore[arg-type]

    def _taken(self, read: Any) -> list[Taken]:
        return [
            Taken(self._channel_of[stream.decode()], entry_id.decode(), fields[b"d"])
            for stream, entries in read or ()
            for entry_id, fields in entries
            if fields and b"d" in fields
        ]


def effect_id_of(payload: bytes) -> str:
    """Which effect this is; empty where it cannot be read."""
    try:
        return str(json.loads(payload).get("effect_id", ""))
    except ValueError:
        return ""


def _range(stream: str, client: redis.Redis) -> list[Any]:
    return cast(list[Any], client.xrange(stream))


def _make_group(stream: str, client: redis.Redis) -> None:
    try:
        client.xgroup_create(stream, GROUP, id="0", mkstream=True)
    except ResponseError as known:
        if "BUSYGROUP" not in str(known):
            raise
