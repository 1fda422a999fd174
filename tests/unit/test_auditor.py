"""The auditor beside a real log: what it finds, and the heartbeat that stops for it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec
import pytest
import trio

from alerts import Entry, Recorded, requests
from alerts import timeline as t
from escort import auditor, clock, metrics
from escort.auditor import Auditor
from escort.heartbeat import beat
from escort.inbox import sealed
from escort.log import DeskCommit, DeskState, Leases, Link
from tests.redis import RedisServer
from tests.unit.test_keeper import KEYS, POLICY, keeping, pressed, shown

BEAT_S = 0.02


@asynccontextmanager
async def auditing(server: RedisServer, unshown: Callable[[], int] = lambda: 0) -> AsyncIterator[Auditor]:
    """An auditor at work that looks every few milliseconds."""
    link = Link(server.url)
    at_work = Auditor(link, KEYS, POLICY, unshown)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(at_work.audit)
        yield at_work
        nursery.cancel_scope.cancel()
    link.close()


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditor, "look_every_s", 0.02)


async def until(true: Callable[[], bool]) -> None:
    with trio.fail_after(10.0):
        while not true():
            await trio.sleep(0.01)


def found(at_work: Auditor) -> set[str]:
    return {fault.kind for fault in at_work.faults}


async def written(server: RedisServer, *entries: tuple[float, Entry], incident: str = "i-1") -> None:
    """A desk's commit, so many seconds ago: whoever wrote it has gone since."""
    link, now = Link(server.url), datetime.now(UTC)
    [lease] = await Leases(link, "gone").take([(KEYS.lease, KEYS.epoch)])
    state = DeskState(link, KEYS)
    recorded = [Recorded(incident, now - timedelta(seconds=ago_s), entry) for ago_s, entry in entries]
    _, _, offset = await state.load()
    payloads = [(incident, msgspec.json.encode(each)) for each in recorded]
    await state.commit(lease, DeskCommit(offset, f"{int(offset.partition('-')[0]) + 1}-0", payloads, [], []))
    await Leases(link, "gone").give_back([lease])
    link.close()


