"""Phones as a page in the browser: they ring there, and whoever is before it answers, presses, speaks, hangs up.

    ring ─▶ on the page ──answered──▶ in_call: keys, words, hung up
              └── nobody looks, or nobody answers for `patience_s` ─▶ whoever else has this number

Rule: the page learns everything by asking for what is newer than it knows; it decides nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import trio

from alerts.outreach.exchange.calls import Call, Message
from alerts.outreach.exchange.phone import Phone, Reply, Talker
from alerts.outreach.exchange.twiml import Gather

calls_kept, texts_kept = 30, 30  # shown on the page; the oldest go
looked_s = 30.0  # a page that has not asked for so long is closed


@dataclass(slots=True, eq=False)
class Handset:
    """One call on the page."""

    call: Call
    told: Callable[[], None]
    state: Literal["ringing", "talking", "over"] = "ringing"
    answered_by: Literal["human", "machine_start"] = "human"
    said: list[str] = field(default_factory=list)
    listening: bool = False
    lifted: trio.Event = field(default_factory=trio.Event)
    hung_up: trio.Event = field(default_factory=trio.Event)
    _keys: str = ""
    _words: str = ""
    _pressed: trio.Event = field(default_factory=trio.Event)

    def lift(self) -> None:
        """Somebody takes the call."""
        if self.state == "ringing":
            self.state = "talking"
            self.lifted.set()
            self.told()

    def press(self, keys: str) -> None:
        """Keys, kept until somebody listens."""
        self._keys += keys
        self._pressed.set()

    def speak(self, words: str) -> None:
        """Words, kept until somebody listens."""
        self._words = words
        self._pressed.set()

    def hang_up(self) -> None:
        """Taken or not, it is over."""
        self.hung_up.set()
        self.lifted.set()

    async def hear(self, text: str, _language: str) -> None:
        """Part of a call: shown, and spoken by the browser."""
        self.said.append(text)
        self.told()

    async def reply(self, gather: Gather) -> Reply:
        """Part of a call: what is pressed or said on the page."""
        self.listening = True
        self.told()
        try:
            while True:
                if self._keys and "dtmf" in gather.inputs and self._enough(gather):
                    keys, self._keys = self._keys, ""
                    return Reply(digits=keys[: gather.digits])
                if self._words and "speech" in gather.inputs:
                    words, self._words = self._words, ""
                    return Reply(speech=words, confidence=0.9)
                self._pressed = trio.Event()
                await self._pressed.wait()
        finally:
            self.listening = False
            self.told()

    async def gone(self) -> None:
        """Part of a call: until the page hangs up."""
        await self.hung_up.wait()

    def shown(self) -> dict[str, Any]:
        """As the page draws it."""
        return {
            "sid": self.call.sid,
            "to": self.call.order.to,
            "from": self.call.order.sender,
            "state": "over" if self.call.ended else self.state,
            "ended": self.call.state if self.call.ended else None,
            "said": self.said,
            "listening": self.listening,
        }

    def _enough(self, gather: Gather) -> bool:
        return gather.digits is None or len(self._keys) >= gather.digits or gather.finish_on in self._keys


@dataclass(slots=True)
class Handsets:
    """Every number's phone, on one page. `otherwise` answers where nobody is before it."""

    otherwise: Phone
    patience_s: float = 8.0
    version: int = 0
    calls: dict[str, Handset] = field(default_factory=dict)
    texts: list[tuple[str, str]] = field(default_factory=list)
    _looked_at: float = -1e9
    _changed: trio.Event = field(default_factory=trio.Event)

    async def ring(self, call: Call) -> Talker | Literal["busy", "failed"]:
        """Part of an exchange: it rings here first."""
        handset = self.calls[call.sid] = Handset(call, self.tell)
        while len(self.calls) > calls_kept:
            del self.calls[next(iter(self.calls))]
        self.tell()
        if trio.current_time() - self._looked_at < looked_s:
            with trio.move_on_after(self.patience_s):
                await handset.lifted.wait()
        if handset.hung_up.is_set():
            return "busy"
        return handset if handset.state == "talking" else await self.otherwise.ring(call)

    def text(self, message: Message) -> None:
        """Part of an exchange: a message arrives."""
        self.texts = [*self.texts, (message.to, message.body)][-texts_kept:]
        self.otherwise.text(message)
        self.tell()

    def tell(self) -> None:
        """Something has changed."""
        self.version += 1
        self._changed.set()
        self._changed = trio.Event()

    async def newer(self, than: int, wait_s: float) -> dict[str, Any]:
        """Everything as it stands, once it is newer than that, or after `wait_s`."""
        self._looked_at = trio.current_time()
        with trio.move_on_after(wait_s):
            while self.version <= than:
                await self._changed.wait()
        calls = [handset.shown() for handset in reversed(self.calls.values())]
        return {"version": self.version, "calls": calls, "texts": self.texts[::-1]}
