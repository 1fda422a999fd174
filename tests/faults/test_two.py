"""Two services on one log: one desk at a time, the other takes over in time, and who was replaced writes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import trio

from escort import limits
from tests.faults.storm import Storm, check, entries, until_shown
from tests.faults.test_kill import deviates, on_its_way
from tests.redis import RedisServer
from tests.service import Service

A_LITTLE_S = 3.0  # to notice, to load, and this machine's other work


@pytest.fixture
def two(tmp_path: Path, own_redis: RedisServer) -> Iterator[tuple[Service, Service]]:
    """Two services with data folders of their own and one secret; the first holds all leases."""
    pair = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        environ = {"ESCORT_REDIS_URL": own_redis.url, "ESCORT_SECRET": "shared" * 8}
        service = Service(tmp_path / name, environ)
        service.start()
        (service.data / "secret").write_text("shared" * 8)
        pair.append(service)
    yield pair[0], pair[1]
    for service in pair:
        service.stop()


def desks(*services: Service) -> list[float]:
    return [service.metric('escort_leases_held{what="desk"}') for service in services]


async def take_over_s(service: Service) -> float:
    """How long until this service holds the desk and every partition."""
    began = trio.current_time()
    with trio.fail_after(30.0):
        while True:
            held = service.metric('escort_leases_held{what="partition"}')
            if (service.metric('escort_leases_held{what="desk"}'), held) == (1.0, float(limits.partitions)):
                return trio.current_time() - began
            await trio.sleep(0.05)


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_the_second_takes_over_after_kill_9_and_nothing_is_lost(
    two: tuple[Service, Service], own_redis: RedisServer
) -> None:
    one, other = two
    await on_its_way(one, "watched")
    assert desks(one, other) == [1.0, 0.0]
    storm, survivor = Storm(one, "first"), Storm(other, "second")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(survivor.rage, 10)
        async with trio.open_nursery() as first:
            first.start_soon(storm.rage, 10)
            await trio.sleep(3.0)
            one.kill()
            taken_s = await take_over_s(other)
            first.cancel_scope.cancel()
        await trio.sleep(1.0)
        nursery.cancel_scope.cancel()
    assert taken_s <= limits.lease_s + A_LITTLE_S
    one.start()  # what only its spool has is delivered now
    both = Storm(other, "both", storm.acknowledged | survivor.acknowledged)
    with own_redis.client() as client:
        await until_shown(client, both)
        check(client, both)
        await deviates(other, "watched", client)
    assert desks(one, other) == [0.0, 1.0]
    print(f"taken over after {taken_s:.1f} s; {len(both.acknowledged)} presses, none missing, none twice")


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_a_desk_that_was_frozen_and_replaced_writes_nothing_when_it_wakes(
    two: tuple[Service, Service], own_redis: RedisServer
) -> None:
    one, other = two
    storm = Storm(other, "fenced")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(storm.rage, 10)
        await trio.sleep(1.0)
        one.freeze()
        await take_over_s(other)
        await trio.sleep(1.0)
        one.thaw()
        await trio.sleep(3.0)
        nursery.cancel_scope.cancel()
    assert desks(one, other) == [0.0, 1.0]
    with own_redis.client() as client:
        await until_shown(client, storm)
        check(client, storm)
    assert "Traceback" not in one.errors
    assert one.readiness() == (200, [])


@pytest.mark.faults
async def test_a_gentle_end_hands_over_at_once(two: tuple[Service, Service], own_redis: RedisServer) -> None:
    one, other = two
    began = trio.current_time()
    await trio.to_thread.run_sync(one.stop)
    await take_over_s(other)
    assert trio.current_time() - began < limits.lease_s
    with own_redis.client() as client:
        assert entries(client) == []
