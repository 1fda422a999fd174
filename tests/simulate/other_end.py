"""A small service at the other end of a phone's line: it writes down what it hears, and misbehaves where it is told to.

It follows docs/wire.md as far as phones need it; the real gateway is at the other end in tests/socket.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec
import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, WebSocketRequest, serve_websocket

Frame = dict[str, Any]
Behave = Callable[["OtherEnd", WebSocketConnection, Frame], Awaitable[None]]


async def acknowledge(_: "OtherEnd", socket: WebSocketConnection, frame: Frame) -> None:
    """A press is pressed, a cancel cancelled; nothing else is answered."""
    done = {"press": "pressed", "cancel": "cancelled"}.get(frame["type"])
    if done:
        await socket.send_message(
            msgspec.json.encode({"type": done, "press_id": frame["press_id"], "incident": None, "at": 1.0}).decode()
        )


@dataclass
class OtherEnd:
    """What was heard, line by line."""

    behave: Behave = acknowledge
    port: int = 0
    heard: list[Frame] = field(default_factory=list)
    raw: list[str | bytes] = field(default_factory=list)
    lines: int = 0
    goodbyes: list[int] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def of(self, kind: str) -> list[Frame]:
        """The frames of one type, in the order they came."""
        return [frame for frame in self.heard if frame["type"] == kind]

    async def admit(self, request: WebSocketRequest) -> None:
        token = dict(request.headers)[b"authorization"].decode().removeprefix("Bearer ")
        assert request.path == "/v1/device"
        assert "escort.v1" in request.proposed_subprotocols
        if token == "wrong":  # noqa: S105 - the one token this end does not take
            await request.reject(401, body=b"the token is not valid")
            return
        self.tokens.append(token)
        socket = await request.accept(subprotocol="escort.v1")
        self.lines += 1
        while True:
            try:
                message = await socket.get_message()
                self.raw.append(message)
                self.heard.append(msgspec.json.decode(message) if isinstance(message, str) else _unpack(message))
                await self.behave(self, socket, self.heard[-1])
            except ConnectionClosed as closed:
                self.goodbyes.append(closed.reason.code if closed.reason else 1006)
                return


def _unpack(message: bytes) -> Frame:
    frame: Frame = msgspec.msgpack.decode(message)
    return frame


@asynccontextmanager
async def other_end(behave: Behave = acknowledge, port: int = 0) -> AsyncIterator[OtherEnd]:
    """Listening for as long as the block lasts."""
    end = OtherEnd(behave)
    async with trio.open_nursery() as nursery:
        server = await nursery.start(partial(serve_websocket, end.admit, "127.0.0.1", port, None))
        end.port = server.port
        yield end
        nursery.cancel_scope.cancel()
