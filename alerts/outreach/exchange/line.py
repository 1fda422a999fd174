"""One call on its way: it rings, somebody talks or nobody does, it ends; each step is told to the callback.

    queued ─▶ initiated ─▶ ringing ──taken──▶ in-progress: verbs, one after the other ─▶ completed
                              │                 ▲  │ updated from outside: other verbs
                              │                 └──┘
                              └── busy · no-answer · failed · canceled

Rule: whoever hangs up, on either side or from outside, ends the call at once, whatever was being said.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urljoin

import trio

from alerts.outreach.exchange.calls import CALLBACK_KIND, Call, State
from alerts.outreach.exchange.phone import Phone, Reply, Talker
from alerts.outreach.exchange.post import Post
from alerts.outreach.exchange.rooms import Rooms
from alerts.outreach.exchange.twiml import (
    Broken,
    Dial,
    Gather,
    Hangup,
    Pause,
    Record,
    Redirect,
    Say,
    Verb,
    read_twiml,
)

verbs_max = 200  # of one call; a document that redirects to itself for ever is ended
initiate_s, amd_s, speak_s_per_word = 0.05, 2.0, 0.35  # how long things take; a word at a calm voice's pace


@dataclass(frozen=True, slots=True)
class Document:
    """TwiML as it was given, and from where."""

    text: str | None
    url: str


@dataclass(slots=True, eq=False)
class Line:
    """One call's task and what may reach it from outside. `place_child` calls the other leg of a <Dial>."""

    call: Call
    phone: Phone
    post: Post
    rooms: Rooms
    pace: float
    now_s: Callable[[], float]
    place_child: Callable[[Call, Dial], Awaitable[State]]
    moved: Callable[[Call], None]
    ended: trio.Event = field(default_factory=trio.Event)
    _scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    _next: Document | None = None
    _stopped: Literal["canceled", "completed"] | None = None

    async def run(self) -> None:
        """From queued to its end.

        Cancelled: the call stays where it is, as when an exchange burns down.
        """
        try:
            if self._stopped is None:  # it may have been canceled while it still waited
                with trio.CancelScope() as self._scope:
                    await self._connect()
            if not self.call.ended:
                self._move("completed" if self.call.state == "in-progress" else "canceled")
        finally:
            self.ended.set()

    def update(self, document: Document) -> None:
        """Other verbs from now on."""
        self._next = document
        self._scope.cancel()

    def stop(self) -> None:
        """Ended from outside: canceled while it rings, completed while somebody talks."""
        self._stopped = "completed" if self.call.state == "in-progress" else "canceled"
        self._scope.cancel()

    async def _connect(self) -> None:
        self._move("initiated")
        await self._wait(initiate_s)
        self._move("ringing")
        taken: Talker | Literal["busy", "failed"] | None = None
        with trio.move_on_after(self.call.order.ring_s * self.pace):
            taken = await self.phone.ring(self.call)
        if taken is None:
            self._move("no-answer")
        elif isinstance(taken, str):
            self._move(taken)
        else:
            await self._talk(taken)

    async def _talk(self, talker: Talker) -> None:
        order = self.call.order
        if order.amd == "wait":
            await self._detect(talker)
        self._move("in-progress")
        async with trio.open_nursery() as nursery:
            if order.amd == "beside":
                nursery.start_soon(self._detect, talker)
            document: Document | None = Document(order.twiml, order.url or "")
            while document is not None:
                self._next = None
                with trio.CancelScope() as self._scope:
                    await self._until_gone(talker, document)
                document = None if self._stopped else self._next
            nursery.cancel_scope.cancel()
        self._move("completed")

    async def _until_gone(self, talker: Talker, document: Document) -> None:
        async with trio.open_nursery() as nursery:

            async def hang_up() -> None:
                await talker.gone()
                nursery.cancel_scope.cancel()

            nursery.start_soon(hang_up)
            await self._perform(talker, document)
            nursery.cancel_scope.cancel()

    async def _detect(self, talker: Talker) -> None:
        await self._wait(amd_s)
        self.call.answered_by = talker.answered_by
        if self.call.order.amd_callback:
            told = {"AnsweredBy": talker.answered_by, "MachineDetectionDuration": str(round(amd_s * 1000))}
            self.post.tell(self.call, self.call.order.amd_callback, told)

    async def _perform(self, talker: Talker, document: Document) -> None:
        """The verbs of a document and of those it leads to, until nothing is left or the call ends."""
        verbs, url = await self._verbs(document)
        for _ in range(verbs_max):
            if not verbs:
                return
            verb, verbs = verbs[0], verbs[1:]
            leads = await self._do(talker, verb)
            if isinstance(verb, Hangup):
                return
            if leads is not None:
                target, words = leads
                url = urljoin(url, target)
                verbs, url = await self._verbs(Document(None, url), words)

    async def _do(self, talker: Talker, verb: Verb) -> tuple[str, dict[str, str]] | None:
        """Carries a verb out; the address to go on at, where it names one, and what to tell there."""
        match verb:
            case Say():
                await self._say(talker, verb)
            case Pause():
                await self._wait(verb.length_s)
            case Gather():
                return await self._gather(talker, verb)
            case Redirect():
                return verb.url, {}
            case Dial():
                return await self._dial(verb)
            case Record():
                await self._wait(verb.timeout_s)
                return verb.action, {"RecordingUrl": "", "RecordingDuration": "0"}
            case Hangup():
                pass
        return None

    async def _say(self, talker: Talker, say: Say) -> None:
        for _ in range(say.loop):
            self.call.heard.append(say.text)
            await talker.hear(say.text, say.language)
            await self._wait(speak_s_per_word * len(say.text.split()))

    async def _gather(self, talker: Talker, gather: Gather) -> tuple[str, dict[str, str]] | None:
        reply: Reply | None = None
        async with trio.open_nursery() as nursery:

            async def listen() -> None:
                nonlocal reply
                reply = await talker.reply(gather)
                nursery.cancel_scope.cancel()

            nursery.start_soon(listen)
            for each in gather.nested:
                await self._do(talker, each)
            await self._wait(gather.timeout_s)
            nursery.cancel_scope.cancel()
        if reply is None:
            return (gather.action, {}) if gather.on_empty else None
        if reply.digits:
            return gather.action, {"Digits": reply.digits.partition(gather.finish_on or "\0")[0]}
        return gather.action, {"SpeechResult": reply.speech, "Confidence": str(reply.confidence)}

    async def _dial(self, dial: Dial) -> tuple[str, dict[str, str]] | None:
        if dial.conference is not None:
            await self.rooms.stay(dial.conference, self.call.sid)
            became: State = "completed"
        else:
            became = await self.place_child(self.call, dial)
        return None if dial.action is None else (dial.action, {"DialCallStatus": became})

    async def _verbs(self, document: Document, words: dict[str, str] | None = None) -> tuple[tuple[Verb, ...], str]:
        """What a document says; where it cannot be had or read, the fallback; else the carrier's own words."""
        text, url = document.text, document.url
        if text is None:
            text = await self.post.fetch(self.call, url, words or {})
        read = Broken("no document came") if text is None else read_twiml(text)
        if isinstance(read, Broken) and self.call.order.fallback_url:
            url = self.call.order.fallback_url
            text = await self.post.fetch(self.call, url, {"ErrorCode": "11200", "ErrorUrl": document.url})
            read = Broken("no document came") if text is None else read_twiml(text)
        if isinstance(read, Broken):
            return (Say("We are sorry, an application error has occurred. Goodbye."), Hangup()), url
        return read, url

    def _move(self, state: State) -> None:
        self.call.move(state, self.now_s())
        self.moved(self.call)
        kind = CALLBACK_KIND.get(state, "completed")
        order = self.call.order
        if order.callback and kind in order.callback_kinds:
            more = {"CallDuration": str(self.call.duration_s)} if self.call.ended else {}
            self.post.progress(self.call, order.callback, more)

    async def _wait(self, seconds: float) -> None:
        await trio.sleep(seconds * self.pace)
