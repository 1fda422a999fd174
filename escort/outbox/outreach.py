"""Outreach as one process has it: it answers webhooks, and carries effects out while it holds the lease.

Outreach ─▶ answer(kind, name, step, words)      any process with an api
         └▶ work()                               whoever holds the lease
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import trio

from alerts.outreach.carrier import Access, Carrier
from alerts.outreach.dialler import Dialler
from escort import metrics
from escort.calls import Calls
from escort.log import DeskKeys, DeskState, Lane, Link
from escort.outbox.answers import Answers, NotTaken
from escort.outbox.directory import Directory
from escort.outbox.mute import Mute
from escort.outbox.names import name_of
from escort.outbox.outside import Outside
from escort.outbox.page_book import PageBook
from escort.outbox.pages import Pages
from escort.outbox.people import People
from escort.outbox.queue_view import QueueView
from escort.outbox.rider_texts import RiderTexts
from escort.outbox.settings import OutreachSettings
from escort.outbox.texts import Texts
from escort.outbox.turnstile import Turnstile
from escort.outbox.voice import Voice
from escort.outbox.worker import CarryOut, Worker
from escort.shares import Shares
from escort.short_links import ShortLinks
from escort.trips import Trips


@dataclass(slots=True)
class Outreach:
    """One region's outreach in one process. `own_url` is set once the api listens."""

    settings: OutreachSettings
    link: Link
    lane: Lane
    keys: DeskKeys
    trips: Trips
    directory: Directory
    node: str
    own_url: str = ""
    dialler: Dialler = field(init=False)
    worker: Worker = field(init=False)
    outside: Outside = field(init=False)
    book: PageBook = field(init=False)
    shares: Shares = field(init=False)
    carrier: Carrier | None = None  # None: nobody can be called
    voice: Voice | None = None
    _answers: Answers | None = None
    _pages: Pages | None = None
    _rider: RiderTexts | None = None

    def __post_init__(self) -> None:
        self.dialler, self.book = Dialler(self.settings.rules), PageBook(self.link)
        self.shares = Shares(self.link)
        self.outside = Outside(self.settings, self.keys.region, self.base)
        mute = Mute(self.lane, self.keys).carry_out
        channels: dict[str, CarryOut] = {"voice": mute, "page": mute, "sms": mute, "webhook": self.outside.carry_out}
        self.worker = Worker(self.link, self.lane, self.keys, self.node, channels)
        metrics.carrier.set(self.settings.access is not None)
        if self.settings.access is not None:
            self._set_up(self.settings.access)

    @property
    def account(self) -> str:
        """The carrier's account; empty where there is none."""
        return "" if self.settings.access is None else self.settings.access.account

    def base(self) -> str:
        """The address at which the carrier reaches us."""
        return self.settings.public_url or self.own_url

    async def answer(self, kind: str, name: str, step: str, words: Mapping[str, str]) -> str | NotTaken:
        """What a webhook is answered."""
        name = name_of(name)
        if kind == "call" and self._answers is not None:
            return await self._answers.answer(name, step, words)
        if kind == "page" and self._pages is not None:
            return await self._pages.answer(name, step, words)
        if kind == "text" and name == "reply" and self._rider is not None:
            return await self._rider.reply(words.get("From", ""), words.get("Body", ""))
        if kind == "text":
            return ""
        return NotTaken("nothing here is called that")

    async def work(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Carries effects out, or stands by, until cancelled."""
        await self.worker.work(task_status)

    def _set_up(self, access: Access) -> None:
        self.carrier, gate = Carrier(access), Turnstile(self.dialler)
        carrier = self.carrier
        calls = Calls(self.link, self.lane, self.keys)
        people = People(self.trips, DeskState(self.link, self.keys), self.settings.file.ask_pin)
        contacts = self.directory.contacts
        key = access.token.encode()[:64]
        self._rider = RiderTexts(carrier, calls, people, ShortLinks(self.link), self.link, self.base, key)
        self._answers = Answers(calls, people, carrier, self._rider)
        self.voice = Voice(carrier, calls, people, gate, self.base, lambda: self.worker.holds, contacts)
        self._pages = Pages(carrier, self.book, gate, self.lane, self.keys, contacts, self.base)
        texts = Texts(carrier, self.trips, self.shares, self.link, self.base)
        self.worker.channels = {
            "voice": self.voice.carry_out,
            "page": self._pages.carry_out,
            "sms": texts.carry_out,
            "webhook": self.outside.carry_out,
        }
        view = QueueView(self.link, self.keys)
        self.worker.beside = (gate.open, self.voice.look_after, partial(view.tell, self.dialler))
