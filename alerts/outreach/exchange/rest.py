"""Twilio's REST dialect on bare ASGI: calls, messages, conferences, in its own words and with its own errors.

    POST Calls.json · GET Calls.json, Calls/{sid}.json · POST Calls/{sid}.json
    POST Messages.json · GET Messages.json, Messages/{sid}.json
    GET Conferences.json, Conferences/{sid}.json, Conferences/{sid}/Participants.json

Rule: what Twilio refuses is refused with Twilio's code; what this exchange cannot do is 404, never a pretence.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import msgspec
import trio

from alerts.outreach.exchange.asgi import Receive, Scope, Send, answer_with, body_of, lives
from alerts.outreach.exchange.calls import API_VERSION, Order, State
from alerts.outreach.exchange.exchange import Exchange
from alerts.outreach.exchange.line import Document

Words = dict[str, list[str]]

late_s = 120.0  # an answer that never comes: longer than any client's patience
page_size = 50


@dataclass(frozen=True, slots=True)
class Refused:
    """An error in Twilio's form."""

    http: int
    code: int
    why: str


@dataclass(frozen=True, slots=True)
class Rest:
    """The ASGI app of one exchange."""

    exchange: Exchange

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            await lives(receive, send)
            return
        assert scope["type"] == "http", "the exchange speaks HTTP"
        body = parse_qs(await body_of(receive), keep_blank_values=True)
        query = parse_qs(scope["query_string"].decode(), keep_blank_values=True)
        parts = tuple(scope["path"].strip("/").removesuffix(".json").split("/"))
        fault = self.exchange.faults.carrier(body.get("To", [""])[0]) if scope["method"] == "POST" else None
        if not self._known(scope):
            answer: dict[str, Any] | Refused = Refused(401, 20003, "Authenticate")
        elif fault == "throttled":
            answer = Refused(429, 20429, "Too many requests")
        elif fault == "broken":
            answer = Refused(500, 20500, "An internal server error has occurred")
        else:
            answer = self._answer(scope["method"], parts, body, query)
        if fault == "late":
            await trio.sleep(late_s * self.exchange.pace)
        created = scope["method"] == "POST" and len(parts) == 4
        await _send(send, answer, 201 if created else 200)

    def _known(self, scope: Scope) -> bool:
        for name, value in scope["headers"]:
            if name == b"authorization" and value.lower().startswith(b"basic "):
                try:
                    return b64decode(value[6:]) == f"{self.exchange.account}:{self.exchange.token}".encode()
                except NotBase64:
                    return False
        return False

    def _answer(self, method: str, parts: tuple[str, ...], body: Words, query: Words) -> dict[str, Any] | Refused:
        exchange = self.exchange
        if parts[:3] != (API_VERSION, "Accounts", exchange.account):
            return _missing(parts)
        match (method, *parts[3:]):
            case ("POST", "Calls"):
                return self._create_call(body)
            case ("GET", "Calls"):
                return _page("calls", parts, [call.shown() for call in exchange.calls.values()], query)
            case ("GET", "Calls", sid) if sid in exchange.calls:
                return exchange.calls[sid].shown()
            case ("POST", "Calls", sid) if sid in exchange.calls:
                return self._update_call(sid, body)
            case ("POST", "Messages"):
                return self._create_message(body)
            case ("GET", "Messages"):
                return _page("messages", parts, [message.shown() for message in exchange.messages.values()], query)
            case ("GET", "Messages", sid) if sid in exchange.messages:
                return exchange.messages[sid].shown()
            case ("GET", "Conferences"):
                return _page("conferences", parts, [room.shown() for room in exchange.rooms.every.values()], query)
            case ("GET", "Conferences", sid) if sid in exchange.rooms.every:
                return exchange.rooms.every[sid].shown()
            case ("GET", "Conferences", sid, "Participants") if sid in exchange.rooms.every:
                return _page("participants", parts, exchange.rooms.every[sid].shown_participants(), query)
            case _:
                return _missing(parts)

    def _create_call(self, body: Words) -> dict[str, Any] | Refused:
        order = order_of(body)
        return order if isinstance(order, Refused) else self.exchange.create(order).shown()

    def _update_call(self, sid: str, body: Words) -> dict[str, Any] | Refused:
        twiml, url, state = _word(body, "Twiml"), _word(body, "Url"), _word(body, "Status")
        document = None if twiml is None and url is None else Document(twiml, url or "")
        ended: State | None = "completed" if state == "completed" else "canceled" if state == "canceled" else None
        code = self.exchange.update(sid, document, ended)
        if code is not None:
            return Refused(400, code, "Call is not in-progress. Cannot redirect.")
        return self.exchange.calls[sid].shown()

    def _create_message(self, body: Words) -> dict[str, Any] | Refused:
        to, sender, text = _word(body, "To"), _word(body, "From"), _word(body, "Body")
        if not _is_number(to):
            return Refused(400, 21211, f"The 'To' number {to} is not a valid phone number.")
        if not sender:
            return Refused(400, 21603, "A 'From' phone number is required.")
        if not text:
            return Refused(400, 21602, "Message body is required.")
        assert to is not None
        return self.exchange.send(to, sender, text, _word(body, "StatusCallback")).shown()


