"""A service's webhooks, for tests of the exchange alone: answers with TwiML, keeps what it was told, checks signatures.

other.says["/start"] = "<Response>...</Response>"     other.told[0].words["CallStatus"]
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import trio
from twilio.request_validator import RequestValidator

from alerts.outreach.exchange.asgi import Receive, Scope, Send, answer_with, body_of


@dataclass(frozen=True)
class Told:
    """One request of the exchange."""

    path: str
    words: dict[str, str]


@dataclass
class OtherEnd:
    """One ASGI app."""

    token: str = "exchange"  # noqa: S105
    base: str = "http://other.end"
    says: dict[str, str] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    _came: trio.Event = field(default_factory=trio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        words = dict(parse_qsl(await body_of(receive), keep_blank_values=True))
        path = scope["path"]
        signature = dict(scope["headers"])[b"x-twilio-signature"].decode()
        assert RequestValidator(self.token).validate(self.base + path, words, signature), f"{path} is signed wrongly"
        self.told.append(Told(path, words))
        self._came.set()
        self._came = trio.Event()
        text = self.says.get(path, "")
        await answer_with(send, 200 if text or path.startswith("/told") else 404, "text/xml", text.encode())

    async def hears(self, path: str, **words: str) -> Told:
        """Waits until the exchange has told this."""
        while True:
            for told in self.told:
                if told.path == path and words.items() <= told.words.items():
                    return told
            await self._came.wait()

    def of(self, path: str, word: str) -> list[str]:
        """One word of everything told at an address, in the order of arrival."""
        return [told.words.get(word, "") for told in self.told if told.path == path]
