"""The exchange's own door: the page that rings at `/`, and Twilio's REST dialect behind it.

    GET /, /page.js, /page.css · GET /phones?than=n (waits for news) · POST /phones/{sid}/{answer,keys,say,end}

Rule: the page's requests carry a header that no other site can send, because only this page may lift a phone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from urllib.parse import parse_qs

import msgspec

from alerts.outreach.exchange.asgi import Receive, Scope, Send, answer_with, body_of
from alerts.outreach.exchange.handsets import Handsets
from alerts.outreach.exchange.rest import Rest

news_s = 15.0  # how long the page's question for news is held
_KINDS = {"page.html": "text/html; charset=utf-8", "page.js": "text/javascript", "page.css": "text/css"}


def _read() -> Mapping[str, bytes]:
    return {name: (files("alerts.outreach.exchange") / name).read_bytes() for name in _KINDS}


@dataclass(frozen=True, slots=True)
class Front:
    """The ASGI app of an exchange with a page."""

    rest: Rest
    handsets: Handsets
    pages: Mapping[str, bytes] = field(default_factory=_read)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        path = scope.get("path", "")
        name = path.strip("/") or "page.html"
        if scope["type"] == "http" and name in self.pages and scope["method"] == "GET":
            await answer_with(send, 200, _KINDS[name], self.pages[name])
        elif path.startswith("/phones"):
            await self._phones(scope, receive, send)
        else:
            await self.rest(scope, receive, send)

    async def _phones(self, scope: Scope, receive: Receive, send: Send) -> None:
        if b"x-exchange" not in dict(scope["headers"]):
            await answer_with(send, 403, "text/plain", b"for the exchange's own page")
            return
        if scope["method"] == "GET":
            than = parse_qs(scope["query_string"].decode()).get("than", ["0"])[0]
            news = await self.handsets.newer(int(than) if than.isdigit() else 0, news_s)
            await answer_with(send, 200, "application/json", msgspec.json.encode(news))
            return
        _, _, sid, act = [*scope["path"].split("/"), "", "", ""][:4]
        words = (await body_of(receive))[:200]
        done = self._do(sid, act, words)
        await answer_with(send, 204 if done else 404, "text/plain", b"")

    def _do(self, sid: str, act: str, words: str) -> bool:
        handset = self.handsets.calls.get(sid)
        if handset is None:
            return False
        match act:
            case "answer":
                handset.lift()
            case "keys":
                handset.press("".join(key for key in words if key in "0123456789*#"))
            case "say":
                handset.speak(words)
            case "end":
                handset.hang_up()
            case _:
                return False
        return True
