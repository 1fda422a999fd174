"""Phones that fall silent, stop reading or speak too fast: each costs itself, and nobody else notices.

Rule: the gateway runs in this process, so that its patience can be made short; its sockets and its log are real.
"""

import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import pytest
import trio
from trio_websocket import ConnectionClosed

from escort import connection, limits
from escort.auth import Device, DeviceRole, device_token
from escort.config import Settings
from escort.log import DeskKeys
from escort.service import Addresses, serve
from tests.redis import RedisServer
from tests.service import Service
from tests.socket.device import wire
from tests.socket.test_handshake import _handshake
from tests.socket.test_wall import Agent

SECRET = "s" * 32


@dataclass
class Near:
    """A service in this process."""

    device: str

    def token(self, trip: str | None, role: DeviceRole = "rider") -> str:
        return device_token(SECRET, Device("d", role, trip), time.time())


@pytest.fixture
async def near(tmp_path: Path, redis_server: RedisServer, nursery: trio.Nursery) -> AsyncIterator[Near]:
    settings = Settings(tmp_path, redis_server.url, SECRET, http_port=0, device_port=0, metrics_port=0)
    settled, over = trio.Event(), trio.Event()
    found: list[Addresses] = []

    async def until(addresses: Addresses) -> None:
        found.append(addresses)
        settled.set()
        await over.wait()

    nursery.start_soon(serve, settings, until)
    with trio.fail_after(20.0):
        await settled.wait()
    assert found[0].device is not None
    yield Near(found[0].device)
    over.set()


async def closed_within_s(stream: trio.SocketStream, within_s: float) -> bool:
    """Whether the other side hangs up in this time."""
    with trio.move_on_after(within_s):
        try:
            while await stream.receive_some():
                pass
        except trio.BrokenResourceError:
            return True
        return True
    return False


async def test_a_half_open_socket_is_pinged_and_closed(near: Near, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ping_every_s", 0.2)
    monkeypatch.setattr(limits, "silent_connection_s", 0.4)
    address = urlsplit(near.device)
    stream = await trio.open_tcp_stream(address.hostname or "", address.port or 0)
    async with stream, wire(near.device, near.token("T")) as talks:
        await stream.send_all(_handshake(b"/v1/device", near.token("T")))  # and never a word again, nor a pong
        assert await closed_within_s(stream, 10.0)
        assert (await talks.press("p"))["press_id"] == "p", "who answers pings stays"


async def test_a_phone_that_reads_nothing_is_let_go_and_delays_nobody(
    near: Near, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "push_s", 0.3)
    monkeypatch.setattr(limits, "frames_burst_max", 10**9)
    monkeypatch.setattr(limits, "frames_per_s_max", 10**9)
    address = urlsplit(near.device)
    stream = await trio.open_tcp_stream(address.hostname or "", address.port or 0)
    async with stream, wire(near.device, near.token("T")) as other:
        await stream.send_all(_handshake(b"/v1/device", near.token("T")))
        await stream.receive_some()
        frame = b"\x81\xfe\x00\x7e\x00\x00\x00\x00" + b"x" * 126  # no JSON: each is answered with a refusal
        with trio.move_on_after(30.0) as waited:
            try:
                while True:
                    await stream.send_all(frame * 100)
            except trio.BrokenResourceError:
                pass
        assert not waited.cancelled_caught, "it was let go"
        began = trio.current_time()
        await other.press("p")
        assert trio.current_time() - began < 2.0


async def test_who_speaks_too_fast_is_told_and_loses_anything_but_a_press(
    near: Near, monkeypatch: pytest.MonkeyPatch, redis_server: RedisServer
) -> None:
    monkeypatch.setattr(limits, "frames_burst_max", 10)
    monkeypatch.setattr(limits, "frames_per_s_max", 1)
    async with wire(near.device, near.token(None, "fleet")) as fleet, wire(near.device, near.token("T")) as phone:
        for _ in range(50):
            await phone.say(type="fixes", fixes=[[time.time(), 41.14, -8.61]])
        while "frames a second" not in (await phone.hear("refused"))["why"]:
            pass
        for _ in range(50):
            await phone.say(type="say", text="spam")
        for i in range(20):
            assert (await phone.press(f"p{i}"))["press_id"] == f"p{i}"
        with redis_server.client() as client:
            inbox = cast(list[tuple[bytes, dict[bytes, bytes]]], client.xrange(DeskKeys("main").inbox))
        assert sum(b"spam" in fields[b"d"] for _, fields in inbox) < 10
        for _ in range(30):
            await fleet.say(type="fixes", fixes=[["who", time.time(), 41.14, -8.61]])
        assert (await fleet.press("f", trip="T"))["press_id"] == "f"


async def test_beyond_the_limit_a_further_phone_is_sent_away(near: Near, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "connections_max", 1)
    async with wire(near.device, near.token("T")) as first:
        address = urlsplit(near.device)
        async with await trio.open_tcp_stream(address.hostname or "", address.port or 0) as stream:
            await stream.send_all(_handshake(b"/v1/device", near.token("T")))
            assert b" 503 " in await stream.receive_some()
        await first.press("p")
    with trio.fail_after(5.0):
        while True:
            try:
                async with wire(near.device, near.token("T")) as next_one:
                    await next_one.press("q")
                    return
            except* (ConnectionClosed, OSError):
                await trio.sleep(0.05)


def test_the_gateway_ends_gently_with_phones_and_walls_connected(own_service: Service) -> None:
    ada = Agent(own_service, "Ada")

    async def connected_when_it_ends() -> None:
        async with wire(own_service.device, own_service.token("T")) as phone, ada.wall() as wall:
            await phone.press("p")
            await wall.hear("beat")
            own_service.signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed):
                await phone.hear("nothing")
            with pytest.raises(ConnectionClosed):
                await wall.hear("nothing")

    trio.run(connected_when_it_ends)
    ada.close()
    assert own_service.ended() == 0
    assert own_service.errors == ""
