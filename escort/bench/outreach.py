"""How long outreach takes from the desk's decision until a phone rings, and what calls under way cost everybody else.

    effect in the outbox ──▶ worker ─▶ dialler ─▶ twilio ─▶ exchange ──▶ the phone rings
                                          floor: one append on disk, one request of the bare client to the exchange

In one process with its own redis-server and exchange, on real sockets; the exchange itself takes 50 ms to ring. The
loop's lag is how late a task that sleeps for a millisecond wakes up: with nothing to do, with a hundred calls talking.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Literal

import msgspec
import numpy as np
import trio
from litestar import Litestar
from litestar.di import Provide

from alerts import Effect, effects
from alerts.outreach.carrier import Access, Carrier
from alerts.outreach.dialler import Asked, Dialler, Rules
from alerts.outreach.exchange import Call, Exchange, Message
from alerts.outreach.exchange.dummies import Machine
from alerts.outreach.exchange.phone import Talker
from alerts.outreach.exchange.rest import Rest
from escort import clock
from escort.accounts import Accounts
from escort.api.twilio import TwilioApi
from escort.auth import Seal
from escort.bench.figures import Figure, quantiles
from escort.exchange import SENDER
from escort.http import Listening, serve_http
from escort.log import DeskKeys, Lane, Link, open_link
from escort.outbox.directory import Directory
from escort.outbox.outreach import Outreach
from escort.outbox.settings import CarrierFile, Contact, OutreachFile, OutreachSettings
from escort.redis_server import redis_of
from escort.trips import People, Person, Registration, Trips

pages = 200  # rung one after the other
talking = 100  # calls under way at once
lag_s = 5.0  # how long the loop's lag is measured
queue = 50_000  # calls in the dialler
ADA = "+15005550100"


@dataclass(slots=True)
class Ringing:
    """Phones that say when they rang; riders talk for as long as they are let."""

    rang: dict[str, float] = field(default_factory=dict)
    came: trio.Event = field(default_factory=trio.Event)
    count: int = 0

    async def ring(self, call: Call) -> Talker | Literal["busy", "failed"]:
        """Part of an exchange."""
        self.rang[call.order.url or call.order.to] = perf_counter()
        self.count += 1
        self.came.set()
        self.came = trio.Event()
        return "busy" if call.order.to == ADA else Machine("human")

    def text(self, message: Message) -> None:
        """Part of an exchange."""


@dataclass(slots=True)
class Stage:
    """Everything that runs."""

    lane: Lane
    keys: DeskKeys
    trips: Trips
    ringing: Ringing
    carrier: Carrier


def measure(quick: bool = False) -> list[Figure]:
    """The figures of outreach. Quick: a tenth of it."""
    return [*_dialler(queue // 10 if quick else queue), *trio.run(_measure, 10 if quick else 1)]


def _dialler(some: int) -> list[Figure]:
    dialler = Dialler(Rules(calls_per_s=1e9, burst=1_000_000))
    began = perf_counter()
    for number in range(some):
        dialler.add(Asked(f"c{number}", f"+1{number:09}", number % 4, float(number)))
    for _ in range(some):
        dialler.next(1e6)
    per_s = some / (perf_counter() - began)
    return [Figure("outreach.dialler", per_s, "calls/s", f"calls queued and chosen, {some:,} waiting")]


async def _measure(divided: int) -> list[Figure]:
    with TemporaryDirectory() as folder:
        async with redis_of(Path(folder)) as url, open_link(url) as link, _stage(link) as stage:
            rung, floor = await _page_all(stage, pages // divided)
            idle = await _lag(lag_s / divided)
            await _talk_all(stage, talking // divided)
            busy = await _lag(lag_s / divided)
    return [
        *quantiles("outreach.ringing", rung, "a page decided to an agent's phone ringing"),
        *quantiles("outreach.bare", floor, "an append on disk and the client's request alone", floor=True),
        *quantiles("outreach.lag_talking", busy, f"the loop's lag with {talking // divided} calls talking"),
        *quantiles("outreach.lag_idle", idle, "the loop's lag with nothing to do", floor=True),
    ]


@asynccontextmanager
async def _stage(link: Link) -> AsyncIterator[Stage]:
    ringing, keys, lane = Ringing(), DeskKeys("main"), Lane(link)
    exchange = Exchange(ringing, clock.now_s)
    made: list[Outreach] = []

    class _Here:
        @property
        def outreach(self) -> Outreach:
            return made[0]

    app = Litestar([TwilioApi], dependencies={"here": Provide(_Here, sync_to_thread=False)}, logging_config=None)
    async with trio.open_nursery() as nursery:
        await nursery.start(exchange.run)
        rest: Listening = await nursery.start(serve_http, Rest(exchange), "127.0.0.1", 0)
        hooks: Listening = await nursery.start(serve_http, app, "127.0.0.1", 0)
        nursery.start_soon(lane.carry)
        access = Access(exchange.account, exchange.token, SENDER, rest.url)
        trips, seal = Trips(link, Seal("s" * 32)), Seal("s" * 32)
        settings = _settings(access, hooks.url)
        directory = Directory(settings, Accounts(link), seal, keys.region)
        made.append(Outreach(settings, link, lane, keys, trips, directory, "bench"))
        await nursery.start(made[0].work)
        yield Stage(lane, keys, trips, ringing, Carrier(access))
        nursery.cancel_scope.cancel()


def _settings(access: Access, hooks: str) -> OutreachSettings:
    file = OutreachFile(carrier=CarrierFile(calls_per_s=1_000, burst=1_000), contact=(Contact("Ada", ADA, ("team",)),))
    return replace(OutreachSettings(), access=access, tokens=(access.token,), public_url=hooks, file=file)


async def _page_all(stage: Stage, some: int) -> tuple[list[float], list[float]]:
    """Seconds from the decision to the ringing, and of the two things that nobody can do without."""
    rung, floor = [], []
    for number in range(some):
        page = effects.Page(f"p{number}", "team", "team", 4, "The rider pressed SOS.", f"i-{number}")
        rung.append(await _until_rung(stage, lambda page=page: _decide(stage, page, page.incident)))  # type: ignore[misc]
        began = perf_counter()
        await stage.lane.append("bench", b"x" * 300)
        await stage.carrier.state("CA0")
        floor.append(perf_counter() - began)
    return rung, floor


async def _until_rung(stage: Stage, decide: Callable[[], Awaitable[None]]) -> float:
    before, began = stage.ringing.count, perf_counter()
    await decide()
    with trio.fail_after(30):
        while stage.ringing.count == before:
            await stage.ringing.came.wait()
    return perf_counter() - began


async def _talk_all(stage: Stage, some: int) -> None:
    """So many riders are called, and listen to the question; returns once all of them have taken the call."""
    wanted = stage.ringing.count + some
    for number in range(some):
        people = People(rider=Person(phone=f"+1500555{number:04}", language="en"), driver=Person(vehicle="AB-12-CD"))
        trip = Registration(f"T{number}", np.empty((0, 2)), 0.0, None, people, None, None, "wgs84", b"")
        await stage.trips.register(trip)
        call = effects.PlaceCall(f"c{number}", "rider", "Off the route.", 1, 2)
        await _decide(stage, call, f"i-{number}", trip=f"T{number}")
    with trio.fail_after(60):
        while stage.ringing.count < wanted:
            await stage.ringing.came.wait()


async def _decide(stage: Stage, body: effects.Body, incident: str, trip: str = "T0") -> None:
    """What a commit of the desk would write."""
    channel: effects.Channel = "page" if isinstance(body, effects.Page) else "voice"
    effect = Effect(f"{incident}/1/{channel}", channel, incident, trip, "team", body, 4)
    await stage.lane.append(stage.keys.outbox(channel), msgspec.json.encode(effect))


async def _lag(for_s: float) -> list[float]:
    """How late a task that sleeps for a millisecond wakes up. Units: seconds."""
    late, until = [], perf_counter() + for_s
    while perf_counter() < until:
        began = perf_counter()
        await trio.sleep(0.001)
        late.append(max(0.0, perf_counter() - began - 0.001))
    return late
