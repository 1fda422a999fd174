"""One network turn to Redis, from a worker thread, with one kind of failure: LogAway."""

import copy
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

import redis
import trio
from redis.client import Pipeline
from redis.exceptions import RedisError, ResponseError

from escort import limits
from escort.errors import Fenced, LogAway, Unusable

T = TypeVar("T")


def without_password(url: str) -> str:
    """A Redis URL that may be shown."""
    return re.sub(r"(://[^:@/]*):[^@/]*@", r"\1:***@", url)


def client_of(url: str, *, answer_s: float = limits.log_answer_s) -> redis.Redis:
    """A blocking client that waits `answer_s` for each answer.

    Raises: Unusable where the URL is none.
    """
    try:
        return redis.Redis.from_url(
            url, protocol=2, socket_timeout=answer_s, socket_connect_timeout=limits.log_answer_s, retry=None
        )
    except ValueError as why:
        raise Unusable(f"ESCORT_REDIS_URL is not a Redis URL: {without_password(url)} ({why})") from why


class Link:
    """The service's way to Redis.

    Errors: LogAway when the server does not answer, or answers that it cannot; Fenced where a newer epoch stands.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = client_of(url)
        self._threads = trio.CapacityLimiter(16)

    def apart(self, threads: int) -> "Link":
        """The same server, with worker threads of its own: who asks much here keeps nobody waiting there."""
        link = copy.copy(self)
        link._threads = trio.CapacityLimiter(threads)
        return link

    async def turn(self, command: Callable[[redis.Redis], T]) -> T:
        """One command in a worker thread.

        Cancelled: the command may or may not have been carried out.
        """
        return await trio.to_thread.run_sync(told, command, self._client, limiter=self._threads)

    async def together(self, commands: Callable[[Pipeline], None]) -> list[Any]:
        """Many commands in one network turn; each stands alone, the first that failed is raised after all were sent.

        Cancelled: as `turn`.
        """

        return await self.turn(partial(_sent, commands))

    async def soon(self, commands: Callable[[Pipeline], None], within_s: float) -> list[Any]:
        """The same, for reading what somebody waits for: a log that takes longer than `within_s` counts as away.

        Cancelled: as `turn`; nobody waits for the thread.
        """
        with trio.move_on_after(within_s):
            command = partial(_sent, commands)
            return await trio.to_thread.run_sync(
                told, command, self._client, limiter=self._threads, abandon_on_cancel=True
            )
        raise LogAway(f"Redis has not answered for {within_s:g} s")

    async def script(self, text: str, keys: list[str], words: list[Any]) -> Any:
        """A Lua script: all of it or none of it.

        Raises: Fenced where the script says that a newer epoch stands.
        """
        return await self.turn(lambda client: client.register_script(text)(keys=keys, args=words))

    def close(self) -> None:
        self._client.close()


def _sent(commands: Callable[[Pipeline], None], client: redis.Redis) -> list[Any]:
    pipeline = client.pipeline(transaction=False)
    commands(pipeline)
    return pipeline.execute()


def told(command: Callable[[redis.Redis], T], client: redis.Redis) -> T:
    """Runs in the worker thread: what redis-py raises becomes LogAway or Fenced."""
    try:
        return command(client)
    except ResponseError as refusal:
        if "FENCED" in str(refusal):
            raise Fenced(str(refusal)) from None
        raise LogAway(f"Redis refused: {refusal}") from refusal
    except (RedisError, OSError) as away:
        raise LogAway(f"Redis does not answer: {away}") from away


@asynccontextmanager
async def open_link(url: str) -> AsyncIterator[Link]:
    """A link to a Redis that answers.

    Raises: Unusable where it does not, or cannot keep a log.
    """
    link = Link(url)
    try:
        try:
            said = await link.turn(lambda client: client.info("server"))
        except LogAway as away:
            raise Unusable(f"The log cannot be reached at ESCORT_REDIS_URL={without_password(url)}: {away}") from away
        version = tuple(int(part) for part in str(said.get("redis_version", "0")).split(".")[:2])
        if version < (6, 2):
            raise Unusable(
                f"The Redis at {without_password(url)} is version {said['redis_version']}; 6.2 or newer is needed."
            )
        yield link
    finally:
        link.close()