def order_of(body: Words) -> Order | Refused:
    """What a request to create a call asks for. Source of the codes: Twilio's error dictionary."""
    to, sender = _word(body, "To"), _word(body, "From")
    url, twiml = _word(body, "Url"), _word(body, "Twiml")
    if not to:
        return Refused(400, 21201, "No 'To' number is specified")
    if not _is_number(to):
        return Refused(400, 21211, f"The 'To' number {to} is not a valid phone number.")
    if not _is_number(sender):
        return Refused(400, 21212, f"The 'From' number {sender} is not a valid phone number.")
    if url is None and twiml is None:
        return Refused(400, 21205, "Url parameter is required.")
    if twiml is not None and len(twiml) > 4_000:
        return Refused(400, 21212, "Twiml is longer than 4000 characters.")
    amd = _word(body, "MachineDetection") in ("Enable", "DetectMessageEnd")
    beside = _word(body, "AsyncAmd") == "true"
    return Order(
        to=to,
        sender=sender or "",
        url=url,
        twiml=twiml,
        fallback_url=_word(body, "FallbackUrl"),
        callback=_word(body, "StatusCallback"),
        callback_kinds=frozenset(body.get("StatusCallbackEvent", ["completed"])),
        ring_s=float(_word(body, "Timeout") or 60),
        amd=("beside" if beside else "wait") if amd else "no",
        amd_callback=_word(body, "AsyncAmdStatusCallback"),
    )


def _is_number(word: str | None) -> bool:
    return word is not None and word.startswith("+") and word[1:].isdigit() and 8 <= len(word) <= 16


def _word(body: Words, name: str) -> str | None:
    return body.get(name, [None])[0] or None


def _page(name: str, parts: tuple[str, ...], rows: list[dict[str, Any]], query: Words) -> dict[str, Any]:
    """The rows that the query leaves, newest first, on one page."""
    asked = {"To": "to", "From": "from", "Status": "status", "FriendlyName": "friendly_name"}
    for word, column in asked.items():
        if word in query:
            rows = [row for row in rows if row[column] == query[word][0]]
    shown = rows[::-1][: int(_word(query, "PageSize") or page_size)]
    uri = f"/{'/'.join(parts)}.json"
    ends = {"first_page_uri": uri, "next_page_uri": None, "previous_page_uri": None, "uri": uri}
    return {name: shown, "page": 0, "page_size": page_size, "start": 0, "end": max(0, len(shown) - 1)} | ends


def _missing(parts: tuple[str, ...]) -> Refused:
    return Refused(404, 20404, f"The requested resource /{'/'.join(parts)}.json was not found")


async def _send(send: Send, answer: dict[str, Any] | Refused, http: int) -> None:
    if isinstance(answer, Refused):
        http, more = answer.http, f"https://www.twilio.com/docs/errors/{answer.code}"
        answer = {"code": answer.code, "message": answer.why, "more_info": more, "status": answer.http}
    await answer_with(send, http, "application/json", msgspec.json.encode(answer))
