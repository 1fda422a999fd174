"""Who waits for the desk's answer gets it, whoever else waits under the same name; what is silent is known to be."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import trio
import trio.testing

from alerts import read_policy, requests
from escort import follower as following
from escort.board import Board
from escort.errors import LogAway
from escort.follower import Follower
from escort.inbox import Settled
from escort.log import Lane, Link
from tests.redis import RedisServer
from tests.unit.test_keeper import KEYS, Desked, keeping, pressed, shown


@asynccontextmanager
async def followed(url: str) -> AsyncIterator[Follower]:
    """A follower at work."""
    link = Link(url)
    lane = Lane(link)
    follower = Follower(link, KEYS, Board(read_policy(None), "main"), lane)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lane.carry)
        await nursery.start(follower.follow)
        yield follower
        nursery.cancel_scope.cancel()
    link.close()


async def opened(desk: Desked) -> None:
    await desk.send(pressed("p"))
    await desk.until(shown("p"))


async def test_the_same_act_twice_at_once_is_done_once_and_answered_twice(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk, followed(redis_server.url) as follower:
        await opened(desk)
        answers: list[tuple[int, Settled]] = []

        async def note() -> None:
            answers.append(await follower.ask(requests.Note("i-1", "Ada", "r", text="one"), "r"))

        async with trio.open_nursery() as nursery:
            for _ in range(5):
                nursery.start_soon(note)
        assert len(answers) == 5
        assert {settled.why for _, settled in answers} == {None}
        assert len({bytes(settled.entry) for _, settled in answers}) == 1
        assert follower.waits == {}


async def test_who_gives_up_waiting_takes_nobody_s_answer_along(redis_server: RedisServer) -> None:
    async with followed(redis_server.url) as follower:
        answers: list[Settled] = []

        async def note() -> None:
            answers.append((await follower.ask(requests.Note("i-1", "Ada", "r", text="one"), "r"))[1])

        async with trio.open_nursery() as nursery:
            with trio.move_on_after(0.1):
                await follower.ask(requests.Note("i-1", "Ada", "r", text="one"), "r")
            nursery.start_soon(note)
            await trio.testing.wait_all_tasks_blocked()
            async with keeping(redis_server) as desk:
                await opened(desk)
                with trio.fail_after(5.0):
                    while not answers:
                        await trio.sleep(0.01)
        assert follower.waits == {}


async def test_an_act_that_nobody_settles_is_a_log_that_is_away(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "answer_s", 0.1)
    async with followed(redis_server.url) as follower:
        with pytest.raises(LogAway, match="has not answered"):
            await follower.ask(requests.Claim("i-1", "Ada", "r"), "r")
        assert follower.waits == {}


async def test_a_log_that_falls_silent_is_noticed_within_two_seconds_and_one_that_speaks_again_too(
    own_redis: RedisServer,
) -> None:
    async with followed(own_redis.url) as follower:
        await within(2.0, lambda: follower.up_to_date)
        own_redis.pause()
        await within(2.0, lambda: not follower.up_to_date)
        own_redis.resume()
        await within(10.0, lambda: follower.up_to_date)
        own_redis.kill()
        await within(2.0, lambda: not follower.up_to_date)
        own_redis.start()
        await within(5.0, lambda: follower.up_to_date)


def within(seconds: float, true: Callable[[], bool]) -> Awaitable[None]:
    async def wait() -> None:
        with trio.fail_after(seconds):
            while not true():
                await trio.sleep(0.01)

    return wait()
