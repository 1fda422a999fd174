"""The whole of outreach between a desk played by the test and phones that ring: redis, worker, webhooks, exchange.

    world.wants(PlaceCall(...)) ─▶ outbox ─▶ worker ─▶ twilio ─▶ exchange ─▶ phone
    await world.told(CallSettled, call_id="c1") ◀─ inbox ◀─ webhooks ◀─ exchange

Rule: nothing is patched: the log is a real redis-server, the carrier's client the real one, on a real socket.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import httpx
import msgspec
import numpy as np
import redis
import trio
from litestar import Litestar
from litestar.di import Provide

from alerts import Effect, effects
from alerts.outreach.carrier import Access
from alerts.outreach.exchange import Exchange, FaultPlan, Phones
from alerts.outreach.exchange.disorder import Disorder, orderly
from alerts.outreach.exchange.rest import Rest
from escort import clock
from escort.accounts import Accounts
from escort.api.twilio import TwilioApi
from escort.auth import Seal
from escort.http import Listening, serve_http
from escort.inbox import opened
from escort.log import DeskKeys, Lane, Link, open_link
from escort.outbox.directory import Directory
from escort.outbox.outreach import Outreach
from escort.outbox.settings import OutreachFile, OutreachSettings
from escort.trips import People, Person, Registration, Trips

PACE = 0.01
BASE = "https://desk.example"
US, RITA, DAVID, ADA = "+15005550006", "+351912345678", "+351922345678", "+351932345678"
FAST: dict[str, Any] = {"calls_per_s": 200, "burst": 50}
L = TypeVar("L")


@dataclass
class World:
    """One region's outreach, alive. `file` is what the operator's ESCORT_OUTREACH would say."""

    link: Link
    phones: Phones = field(default_factory=Phones)
    file: dict[str, Any] = field(default_factory=dict)
    faults: FaultPlan = field(default_factory=FaultPlan)
    disorder: Disorder = orderly
    more: dict[str, Any] = field(default_factory=dict)  # of OutreachSettings
    keys: DeskKeys = field(default_factory=lambda: DeskKeys("main"))
    exchange: Exchange = field(init=False)
    outreach: Outreach = field(init=False)
    trips: Trips = field(init=False)
    lane: Lane = field(init=False)
    hooks: httpx.AsyncBaseTransport = field(init=False)
    nursery: trio.Nursery = field(init=False)
    lives: dict[str, tuple[trio.CancelScope, trio.Event]] = field(default_factory=dict)
    rest_url: str = ""
    _number: int = 0

    @asynccontextmanager
    async def alive(self) -> AsyncIterator["World"]:
        """Everything runs; at the end every expectation of the phones is held."""
        self.trips, self.lane = Trips(self.link, Seal("s" * 32)), Lane(self.link)
        self.hooks = httpx.ASGITransport(cast(Any, self._app()))
        self.exchange = Exchange(self.phones, clock.now_s, pace=PACE, transport=self.hooks)
        self.exchange.faults, self.exchange.disorder = self.faults, self.disorder
        self.exchange.reply_url = f"{BASE}/v1/twilio/text/reply/in"
        with self.phones:
            async with trio.open_nursery() as nursery:
                await nursery.start(self.exchange.run)
                listening: Listening = await nursery.start(serve_http, Rest(self.exchange), "127.0.0.1", 0)
                self.rest_url = listening.url
                nursery.start_soon(self.lane.carry)
                self.nursery = nursery
                await self.begins("one")
                yield self
                with trio.move_on_after(3.0):
                    await self.phones.met()
                nursery.cancel_scope.cancel()

    async def begins(self, node: str) -> None:
        """A process begins to work, or stands by; the newest one answers the webhooks."""
        self.outreach, life, dead = self.made(node), trio.CancelScope(), trio.Event()
        self.lives[node] = life, dead
        await self.nursery.start(self._live, self.outreach, life, dead)

    async def dies(self, node: str) -> None:
        """A process is gone within this call; what it had taken is unsettled."""
        life, dead = self.lives[node]
        life.cancel()
        await dead.wait()

    async def _live(
        self, outreach: Outreach, life: trio.CancelScope, dead: trio.Event, task_status: trio.TaskStatus[None]
    ) -> None:
        with life:
            await outreach.work(task_status)
        dead.set()

    def made(self, node: str) -> Outreach:
        """One process's outreach, not yet at work."""
        exchange = self.exchange
        settings = OutreachSettings(
            access=Access(exchange.account, exchange.token, US, self.rest_url),
            tokens=(exchange.token, "the token before"),
            public_url=BASE,
            file=msgspec.convert({"carrier": FAST} | self.file, OutreachFile),
            **self.more,
        )
        directory = Directory(settings, Accounts(self.link), Seal("s" * 32), self.keys.region)
        outreach = Outreach(settings, self.link, self.lane, self.keys, self.trips, directory, node)
        outreach.worker.take_wait_s = 0.02
        return outreach

    async def trip(self, trip: str = "T1", guardians: tuple[Person, ...] = (), **rider: Any) -> None:
        """A registered trip with Rita in David's car."""
        people = People(
            rider=Person(name="Rita", **({"phone": RITA, "language": "pt"} | rider)),
            driver=Person(name="David", phone=DAVID, vehicle="AB-12-CD"),
            guardians=guardians,
        )
        plan = np.empty((0, 2))
        await self.trips.register(Registration(trip, plan, 0.0, None, people, None, None, "wgs84", trip.encode()))

    async def wants(self, body: effects.Body, *, channel: effects.Channel = "voice", incident: str = "i-1") -> str:
        """The desk decides on an effect; its id."""
        self._number += 1
        effect_id = f"{incident}/{self._number}/{channel}"
        effect = Effect(effect_id, channel, incident, "T1", "rider", body, getattr(body, "severity", 2))
        await self.lane.append(self.keys.outbox(channel), msgspec.json.encode(effect))
        return effect_id

    async def call(self, call_id: str = "c1", severity: int = 2, **more: Any) -> str:
        """The desk wants the rider called."""
        words: dict[str, Any] = {"to": "rider", "reason": "Off the route.", "attempt": 1} | more
        return await self.wants(effects.PlaceCall(call_id=call_id, severity=severity, **words))

    async def told(self, kind: type[L], within_s: float = 10.0, **words: Any) -> L:
        """Waits until the desk's inbox holds such a letter."""
        with trio.fail_after(within_s):
            while True:
                for letter in await self.letters(kind):
                    if all(getattr(letter, name) == word for name, word in words.items()):
                        return letter
                await trio.sleep(0.01)

    async def letters(self, kind: type[L]) -> list[L]:
        """Everything of this kind in the desk's inbox, oldest first."""
        rows = await self.link.turn(lambda client: cast(list[Any], client.xrange(self.keys.inbox)))
        return [letter for _, fields in rows if isinstance(letter := opened(fields[b"d"]), kind)]

    async def settled(self) -> None:
        """Waits until nothing of what the desk wanted is unsettled in any outbox."""
        with trio.fail_after(10):
            while await self.link.turn(self._pending):
                await trio.sleep(0.01)

    def _pending(self, client: redis.Redis) -> int:
        pending = 0
        for channel in ("voice", "page", "sms", "webhook"):
            if not client.exists(self.keys.outbox(channel)):
                return 1  # the worker has not begun
            for group in cast(list[Any], client.xinfo_groups(self.keys.outbox(channel))):
                pending += group["pending"] + (group["lag"] or 0)
        return pending

    def _app(self) -> Litestar:
        class Here:
            @property
            def outreach(_self) -> Outreach:  # noqa: N805
                return self.outreach

        return Litestar(
            [TwilioApi], dependencies={"here": Provide(lambda: Here(), sync_to_thread=False)}, logging_config=None
        )


@asynccontextmanager
async def world_on(url: str, **words: Any) -> AsyncIterator[World]:
    """A world of its own on a redis-server."""
    async with open_link(url) as link, World(link, **words).alive() as world:
        yield world
