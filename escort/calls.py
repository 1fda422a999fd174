"""The stories of calls, stored fact by fact, and told to the desk.

    add(call, facts) ──▶ {call:<id>}:facts, only ever longer ──▶ its story ──▶ CallProgressed, CallSettled in the inbox

Rule: a fact is stored before anything is told; telling again is harmless, because the desk knows a call by its id. No
number and no name stands here: those stay sealed with the trip.
"""

from typing import Literal, cast

import redis
from redis.client import Pipeline

from alerts import requests
from alerts.outreach.story import CallStory, Fact, Placed, Progressed, read, story_of, written
from escort import metrics
from escort.inbox import Letter, sealed
from escort.log import DeskKeys, Lane, Link

State = Literal["queued", "ringing", "in_progress", "failed_to_place"]

kept_s = 90 * 24 * 3600  # as long as a case may be asked about
_PROGRESS: dict[str, State] = {
    "queued": "queued",
    "initiated": "queued",
    "ringing": "ringing",
    "in-progress": "in_progress",
}


class Calls:
    """All calls of one region.

    Errors: LogAway.
    """

    def __init__(self, link: Link, lane: Lane, keys: DeskKeys) -> None:
        self._link, self._lane, self._keys = link, lane, keys

    async def story(self, call_id: str) -> CallStory:
        """What is known of a call."""
        return story_of(await self._facts(call_id))

    async def add(self, call_id: str, *facts: Fact) -> tuple[CallStory, CallStory]:
        """Adds facts; the story before and after them.

        Cancelled: they may be stored; the same again changes nothing.
        """
        key = _key(call_id)

        def commands(pipeline: Pipeline) -> None:
            pipeline.rpush(key, *(written(fact) for fact in facts))
            pipeline.expire(key, kept_s)
            for sid in {fact.sid for fact in facts if isinstance(fact, Placed | Progressed)}:
                pipeline.set(_sid_key(sid), call_id, ex=kept_s)
            pipeline.lrange(key, 0, -1)

        stored = [read(payload) for payload in cast(list[bytes], (await self._link.together(commands))[-1])]
        return story_of(stored[: len(stored) - len(facts)]), story_of(stored)

    async def call_of(self, sid: str) -> str | None:
        """Which call the carrier knows under this sid."""
        found = await self._link.turn(lambda client: cast(bytes | None, client.get(_sid_key(sid))))
        return None if found is None else found.decode()

    async def hear(self, call_id: str, *facts: Fact) -> CallStory:
        """Adds facts and tells the desk what they change.

        Cancelled: they may be stored and not told; whoever looks after calls that never settle tells them then.
        """
        before, after = await self.add(call_id, *facts)
        for fact in facts:
            if isinstance(fact, Progressed):
                await self._tell_progress(after, fact)
        await self.tell(after, before)
        return after

    async def tell(self, story: CallStory, before: CallStory | None = None) -> None:
        """The desk learns what the call came to, where it has come to anything.

        Cancelled: the desk may not know; the same again is harmless.
        """
        meant, outcome = story.meant, story.outcome
        if meant is None or outcome is None:
            return
        await self._append(requests.CallSettled(meant.call_id, meant.incident, outcome, story.detail))
        if before is not None and before.outcome != outcome:
            metrics.calls_settled.labels(outcome).inc()

    async def _tell_progress(self, story: CallStory, step: Progressed) -> None:
        state = _PROGRESS.get(step.state)
        if state is not None and story.meant is not None and story.outcome is None:
            meant = story.meant
            await self._append(requests.CallProgressed(meant.call_id, meant.incident, state, step.sequence))

    async def open(self, call_id: str, at_s: float) -> None:
        """The call is with the carrier, and has not come to anything yet."""

        def write(client: redis.Redis) -> None:
            client.zadd(self._keys.outreach("unsettled"), {call_id: at_s})

        await self._link.turn(write)

    async def close(self, call_id: str) -> None:
        """Nobody needs to ask the carrier about it any more."""

        def write(client: redis.Redis) -> None:
            client.zrem(self._keys.outreach("unsettled"), call_id)

        await self._link.turn(write)

    async def unsettled(self, before_s: float) -> list[str]:
        """Calls placed before a time that have not come to anything."""
        key = self._keys.outreach("unsettled")
        found = await self._link.turn(lambda client: cast(list[bytes], client.zrangebyscore(key, "-inf", before_s)))
        return [call_id.decode() for call_id in found]

    async def _facts(self, call_id: str) -> list[Fact]:
        stored = await self._link.turn(lambda client: cast(list[bytes], client.lrange(_key(call_id), 0, -1)))
        return [read(payload) for payload in stored]

    async def _append(self, letter: Letter) -> None:
        await self._lane.append(self._keys.inbox, sealed(letter))


def _key(call_id: str) -> str:
    return f"{{call:{call_id}}}:facts"


def _sid_key(sid: str) -> str:
    return f"call-of:{sid}"
