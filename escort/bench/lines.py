"""The lines of a phone and of a wall, as thin as they can be, so that the service is what is timed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from trio_websocket import WebSocketConnection, open_websocket_url

from escort import auth, clock
from escort.api.here import cookie
from escort.bench.child import Child
from escort.home import kept_word

signed_in_s = 3_600.0
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
async def open_wall_line(service: Child, since: int | None = None) -> AsyncIterator[WebSocketConnection]:
    """An agent's wall; nothing of it has been read yet."""
    assert service.http is not None, "a service with the api has a wall"
    url = service.http.replace("http://", "ws://") + "/v1/wall" + ("" if since is None else f"?since={since}")
    headers = [_header("cookie", f"{cookie}={session_of(service)}")]
    async with open_websocket_url(url, extra_headers=headers, max_message_size=wall_message_bytes_max) as line:
        yield line


def session_of(service: Child) -> str:
    """What the cookie of a signed-in agent holds."""
    agent = auth.Agent("Bench", "supervisor")
    return auth.session_token(kept_word(service.data, "secret"), agent, clock.now_s(), signed_in_s)


def _header(name: str, value: str) -> tuple[bytes, bytes]:
    return name.encode(), value.encode()
