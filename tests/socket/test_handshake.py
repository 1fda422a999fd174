"""Who gets in, who does not, and that nobody at the door brings the house down."""

import socket
import struct
from urllib.parse import urlsplit

import httpx
import pytest
import trio
from trio_websocket import open_websocket_url

from escort.auth import Device, device_token
from tests.service import Service
from tests.socket.device import wire

UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


def rejected(url: str, token: str | None = None) -> tuple[int, str]:
    """The HTTP code and the reason with which a handshake was refused."""
    headers = UPGRADE if token is None else {**UPGRADE, "Authorization": f"Bearer {token}"}
    answer = httpx.get(url.replace("ws://", "http://"), headers=headers, timeout=10.0)
    return answer.status_code, answer.text


def test_without_a_token_nobody_is_let_in(service: Service) -> None:
    assert rejected(service.device) == (401, "a token is needed: Authorization: Bearer <token>, or ?token=")


def test_a_bad_token_is_refused_with_its_reason(service: Service) -> None:
    foreign = device_token("x" * 32, Device("phone", "rider", "T"), 0.0, 1e10)
    for token, reason in (
        (foreign, "not valid"),
        (service.token("T", lasts_s=-60), "expired"),
        (service.token(None), "must name its trip"),
        ("nonsense", "not valid"),
    ):
        code, why = rejected(service.device, token)
        assert (code, reason in why) == (401, True), why


async def test_a_token_in_the_address_lets_a_browser_in(service: Service, trip: str) -> None:
    url = f"{service.device}?token={service.token(trip)}"
    async with open_websocket_url(url, subprotocols=["escort.v1"]) as line:
        assert line.subprotocol == "escort.v1"


def test_elsewhere_is_not_found(service: Service) -> None:
    code, why = rejected(service.device.replace("/v1/device", "/v2"))
    assert (code, why) == (404, "phones connect to /v1/device")


def _handshake(path: bytes, token: str = "") -> bytes:
    return (
        b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        b"Authorization: Bearer " + token.encode() + b"\r\n\r\n"
    )


@pytest.mark.parametrize(
    "said",
    [
        b"\x00" * 400,
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST /v1/device HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x07" * 200,
        _handshake(b"//["),
        _handshake(b"/v1/device?token=" + b"%ff" * 50),
        _handshake(b"/v1/device?" + b"a=1&" * 5_000),
        _handshake("/v1/dévice".encode()),
    ],
    ids=["zeros", "not a websocket", "a form", "tls", "a broken address", "a broken token", "long", "not ascii"],
)
async def test_garbage_at_the_door_ends_only_itself(service: Service, trip: str, said: bytes) -> None:
    address = urlsplit(service.device)
    stream = await trio.open_tcp_stream(address.hostname or "", address.port or 0)
    async with stream:
        with trio.move_on_after(0.5):
            await stream.send_all(said)
            await stream.send_eof()
            while await stream.receive_some():
                pass
    async with wire(service.device, service.token(trip)) as phone:
        assert (await phone.press(f"after {said[:8]!r}"))["incident"] is not False


async def test_phones_that_are_torn_off_in_the_handshake_disturb_nobody(service: Service, trip: str) -> None:
    address = urlsplit(service.device)
    token = service.token(trip)
    async with wire(service.device, token) as phone:
        for _ in range(50):
            torn = socket.create_connection((address.hostname or "", address.port or 0))
            torn.sendall(_handshake(b"/v1/device", token))
            torn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            torn.close()  # with a reset
        for _ in range(50):
            torn = socket.create_connection((address.hostname or "", address.port or 0))
            torn.sendall(_handshake(b"/nowhere"))
            torn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            torn.close()
        await phone.still_alive()
