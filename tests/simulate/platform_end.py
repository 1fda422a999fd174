"""A small platform api: it keeps a register of trips as docs/wire.md says, and is away where it is told to.

The real api is at the other end in tests/socket; this one can be slow, away and forgetful on purpose.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import h11
import trio

key = "a-key"


@dataclass
class PlatformEnd:
    """The register: bodies by trip, ends by trip, and how many requests came."""

    port: int = 0
    away: int = 0  # so many requests are answered 503 first
    slow_s: float = 0.0
    trips: dict[str, dict[str, Any]] = field(default_factory=dict)
    ends: dict[str, dict[str, Any]] = field(default_factory=dict)
    plans: dict[str, Any] = field(default_factory=dict)
    requests: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def alive(self) -> set[str]:
        """Registered and not ended."""
        return set(self.trips) - set(self.ends)

    def answer(self, method: str, path: str, authorization: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.requests += 1
        if self.away:
            self.away -= 1
            return 503, {"why": "the log is away"}
        if authorization != f"Bearer {key}":
            return 401, {"why": "this key is not known"}
        match method, path.split("/")[1:]:
            case "POST", ["v1", "trips"]:
                if self.trips.setdefault(body["trip"], body) != body:
                    return 409, {"why": "another body"}
                return 201, {"trip": body["trip"]}
            case "POST", ["v1", "trips", trip, "end"] if trip in self.trips:
                self.ends.setdefault(trip, body)
                return 200, {"trip": trip}
            case "PUT", ["v1", "trips", trip, "plan"] if trip in self.trips:
                self.plans[trip] = body["plan"]
                return 200, {"trip": trip}
            case _:
                return 404, {"why": f"no {method} {path} here"}

    async def serve(self, stream: trio.SocketStream) -> None:
        """One connection; a client that goes in the middle of a word takes nobody with it."""
        with suppress(trio.BrokenResourceError):
            await self._converse(stream)

    async def _converse(self, stream: trio.SocketStream) -> None:
        async with stream:
            connection = h11.Connection(h11.SERVER)
            while (request := await self._request(stream, connection)) is not None:
                code, body = await self._answered(*request)
                content = json.dumps(body).encode()
                head = h11.Response(status_code=code, headers=[("content-length", str(len(content)))])
                for part in (head, h11.Data(content), h11.EndOfMessage()):
                    await stream.send_all(connection.send(part) or b"")
                connection.start_next_cycle()

    async def _answered(self, head: h11.Request, content: bytes) -> tuple[int, dict[str, Any]]:
        await trio.sleep(self.slow_s)
        authorization = dict(head.headers).get(b"authorization", b"").decode()
        return self.answer(head.method.decode(), head.target.decode(), authorization, json.loads(content))

    async def _request(self, stream: trio.SocketStream, connection: h11.Connection) -> tuple[h11.Request, bytes] | None:
        head, content = None, b""
        while True:
            part = connection.next_event()
            if part is h11.NEED_DATA:
                connection.receive_data(await stream.receive_some())
            elif isinstance(part, h11.Request):
                head = part
            elif isinstance(part, h11.Data):
                content += part.data
            elif isinstance(part, h11.EndOfMessage):
                assert head is not None
                return head, content
            else:
                return None


@asynccontextmanager
async def platform_end(**misbehaviour: Any) -> AsyncIterator[PlatformEnd]:
    """Listening for as long as the block lasts."""
    end = PlatformEnd(**misbehaviour)
    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(partial(trio.serve_tcp, end.serve, 0, host="127.0.0.1"))
        end.port = listeners[0].socket.getsockname()[1]
        yield end
        nursery.cancel_scope.cancel()
