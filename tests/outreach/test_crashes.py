"""Workers that die at the worst moments, and crowds that wait: the call happens, once, and the case knows."""

import pytest
import trio

from alerts import requests
from alerts.outreach.exchange import FaultPlan
from escort.outbox.queue_view import QueueView, shown_max
from tests.outreach.world import RITA, world_on
from tests.redis import RedisServer


async def test_a_worker_that_dies_before_the_call_leaves_it_to_the_next(redis_server: RedisServer) -> None:
    slow = {"carrier": {"calls_per_s": 0.001, "burst": 1}}
    async with world_on(redis_server.url, file=slow) as world:
        await world.trip()
        world.phones.expect_call(RITA).presses("1")
        await world.call("c0")
        await world.told(requests.CallSettled, call_id="c0")
        world.phones.expect_call(RITA).presses("1")
        await world.call("c1", severity=2)
        with trio.fail_after(5):
            while not len(world.outreach.dialler):
                await trio.sleep(0.01)
        await world.dies("one")
        await world.begins("two")
        await world.told(requests.CallSettled, call_id="c1", outcome="safe")


async def test_a_worker_that_dies_while_the_carrier_is_asked_calls_nobody_twice(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url, faults=FaultPlan({RITA: ["late"]})) as world:
        await world.trip()
        world.phones.expect_call(RITA).presses("1")
        await world.call()
        with trio.fail_after(5):
            while not world.exchange.calls:
                await trio.sleep(0.005)
        await world.dies("one")
        await world.begins("two")
        await world.told(requests.CallSettled, outcome="safe")
        await world.settled()
        assert len(world.exchange.calls) == 1


async def test_a_worker_that_dies_after_the_call_was_placed_loses_no_outcome(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await world.trip()
        rita = world.phones.expect_call(RITA).stays_silent().presses("2").hears("não desligue")
        await world.call()
        await rita.came.wait()
        await world.dies("one")
        await world.begins("two")
        await world.told(requests.CallSettled, outcome="help")
        await world.settled()
        assert len(world.exchange.calls) == 1


async def test_two_processes_share_the_work_and_place_one_call(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await world.begins("two")
        await world.trip()
        world.phones.expect_call(RITA).presses("1")
        await world.call()
        await world.told(requests.CallSettled, outcome="safe")
        await world.settled()


async def test_five_hundred_checkins_wait_and_the_sos_is_the_next_call(redis_server: RedisServer) -> None:
    paced = {"carrier": {"calls_per_s": 2, "burst": 1}}
    async with world_on(redis_server.url, file=paced) as world:
        await world.trip()
        world.phones.unexpected_are_busy = True
        async with trio.open_nursery() as nursery:
            for number in range(500):
                nursery.start_soon(world.call, f"check{number}")
        with trio.fail_after(20):
            while len(world.outreach.dialler) < 499:
                await trio.sleep(0.01)
        with trio.fail_after(5):
            while (queue := await QueueView(world.link, world.keys).read()).waiting < 490:
                await trio.sleep(0.05)
        assert len(queue.calls) == shown_max
        placed = len(world.exchange.calls)
        await world.call("sos", severity=4)
        with trio.fail_after(5):
            while len(world.exchange.calls) == placed:
                await trio.sleep(0.01)
        newest = list(world.exchange.calls.values())[placed]
        assert "/call/sos/" in (newest.order.url or "")


@pytest.mark.parametrize("channel", ["voice"])
async def test_what_cannot_be_read_is_a_dead_letter_and_stops_nothing(redis_server: RedisServer, channel: str) -> None:
    async with world_on(redis_server.url) as world:
        await world.trip()
        world.phones.expect_call(RITA).presses("1")
        await world.lane.append(world.keys.outbox(channel), b"{")
        await world.call()
        await world.told(requests.CallSettled, outcome="safe")
        await world.settled()
        assert await world.link.turn(lambda client: client.xlen(world.keys.outbox(f"{channel}:dead"))) == 1


async def test_a_call_that_only_the_carrier_knows_of_is_looked_up(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The create timed out, no callback has come, nobody has answered: only the carrier's own list says it rings."""
    monkeypatch.setattr("alerts.outreach.carrier.answer_s", 0.3)
    async with world_on(redis_server.url, faults=FaultPlan({RITA: ["late"]}), disorder=lambda _sid, _n: ()) as world:
        world.exchange.pace = 0.1  # of a phone that rings for up to three seconds
        await world.trip()
        world.phones.expect_call(RITA).rings(2.0).presses("1")
        await world.call()
        await world.told(requests.CallSettled, outcome="safe")
        await world.settled()
        assert len(world.exchange.calls) == 1
