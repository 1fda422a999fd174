"""Watchers on a real log: every trip is watched by exactly one, and what the one found the next one knows."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import numpy as np
import trio

from alerts import timeline
from escort import limits
from escort.log import FixesKeys, Lane, Leases, Link, partition_of
from escort.records import FixesTaken, TripStarted, packed, plan_bytes
from escort.vitals import Vitals
from escort.watcher import Watcher
from geo import default_profiles
from tests.redis import RedisServer
from tests.unit.test_keeper import KEYS, Desked, keeping, pressed, shown

PLAN = plan_bytes(np.array([[-8.61, 41.14], [-8.61, 41.24]]))
TRIP = "T"


@asynccontextmanager
async def watching(server: RedisServer, owner: str) -> AsyncIterator[Watcher]:
    """A watcher at work."""
    link = Link(server.url)
    lane = Lane(link)
    watcher = Watcher(link, owner, default_profiles(), KEYS, lane, Vitals(owner))
    async with trio.open_nursery() as beneath:
        beneath.start_soon(lane.carry)
        async with trio.open_nursery() as nursery:
            await nursery.start(watcher.watch)
            yield watcher
            nursery.cancel_scope.cancel()
        beneath.cancel_scope.cancel()
    link.close()


def put(server: RedisServer, record: TripStarted | FixesTaken, trip: str = TRIP) -> None:
    with server.client() as client:
        client.xadd(FixesKeys(partition_of(trip)).log, {"d": packed(record)})


def start(server: RedisServer) -> None:
    put(server, TripStarted(TRIP, PLAN, time.time() - 80.0))


def drive(server: RedisServer, lon: float, ago_s: float = 0.0, seconds: int = 10) -> None:
    """Some seconds of driving at a longitude, until now or a while ago."""
    now = time.time() - ago_s
    rows = [[now - seconds + i, 41.15 + i * 1e-4, lon, 5.0, np.nan, np.nan] for i in range(seconds)]
    index = np.zeros(seconds, np.int32).tobytes()
    put(server, FixesTaken(now, [TRIP], index, np.array(rows).tobytes()))


async def until(true: Callable[[], bool]) -> None:
    with trio.fail_after(10.0):
        while not true():
            await trio.sleep(0.01)


def deviated(entries: list[timeline.Entry]) -> bool:
    return "deviation" in [e.finding.kind for e in entries if isinstance(e, timeline.Found)]


def findings(entries: list[timeline.Entry]) -> list[str]:
    found = [e.finding for e in entries if isinstance(e, timeline.Found)]
    return [finding.finding_id for finding in found if finding.kind == "deviation"]


async def after(desk: Desked, said: str) -> list[timeline.Entry]:
    """The timeline once everything sent so far has been decided."""
    await desk.send(pressed(said, "another"))
    return await desk.until(shown(said))


async def test_the_next_watcher_finds_what_the_last_one_had_begun_to_see(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        async with watching(redis_server, "a") as first:
            start(redis_server)
            drive(redis_server, -8.61, ago_s=60.0)
            await until(lambda: first.sight.moved(0.0).trip == [TRIP])
        async with watching(redis_server, "b") as second:
            assert len(second.watches) == limits.partitions, "the first one gave its leases back"
            drive(redis_server, -8.60)
            await desk.until(deviated)


async def test_after_a_crash_the_same_fixes_are_read_again_and_found_once(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        start(redis_server)
        drive(redis_server, -8.60)
        async with watching(redis_server, "a"):
            await desk.until(deviated)
        with redis_server.client() as client:  # as if the crash had come before any snapshot
            keys = FixesKeys(partition_of(TRIP))
            client.delete(keys.snapshot, keys.offset)
        async with watching(redis_server, "a") as again:
            await until(lambda: again.sight.moved(0.0).trip == [TRIP] and not again.found)
            assert len(findings(await after(desk, "then"))) == 1


async def test_a_lost_lease_is_let_go_and_a_free_one_taken_again(redis_server: RedisServer) -> None:
    keys = FixesKeys(partition_of(TRIP))
    async with keeping(redis_server) as desk, watching(redis_server, "a") as watcher:
        start(redis_server)
        drive(redis_server, -8.61, ago_s=60.0)
        await until(lambda: watcher.sight.moved(0.0).trip == [TRIP])
        other = Leases(desk.link, "b")
        with redis_server.client() as client, trio.fail_after(5.0):
            while not (taken := await other.take([(keys.lease, keys.epoch)])):
                client.delete(keys.lease)
        await until(lambda: partition_of(TRIP) not in watcher.watches)
        assert len(watcher.sight) == 0
        await other.give_back(taken)
        await until(lambda: len(watcher.watches) == limits.partitions)
        drive(redis_server, -8.60)
        await desk.until(deviated)


async def test_leases_that_ran_out_while_the_log_was_away_are_taken_again_without_a_finding(
    own_redis: RedisServer,
) -> None:
    async with keeping(own_redis) as desk, watching(own_redis, "a") as watcher:
        start(own_redis)
        drive(own_redis, -8.61, ago_s=60.0)
        await until(lambda: watcher.sight.moved(0.0).trip == [TRIP])
        own_redis.kill()
        own_redis.start()
        with own_redis.client() as client:
            client.delete(KEYS.lease, *(FixesKeys(p).lease for p in range(limits.partitions)))
        drive(own_redis, -8.61, ago_s=30.0)
        await until(lambda: len(watcher.watches) == limits.partitions and len(watcher.sight) == 1)
        assert findings(await after(desk, "then")) == []
        drive(own_redis, -8.60)
        await desk.until(deviated)