async def test_beside_a_desk_at_work_all_is_well(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk, auditing(redis_server) as at_work:
        await desk.send(pressed("p"), requests.Claim("i-1", "Ada", "r1"))
        await desk.until(shown("p"))
        await until(lambda: at_work.well)
        assert at_work.faults == []


async def test_a_case_that_stands_in_the_log_and_that_nobody_keeps(redis_server: RedisServer) -> None:
    await written(redis_server, (120.0, t.Opened("T", 4, "pressed")))
    async with auditing(redis_server) as at_work:
        await until(lambda: found(at_work) == {"overdue"})
        assert not at_work.well
        await written(redis_server, (0.0, t.Claimed("Ada")))
        await until(lambda: at_work.well)


async def test_a_letter_that_no_keeper_decides(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with redis_server.client() as client:
        client.xadd(KEYS.inbox, {"d": sealed(pressed("p"))})
    async with auditing(redis_server) as at_work:
        await until(lambda: at_work.well)
        now_s = clock.now_s
        monkeypatch.setattr(clock, "now_s", lambda: now_s() + 20.0)
        await until(lambda: found(at_work) == {"undecided"})
        assert metrics.audit_faults.labels("undecided")._value.get() == 1
        assert metrics.audit_faults.labels("overdue")._value.get() == 0


async def test_a_press_that_stays_in_the_spool(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = [1]
    async with auditing(redis_server, lambda: waiting[0]) as at_work:
        await until(lambda: at_work.well)
        monkeypatch.setattr(auditor, "late", timedelta(seconds=0.1))
        await until(lambda: found(at_work) == {"press_unshown"})
        waiting[0] = 0
        await until(lambda: at_work.well)


async def test_what_cannot_be_seen_is_not_called_well(own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditor, "stale_s", 0.3)
    async with auditing(own_redis) as at_work:
        await until(lambda: at_work.well)
        await trio.to_thread.run_sync(own_redis.kill)
        await until(lambda: not at_work.well)
        await trio.to_thread.run_sync(own_redis.start)
        await until(lambda: at_work.well)


async def test_an_auditor_that_comes_late_knows_what_was_written_before(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        await desk.send(pressed("p"), pressed("q", "U"), requests.Claim("i-1", "Ada", "r1"))
        await desk.send(requests.Close("i-1", "Ada", "r2", disposition="safe"), pressed("r", "V"))
        await desk.until(shown("r"))
    async with auditing(redis_server) as at_work:
        await until(lambda: at_work.well)
        assert len(at_work._audit) == 2
        await written(redis_server, (0.0, t.Noted("Ada", "too late")))
        await until(lambda: found(at_work) == {"after_close"})


async def test_letters_decided_before_wait_for_nobody(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with keeping(redis_server) as desk:
        await desk.send(pressed("p"), requests.Claim("i-1", "Ada", "r1"))
        await desk.send(requests.Close("i-1", "Ada", "r2", disposition="safe"))
        await desk.until(lambda entries: any(isinstance(each, t.Closed) for each in entries))
    now_s = clock.now_s
    monkeypatch.setattr(clock, "now_s", lambda: now_s() + 20.0)
    async with auditing(redis_server) as at_work:
        await until(lambda: at_work.looked_at > 0 or at_work.well)
        assert at_work.faults == []


async def test_a_snapshot_of_another_version_hides_nothing(redis_server: RedisServer) -> None:
    await written(redis_server, (120.0, t.Opened("T", 4, "pressed")))
    with redis_server.client() as client:
        client.set(KEYS.snapshot, b"of another version")
        client.set(KEYS.snapshot_seq, 1)
    async with auditing(redis_server) as at_work:
        await until(lambda: found(at_work) == {"overdue"})
        assert len(at_work._audit) == 1


class Listener:
    """Somebody outside who hears beats: a plain HTTP server."""

    def __init__(self) -> None:
        self.heard = 0
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    async def serve(self, task_status: trio.TaskStatus[str]) -> None:
        listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
        port = listeners[0].socket.getsockname()[1]
        task_status.started(f"http://127.0.0.1:{port}/beat/1")
        await trio.serve_listeners(self._answer, listeners)

    async def _answer(self, stream: trio.SocketStream) -> None:
        asked = await stream.receive_some(4096)
        assert asked.startswith(b"GET /beat/1 HTTP/1.1\r\n")
        self.heard += 1
        await stream.send_all(self.answer)
        await stream.aclose()


async def test_the_heartbeat_stops_for_a_fault_and_goes_on_after_it(redis_server: RedisServer) -> None:
    outside = Listener()
    async with trio.open_nursery() as nursery:
        url = await nursery.start(outside.serve)
        async with auditing(redis_server) as at_work:
            nursery.start_soon(partial(beat, url, lambda: at_work.well, BEAT_S))
            await until(lambda: outside.heard >= 3)
            await written(redis_server, (120.0, t.Opened("T", 4, "pressed")))
            await until(lambda: bool(at_work.faults))
            heard = outside.heard
            await trio.sleep(10 * BEAT_S)
            assert outside.heard <= heard + 1, "one may have been under way"
            heard = outside.heard
            await written(redis_server, (0.0, t.Claimed("Ada")))
            await until(lambda: outside.heard >= heard + 3)
        nursery.cancel_scope.cancel()


def counted_more(how: str, than: float) -> bool:
    return bool(metrics.heartbeats.labels(how)._value.get() > than)


async def test_a_listener_that_refuses_or_is_gone_stops_nothing() -> None:
    outside = Listener()
    outside.answer = b"HTTP/1.1 503 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    counted = {how: metrics.heartbeats.labels(how)._value.get() for how in ("refused", "lost")}
    async with trio.open_nursery() as nursery:
        url = await nursery.start(outside.serve)
        nursery.start_soon(partial(beat, url, lambda: True, BEAT_S))
        nursery.start_soon(partial(beat, "http://127.0.0.1:9/nobody", lambda: True, BEAT_S))
        for how, before in counted.items():
            await until(partial(counted_more, how, before + 1))
        nursery.cancel_scope.cancel()
    assert outside.heard > 1


async def test_waits_of_before_are_not_told_again(redis_server: RedisServer) -> None:
    def told() -> list[float]:
        return [sample.value for metric in metrics.press_answered.collect() for sample in metric.samples][-3:-1]

    press = t.Pressed("p", "T", "sos", "rider", None, None)
    await written(redis_server, (9.0, t.Opened("T", 4, "pressed")), (9.0, press), (5.0, t.Claimed("Ada")), (4.0, press))
    before = told()
    async with auditing(redis_server) as at_work:
        await until(lambda: at_work.well)
        assert told() == before
        await written(redis_server, (3.0, press))
        await until(lambda: told() != before)
        count, total = (after - was for after, was in zip(told(), before, strict=True))
        assert (count, total) == (1.0, 0.0), "a press on a case that Ada holds is answered at once"
