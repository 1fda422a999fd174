"""The lines of a phone and of a wall, as thin as they can be, so that the service is what is timed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import msgspec
from trio_websocket import WebSocketConnection, open_websocket_url

from escort.accounts import Accounts
from escort.bench.child import BenchFailed, Child
from escort.log import open_link
from escort.redis_server import url_of

wall_message_bytes_max = 64 * 1024 * 1024  # a snapshot of thousands of cases is one message


class EntrySeen(msgspec.Struct, frozen=True):
    """What the measuring looks at of an entry."""

    kind: str = ""
    press_id: str = ""
    text: str = ""


class Seen(msgspec.Struct, frozen=True):
    """What the measuring looks at of a wall's message."""

    type: str
    seq: int = 0
    incident: str = ""
    entry: EntrySeen = EntrySeen()


seen = msgspec.json.Decoder(Seen)


@asynccontextmanager
async def open_phone_line(service: Child, token: str) -> AsyncIterator[WebSocketConnection]:
    """A rider's phone."""
    async with open_websocket_url(service.device, extra_headers=[_header("authorization", f"Bearer {token}")]) as line:
        yield line


@asynccontextmanager
async def open_wall_line(service: Child, cookie: str, since: int | None = None) -> AsyncIterator[WebSocketConnection]:
    """An agent's wall; nothing of it has been read yet."""
    url = _http(service).replace("http://", "ws://") + "/v1/wall" + ("" if since is None else f"?since={since}")
    headers = [_header("cookie", cookie)]
    async with open_websocket_url(url, extra_headers=headers, max_message_size=wall_message_bytes_max) as line:
        yield line


def open_desk(service: Child, cookie: str) -> httpx.AsyncClient:
    """The acts of an agent."""
    return httpx.AsyncClient(base_url=_http(service), headers={"cookie": cookie})


async def sign_in(service: Child) -> str:
    """The cookie of a new agent."""
    async with open_link(url_of(service.data)) as link:
        password = await Accounts(link).add_agent("Bench", "supervisor", None)
    async with httpx.AsyncClient(base_url=_http(service)) as desk:
        answer = await desk.post("/v1/session", json={"name": "Bench", "password": password})
        if not answer.is_success:
            raise BenchFailed(f"the agent is not let in: {answer.text}")
        return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


def _http(service: Child) -> str:
    assert service.http is not None, "a service with the api has a wall"
    return service.http


def _header(name: str, value: str) -> tuple[bytes, bytes]:
    return name.encode(), value.encode()
