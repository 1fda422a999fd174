"""A log that says nothing: presses are safe all the same, whoever asks is told, and nothing is lost afterwards."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest
import trio
from trio_websocket import open_websocket_url

from alerts import timeline
from tests.faults.storm import Storm, check, entries, pressed, until_shown
from tests.faults.test_kill import deviates, log_of, on_its_way
from tests.service import Service
from tests.socket.device import wire


@contextmanager
def frozen(service: Service) -> Iterator[int]:
    """Its redis-server keeps its sockets and says nothing, for as long as the block lasts; which it is."""
    redis_pid = service.redis_pid()
    os.kill(redis_pid, signal.SIGSTOP)
    try:
        yield redis_pid
    finally:
        with suppress(ProcessLookupError):
            os.kill(redis_pid, signal.SIGCONT)


def sign_in(service: Service, name: str) -> str:
    """An agent's cookie."""
    password = service.agent(name)
    answer = httpx.post(f"{service.http}/v1/session", json={"name": name, "password": password})
    return f"escort_session={answer.cookies['escort_session']}"


async def silent_for_s(service: Service, cookie: str, paused_at: float) -> float:
    """How long after a moment a wall heard its last beat."""
    last = paused_at
    url = service.http.replace("http://", "ws://") + "/v1/wall"
    with trio.move_on_after(5.0):
        async with open_websocket_url(url, extra_headers=[(b"cookie", cookie.encode())]) as wall:
            while True:
                if json.loads(await wall.get_message())["type"] == "beat":
                    last = trio.current_time()
    return last - paused_at


async def test_a_frozen_log_costs_no_press_and_fools_nobody(own_service: Service) -> None:
    service = own_service
    await on_its_way(service, "watched")
    service.register("new", [[-8.61, 41.14], [-8.60, 41.15]])
    cookie = sign_in(service, "Ada")
    with frozen(service):
        began = trio.current_time()
        async with wire(service.device, service.token("new")) as phone:
            await phone.say(type="fixes", fixes=[[time.time(), 41.14, -8.61]])
            await phone.say(type="cancel", press_id="another", pin="1234")
            await phone.say(type="say", text="is anybody there?")
            await phone.press("behind fixes of a trip that nobody can look up")
        assert trio.current_time() - began < 2.0
        assert await silent_for_s(service, cookie, began) < 3.0
        code, missing = service.readiness()
        assert code == 503
        assert "presses are kept in this machine's spool" in missing[0]
        assert service.post("/v1/trips/new/press", {"press_id": "over http"}).status_code == 201
    service.until_ready()
    storm = Storm(service, "frozen", {("new", "behind fixes of a trip that nobody can look up"), ("new", "over http")})
    with log_of(service) as client:
        await until_shown(client, storm)
        check(client, storm)
        await deviates(service, "watched", client)
        found = [each.entry for _, each in entries(client) if isinstance(each.entry, timeline.Found)]
        assert "signal_loss" not in {entry.finding.kind for entry in found}
    assert service.stop() == 0


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_a_minute_without_a_log_under_load(own_service: Service) -> None:
    service = own_service
    await on_its_way(service, "watched")
    storm = Storm(service, "minute")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(storm.rage, 20, 0.1)
        await trio.sleep(2.0)
        with frozen(service):
            before = len(storm.acknowledged)
            await trio.sleep(60.0)
            assert len(storm.acknowledged) > before + 1_000
            assert service.readiness()[0] == 503
        await trio.sleep(5.0)
        nursery.cancel_scope.cancel()
    service.until_ready()
    with log_of(service) as client:
        await until_shown(client, storm)
        check(client, storm)
        found = [each.entry for _, each in entries(client) if isinstance(each.entry, timeline.Found)]
        assert found == [], "no storm of findings"
        await deviates(service, "watched", client)
    assert storm.refused == []
    assert storm.slowest_s < 2.0
    print(f"{len(storm.acknowledged)} presses, the slowest answered after {storm.slowest_s:.3f} s")


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_killed_while_the_log_is_frozen_the_spool_delivers_after_the_restart(own_service: Service) -> None:
    service = own_service
    with frozen(service) as redis_pid:
        async with wire(service.device, service.token("T")) as phone:
            for i in range(20):
                await phone.press(f"p{i}")
        service.kill()
        os.kill(redis_pid, signal.SIGKILL)
    await trio.to_thread.run_sync(service.start)
    with log_of(service) as client:
        await until_shown(client, Storm(service, "spool", {("T", f"p{i}") for i in range(20)}))
        assert len(pressed(client)) == 20


@pytest.mark.faults
async def test_a_phone_that_floods_delays_no_other_phone_s_press(own_service: Service) -> None:
    service = own_service
    service.register("flood", [[-8.61, 41.14], [-8.60, 41.15]])
    slowest = 0.0

    async def flood() -> None:
        async with wire(service.device, service.token("flood")) as phone:
            frame = json.dumps({"type": "fixes", "fixes": [[time.time(), 41.14, -8.61]]})
            while True:
                await phone.raw(frame)

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(flood)
        await trio.sleep(2.0)
        async with wire(service.device, service.token("calm")) as phone:
            for i in range(50):
                began = trio.current_time()
                await phone.press(f"p{i}")
                slowest = max(slowest, trio.current_time() - began)
        nursery.cancel_scope.cancel()
    assert slowest < 1.0
    assert service.metric('escort_gateway_fixes_total{outcome="shed"}') > 0
    print(f"the slowest press beside a flood was answered after {slowest:.3f} s")
