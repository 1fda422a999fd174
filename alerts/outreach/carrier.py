"""The carrier, through the `twilio` package: always the same package, only the base address differs.

    place ─▶ Placed · Later (never processed, safe to ask again) · Unsure (may have been) · Refused (will never be)

Rule: twilio's client blocks, so it lives in threads with a limit of its own; what it raises becomes a value here. An
`Unsure` is looked up with `placed_since` before anybody is called again, because a call has no idempotency key.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import trio
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

T = TypeVar("T")

TWILIO = "https://api.twilio.com"
answer_s = 10.0  # without an answer for so long, nobody knows whether the carrier did it
threads_max = 8  # requests under way at a time: many more than a carrier of one call a second needs
looked_up_max = 20  # the newest calls or messages of one number that are looked through
amd_s_max = 20  # how long the carrier may listen for a machine
not_in_progress = 21220  # Twilio's code: the call has ended


@dataclass(frozen=True, slots=True)
class Access:
    """An account at the carrier. `url` is where it is reached."""

    account: str
    token: str
    sender: str  # the number that calls, E.164
    url: str = TWILIO


@dataclass(frozen=True, slots=True)
class Placed:
    """The carrier has taken it, under this sid."""

    sid: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not taken, and certainly not carried out."""

    why: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Nobody knows whether it was taken."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not taken, now or ever. `code` is Twilio's, 0 where it said none."""

    why: str
    code: int = 0


Answer = Placed | Later | Unsure | Refused


@dataclass(frozen=True, slots=True)
class CallOrder:
    """One call to place. The addresses are ours: what to say, what to say where that fails, where to tell of it."""

    to: str
    url: str
    fallback_url: str
    callback_url: str
    machine_url: str | None = None
    ring_s: int = 30


class Carrier:
    """One account at the carrier.

    Cancelled: what was asked may be carried out all the same.
    """

    def __init__(self, access: Access) -> None:
        http = Elsewhere(access.url)
        self.sender, self.url = access.sender, access.url
        self._client = Client(access.account, access.token, http_client=http)
        self._threads = trio.CapacityLimiter(threads_max)

    async def place(self, order: CallOrder) -> Answer:
        """A call."""
        words: dict[str, Any] = {
            "to": order.to,
            "from_": self.sender,
            "url": order.url,
            "fallback_url": order.fallback_url,
            "status_callback": order.callback_url,
            "status_callback_event": ["initiated", "ringing", "answered", "completed"],
            "timeout": order.ring_s,
        }
        if order.machine_url is not None:
            words |= {"machine_detection": "Enable", "async_amd": "true", "machine_detection_timeout": amd_s_max}
            words |= {"async_amd_status_callback": order.machine_url}
        return await self._made(lambda: Placed(self._client.calls.create(**words).sid))

    async def say(self, to: str, twiml: str) -> Answer:
        """A call that says this, and needs no webhook of ours."""
        create = self._client.calls.create
        return await self._made(lambda: Placed(create(to=to, from_=self.sender, twiml=twiml).sid))

    async def send(self, to: str, body: str, callback_url: str | None = None) -> Answer:
        """A text message."""
        words: dict[str, Any] = {"to": to, "from_": self.sender, "body": body}
        if callback_url is not None:
            words["status_callback"] = callback_url
        return await self._made(lambda: Placed(self._client.messages.create(**words).sid))

    async def placed_since(self, to: str, since_s: float) -> list[str] | Unsure:
        """The sids of our calls to a number that were created since then, newest first."""

        def look() -> list[str]:
            since = datetime.fromtimestamp(int(since_s), UTC)
            calls = self._client.calls.page(to=to, from_=self.sender, page_size=looked_up_max)
            return [call.sid for call in calls if call.date_created is None or call.date_created >= since]

        return await self._asked(look)

    async def sent_since(self, to: str, since_s: float) -> list[str] | Unsure:
        """The sids of our messages to a number that were created since then, newest first."""

        def look() -> list[str]:
            since = datetime.fromtimestamp(int(since_s), UTC)
            messages = self._client.messages.page(to=to, from_=self.sender, page_size=looked_up_max)
            return [each.sid for each in messages if each.date_created is None or each.date_created >= since]

        return await self._asked(look)

    async def state(self, sid: str) -> tuple[str, str | None] | Unsure:
        """How a call stands, in Twilio's words, and what answered it."""

        def look() -> tuple[str, str | None]:
            call = self._client.calls(sid).fetch()
            return str(call.status), call.answered_by

        return await self._asked(look)

    async def redirect(self, sid: str, twiml: str) -> Answer:
        """Other words for a call that is under way."""
        return await self._made(lambda: Placed(self._client.calls(sid).update(twiml=twiml).sid))

    async def hang_up(self, sid: str) -> Answer:
        """The end of a call."""
        return await self._made(lambda: Placed(self._client.calls(sid).update(status="completed").sid))

    async def _made(self, make: Callable[[], Placed]) -> Answer:
        def made() -> Answer:
            try:
                return make()
            except TwilioRestException as said:
                return _of(said)
            except (TwilioException, requests.RequestException) as lost:
                return Unsure(f"the carrier did not answer: {type(lost).__name__}")

        return await trio.to_thread.run_sync(made, limiter=self._threads, abandon_on_cancel=True)

    async def _asked(self, look: Callable[[], T]) -> T | Unsure:
        def asked() -> T | Unsure:
            try:
                return look()
            except (TwilioException, requests.RequestException) as lost:
                return Unsure(f"the carrier did not answer: {type(lost).__name__}")

        return await trio.to_thread.run_sync(asked, limiter=self._threads, abandon_on_cancel=True)


def without_numbers(text: str) -> str:
    """What may stand in a timeline: the carrier likes to repeat the number that it does not like."""
    return re.sub(r"\+?\d[\d ]{5,}\d", "(a number)", text)


def _of(said: TwilioRestException) -> Answer:
    why = f"the carrier says {said.status}: {without_numbers(str(said.msg))}"
    if said.status == 429:
        return Later(why)
    if said.status >= 500:
        return Unsure(why)
    return Refused(why, said.code or 0)


class Elsewhere(TwilioHttpClient):  # type: ignore[misc]  # the package ships no types
    """Twilio's own client, towards another base address."""

    def __init__(self, url: str) -> None:
        super().__init__(timeout=answer_s)
        self._scheme, self._host = urlsplit(url)[:2]

    def request(self, method: str, url: str, *words: Any, **more: Any) -> Any:
        elsewhere = urlsplit(url)._replace(scheme=self._scheme, netloc=self._host).geturl()
        return super().request(method, elsewhere, *words, **more)
