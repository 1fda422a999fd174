"""What the exchange says to webhooks: documents fetched, progress told; every request signed as Twilio signs.

Rule: fetching waits for its answer; telling never does, and comes in whatever order the disorder says.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import trio
from twilio.request_validator import RequestValidator

from alerts.outreach.exchange.calls import API_VERSION, Call, rfc2822
from alerts.outreach.exchange.disorder import Disorder

fetch_within_s = 15.0  # Twilio's own patience with a webhook


@dataclass(slots=True)
class Post:
    """The outgoing mail of one exchange."""

    http: httpx.AsyncClient
    nursery: trio.Nursery
    token: str
    disorder: Disorder
    pace: float
    now_s: Callable[[], float]
    _sent: dict[str, trio.Event] = field(default_factory=dict)  # by call or message: its newest letter has gone

    async def fetch(self, call: Call, url: str, words: dict[str, str]) -> str | None:
        """The document at an address; None where it could not be had."""
        with trio.move_on_after(fetch_within_s):
            return await self._send(url, _of_call(call) | words)
        return None

    def progress(self, call: Call, url: str, words: dict[str, str]) -> None:
        """A step of the call, with its number in the sequence."""
        numbered = {
            "SequenceNumber": str(call.sequence),
            "Timestamp": rfc2822(self.now_s()),
            "CallbackSource": "call-progress-events",
        }
        self._later(call.sid, url, _of_call(call) | numbered | words, self.disorder(call.sid, call.sequence))
        call.sequence += 1

    def tell(self, call: Call, url: str, words: dict[str, str]) -> None:
        """Something besides the steps: what answered."""
        self._later(call.sid, url, _of_call(call) | words, self.disorder(f"{call.sid}/{url}", 0))

    def tell_of_message(self, sid: str, number: int, url: str, words: dict[str, str]) -> None:
        """What became of a message; Twilio does not say this number."""
        self._later(sid, url, words, self.disorder(sid, number))

    def _later(self, sid: str, url: str, words: dict[str, str], copies: tuple[float, ...]) -> None:
        for after_s in copies:
            before, self._sent[sid] = self._sent.get(sid), trio.Event()
            self.nursery.start_soon(self._send_after, after_s, before, self._sent[sid], url, words)

    async def _send_after(
        self, after_s: float, before: trio.Event | None, sent: trio.Event, url: str, words: dict[str, str]
    ) -> None:
        """Late by so much; what is not late at all keeps its place behind the one before."""
        if after_s:
            await trio.sleep(after_s * self.pace)
        elif before is not None:
            await before.wait()
        try:
            await self._send(url, words)
        finally:
            sent.set()

    async def _send(self, url: str, words: dict[str, str]) -> str | None:
        signature = RequestValidator(self.token).compute_signature(url, words)
        try:
            answer = await self.http.post(url, data=words, headers={"X-Twilio-Signature": signature})
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
        return answer.text if answer.is_success else None


def _of_call(call: Call) -> dict[str, str]:
    words = {
        "CallSid": call.sid,
        "AccountSid": call.account,
        "From": call.order.sender,
        "To": call.order.to,
        "CallStatus": call.state,
        "ApiVersion": API_VERSION,
        "Direction": call.direction,
    }
    return words | ({"ParentCallSid": call.parent} if call.parent else {})
