"""kill -9 of the service at any moment, again and again: no acknowledged press is lost, trips go on being watched."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
import redis
import trio

from alerts import timeline
from escort.redis_server import answers
from tests.faults.storm import Storm, check, entries, until_shown
from tests.service import Service
from tests.socket.conftest import PLAN


@contextmanager
def log_of(service: Service) -> Iterator[redis.Redis]:
    """The service's own redis-server."""
    client = redis.Redis.from_url(f"unix://{service.data}/redis/redis.sock", protocol=2)
    try:
        yield client
    finally:
        client.close()


async def killed(service: Service, kills: int, seed: str) -> Storm:
    """Phones press while the service is killed so many times, at random moments, and started again."""
    storm, chance = Storm(service, seed), Random(f"{seed}/kills")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(storm.rage, 20)
        for _ in range(kills):
            before = len(storm.acknowledged)
            with trio.fail_after(30.0):
                while len(storm.acknowledged) < before + 50:
                    await trio.sleep(0.01)
            await trio.sleep(chance.uniform(0.0, 0.5))
            service.kill()
            await trio.to_thread.run_sync(service.start)
        before = len(storm.acknowledged)
        with trio.fail_after(30.0):
            while len(storm.acknowledged) < before + 50:
                await trio.sleep(0.01)
        nursery.cancel_scope.cancel()
    return storm


async def deviates(service: Service, trip: str, client: redis.Redis) -> None:
    """A vehicle leaves its corridor; the desk must hear of it."""
    found = set[str]()
    with trio.move_on_after(20.0):
        while trip not in found:
            service.fixes([trip, time.time(), 41.14, -8.50, 5.0])
            await trio.sleep(0.5)
            read = [each for _, each in entries(client) if isinstance(each.entry, timeline.Opened)]
            found = {each.entry.trip for each in read if isinstance(each.entry, timeline.Opened)}
    assert trip in found, "a deviation after the restart was not found"


async def on_its_way(service: Service, trip: str) -> None:
    """A registered trip with some fixes on its route."""
    service.register(trip, PLAN)
    for i in range(3):
        service.fixes([trip, time.time() - 3 + i, 41.14 + i * 1e-4, -8.61 + i * 1e-4, 5.0])


async def test_one_kill(own_service: Service) -> None:
    await on_its_way(own_service, "watched")
    storm = await killed(own_service, 1, "one")
    with log_of(own_service) as client:
        await until_shown(client, storm)
        check(client, storm)
        await deviates(own_service, "watched", client)


@pytest.mark.faults
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(3))
async def test_many_kills(own_service: Service, seed: int) -> None:
    await on_its_way(own_service, "watched")
    storm = await killed(own_service, 8, f"many/{seed}")
    with log_of(own_service) as client:
        await until_shown(client, storm)
        check(client, storm)
        await deviates(own_service, "watched", client)
    assert len(storm.acknowledged) > 1_000
    assert storm.refused == []
    print(f"{len(storm.acknowledged)} presses acknowledged over 8 kills, the slowest after {storm.slowest_s:.3f} s")


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_a_killed_redis_is_started_again_and_nobody_notices(own_service: Service) -> None:
    await on_its_way(own_service, "watched")
    storm = Storm(own_service, "redis")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(storm.rage, 20)
        for _ in range(5):
            await trio.sleep(1.0)
            pid = own_service.redis_pid()
            await trio.run_process(["kill", "-9", str(pid)])
            with trio.fail_after(20.0):
                while not await answers(own_service.data):
                    await trio.sleep(0.05)
        nursery.cancel_scope.cancel()
    own_service.until_ready()
    with log_of(own_service) as client:
        await until_shown(client, storm)
        check(client, storm)
        await deviates(own_service, "watched", client)
    assert storm.refused == []
