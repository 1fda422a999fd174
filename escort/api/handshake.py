"""How a wall's WebSocket begins, in bare ASGI: its cookie, from where it resumes, and the refusal with an HTTP code."""

from http.cookies import SimpleCookie
from urllib.parse import parse_qs

import msgspec
from litestar.types import Scope, Send

from escort.api.here import cookie


def cookie_of(scope: Scope) -> str | None:
    """The session's cookie."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            found = SimpleCookie(value.decode("latin-1")).get(cookie)
            if found is not None:
                return found.value
    return None


def since_of(scope: Scope) -> int | None:
    """The sequence number from which a wall resumes; None where it says none."""
    word = next(iter(parse_qs(scope["query_string"].decode("latin-1")).get("since", [])), "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 20 else None


async def refuse(send: Send, code: int, why: str) -> None:
    """No WebSocket: an HTTP answer instead of the handshake."""
    await send({"type": "websocket.http.response.start", "status": code, "headers": _json})
    await send({"type": "websocket.http.response.body", "body": _said(why), "more_body": False})


async def refuse_http(send: Send, code: int, why: str) -> None:
    """Whoever came without wanting a WebSocket."""
    await send({"type": "http.response.start", "status": code, "headers": _json})
    await send({"type": "http.response.body", "body": _said(why), "more_body": False})


def _said(why: str) -> bytes:
    return msgspec.json.encode({"why": why})


_json = [(b"content-type", b"application/json")]
