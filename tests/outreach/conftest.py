"""An exchange with phones of one's own and webhooks of one's own, a hundred times faster than life."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import trio

from alerts.outreach.carrier import Access, Carrier
from alerts.outreach.exchange import Exchange, Phones
from alerts.outreach.exchange.rest import Rest
from escort import clock
from escort.http import Listening, serve_http
from tests.outreach.other_end import OtherEnd

PACE = 0.01
US = "+15005550006"


@pytest.fixture
def phones() -> Phones:
    return Phones()


@pytest.fixture
def other_end() -> OtherEnd:
    return OtherEnd()


@pytest.fixture
async def exchange(phones: Phones, other_end: OtherEnd) -> AsyncIterator[Exchange]:
    made = Exchange(phones, clock.now_s, pace=PACE, transport=httpx.ASGITransport(other_end))
    async with trio.open_nursery() as nursery:
        await nursery.start(made.run)
        yield made
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def carrier_of(exchange: Exchange) -> AsyncIterator[Carrier]:
    """The real `twilio` client towards the exchange on a real socket."""
    async with trio.open_nursery() as nursery:
        listening: Listening = await nursery.start(serve_http, Rest(exchange), "127.0.0.1", 0)
        yield Carrier(Access(exchange.account, exchange.token, US, listening.url))
        nursery.cancel_scope.cancel()
