"""Appends that somebody waits for: each gets its own id, together they cost one turn, and nobody waits for ever."""

import pytest
import trio
import trio.testing

from escort import limits
from escort.errors import LogAway
from escort.log import Lane, Link, Tail
from escort.log.link import client_of
from tests.redis import RedisServer


async def test_an_append_returns_the_id_under_which_it_stands(lane: Lane, redis_server: RedisServer) -> None:
    first = await lane.append("s", b"one")
    second = await lane.append("s", b"two")
    with redis_server.client() as client:
        assert client.xrange("s") == [(first.encode(), {b"d": b"one"}), (second.encode(), {b"d": b"two"})]


async def test_appends_that_come_together_share_turns_and_each_gets_its_own_id(
    lane: Lane, redis_server: RedisServer
) -> None:
    ids: dict[bytes, str] = {}

    async def append(payload: bytes) -> None:
        ids[payload] = await lane.append(f"s{payload[-1] % 3}", payload)

    with redis_server.client() as client:
        before = client.info("stats")["total_reads_processed"]
        async with trio.open_nursery() as nursery:
            for i in range(2_000):
                nursery.start_soon(append, f"{i}".encode())
        turns = client.info("stats")["total_reads_processed"] - before
        stored = {fields[b"d"]: entry.decode() for s in ("s0", "s1", "s2") for entry, fields in client.xrange(s)}
    assert stored == ids
    assert turns < 200, "2,000 appends, one turn for all that wait"


async def test_an_append_refused_by_the_server_is_a_log_that_is_away(lane: Lane, redis_server: RedisServer) -> None:
    with redis_server.client() as client:
        client.set("s", "no stream")
    with pytest.raises(LogAway, match="WRONGTYPE"):
        await lane.append("s", b"")
    assert await lane.append("t", b"")


async def test_beyond_its_limit_a_lane_says_no_at_once(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "appends_waiting_max", 2)
    lane = Lane(link)  # nobody carries
    async with trio.open_nursery() as nursery:
        for _ in range(2):
            nursery.start_soon(lane.append, "s", b"")
        await trio.testing.wait_all_tasks_blocked()
        with pytest.raises(LogAway, match="2 appends wait"):
            await lane.append("s", b"")
        nursery.cancel_scope.cancel()


async def test_no_append_waits_behind_those_who_ask_much(lane: Lane, link: Link, redis_server: RedisServer) -> None:
    much, blocked = link.apart(2), redis_server.client()
    async with trio.open_nursery() as nursery:
        for _ in range(100):  # each as slow as a log can be
            nursery.start_soon(much.turn, lambda client: client.blpop(["never"], timeout=5))
        await trio.testing.wait_all_tasks_blocked()
        with trio.fail_after(2.0):
            await lane.append("s", b"")
        nursery.cancel_scope.cancel()
        for _ in range(2):
            blocked.rpush("never", b"")
    blocked.close()


async def test_when_the_lane_ends_whoever_waits_and_whoever_comes_later_is_told(link: Link) -> None:
    lane, told = Lane(link), list[str]()

    async def append() -> None:
        with pytest.raises(LogAway, match="stopping"):
            await lane.append("s", b"")
        told.append("waited")

    async with trio.open_nursery() as waiting:
        waiting.start_soon(append)
        await trio.testing.wait_all_tasks_blocked()
        async with trio.open_nursery() as nursery:
            nursery.cancel_scope.cancel()
            nursery.start_soon(lane.carry)
    with pytest.raises(LogAway, match="stopping"):
        await lane.append("s", b"")
    assert told == ["waited"]


async def test_a_server_that_says_nothing_is_away_and_then_back(
    own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch, nursery: trio.Nursery
) -> None:
    monkeypatch.setattr(client_of, "__kwdefaults__", {"answer_s": 0.3})
    link = Link(own_redis.url)
    lane = Lane(link)
    nursery.start_soon(lane.carry)
    await lane.append("s", b"before")
    own_redis.pause()
    with pytest.raises(LogAway, match="does not answer"):
        await lane.append("s", b"doubtful")
    own_redis.resume()
    await lane.append("s", b"after")
    with own_redis.client() as client:
        payloads = [fields[b"d"] for _, fields in client.xrange("s")]
    assert payloads in ([b"before", b"doubtful", b"after"], [b"before", b"after"])
    link.close()


async def test_a_killed_server_comes_back_with_everything_that_was_confirmed(
    own_redis: RedisServer, nursery: trio.Nursery
) -> None:
    link = Link(own_redis.url)
    lane = Lane(link)
    nursery.start_soon(lane.carry)
    confirmed = [await lane.append("s", f"{i}".encode()) for i in range(100)]
    own_redis.kill()
    with pytest.raises(LogAway):
        await lane.append("s", b"lost")
    own_redis.start()
    await lane.append("s", b"after")
    with own_redis.client() as client:
        assert [entry.decode() for entry, _ in client.xrange("s")][:100] == confirmed
    link.close()


async def test_a_tail_reads_what_stands_behind_its_cursors_and_wakes_for_what_comes(
    lane: Lane, redis_server: RedisServer
) -> None:
    tail = Tail(redis_server.url)
    first = await lane.append("s", b"one")
    read = await tail.read({"s": "0-0", "t": "0-0"}, 5.0)
    assert [(item.id, item.payload) for item in read["s"]] == [(first, b"one")]
    assert read["s"][0].at_s == int(first.partition("-")[0]) / 1000
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lane.append, "t", b"two")
        read = await tail.read({"s": first, "t": "0-0"}, 5.0)
    assert [item.payload for item in read["t"]] == [b"two"]
    assert await tail.read({"s": first}, 0.01) == {}
    tail.close()


async def test_a_tail_takes_no_more_than_its_limit_and_then_the_rest(
    lane: Lane, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "read_max", 2)
    for payload in (b"1", b"2", b"3"):
        await lane.append("s", payload)
    tail = Tail(redis_server.url)
    read = (await tail.read({"s": "0-0"}, 1.0))["s"]
    rest = (await tail.read({"s": read[-1].id}, 1.0))["s"]
    assert [item.payload for item in (*read, *rest)] == [b"1", b"2", b"3"]
    tail.close()


async def test_a_read_that_is_cancelled_is_over_at_once(redis_server: RedisServer) -> None:
    tail = Tail(redis_server.url)
    with trio.fail_after(2.0), trio.move_on_after(0.05):
        await tail.read({"s": "0-0"}, 5.0)
    tail.close()
