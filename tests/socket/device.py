"""A phone, as bare as the wire: frames of any kind go out, answers are picked by their type.

Rule: it speaks docs/wire.md itself, so that a mistake shared by the service and its own client shows here.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec
import trio
from trio_websocket import WebSocketConnection, wrap_client_stream

ANSWER_WITHIN_S = 10.0


@dataclass
class Wire:
    """One open socket."""

    socket: WebSocketConnection
    binary: bool = False

    async def say(self, **frame: Any) -> None:
        await self.socket.send_message(msgspec.msgpack.encode(frame) if self.binary else json.dumps(frame))

    async def raw(self, message: str | bytes) -> None:
        await self.socket.send_message(message)

    async def hear(self, *types: str) -> dict[str, Any]:
        """The next frame of one of these types; others before it are passed over."""
        with trio.fail_after(ANSWER_WITHIN_S):
            while True:
                message = await self.socket.get_message()
                assert isinstance(message, bytes) == self.binary, "binary is answered in binary, text in text"
                said: dict[str, Any] = (
                    json.loads(message) if isinstance(message, str) else msgspec.msgpack.decode(message)
                )
                if said["type"] in types:
                    return said

    async def ask(self, answered_by: str, **frame: Any) -> dict[str, Any]:
        await self.say(**frame)
        return await self.hear(answered_by)

    async def press(self, press_id: str, **more: Any) -> dict[str, Any]:
        """Push the button; the `pressed` that comes back."""
        return await self.ask("pressed", **{"type": "press", "press_id": press_id, "kind": "sos", **more})

    async def still_alive(self) -> None:
        """The connection goes on: it answers."""
        refused = await self.ask("refused", type="are you there?")
        assert "are you there" in refused["of"] + refused["why"], refused


@asynccontextmanager
async def wire(url: str, token: str, *, binary: bool = False, for_s: float = 60.0) -> AsyncIterator[Wire]:
    """A phone's open socket, for at most `for_s`; it is closed even where the service has torn it off."""
    address = urlsplit(url)
    headers = [(b"authorization", b"Bearer " + token.encode())]
    stream = await trio.open_tcp_stream(address.hostname or "", address.port or 0)
    with trio.fail_after(for_s):
        async with stream, trio.open_nursery() as nursery:
            socket = await wrap_client_stream(
                nursery, stream, address.netloc, address.path, subprotocols=["escort.v1"], extra_headers=headers
            )
            yield Wire(socket, binary)
            await socket.aclose()
