"""`escort exchange`: the private telephone exchange with its page, for a service that runs elsewhere, or beside it.

    Handsets (the page) ─▶ nobody answers there ─▶ Crowd (made-up people)

Rule: it binds to 127.0.0.1 only. Nobody outside is ever called.
"""

import secrets
from dataclasses import dataclass

import trio

from alerts.outreach.carrier import Access
from alerts.outreach.exchange import Exchange, FaultPlan
from alerts.outreach.exchange.crowd import Crowd
from alerts.outreach.exchange.front import Front
from alerts.outreach.exchange.handsets import Handsets
from alerts.outreach.exchange.rest import Rest
from escort import clock
from escort.http import Listening, serve_http

SENDER = "+15005550006"  # Twilio's own number for tests
port_default = 8090


@dataclass(frozen=True, slots=True)
class Open:
    """An exchange that takes calls."""

    url: str
    access: Access
    exchange: Exchange


async def open_exchange(
    port: int,
    seed: int,
    faults: FaultPlan | None = None,
    only_page: frozenset[str] = frozenset(),
    task_status: trio.TaskStatus[Open] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Runs until cancelled; starts with where it is and how to get in.

    Raises: Unusable where the port is taken.
    """
    handsets = Handsets(Crowd(seed, never=only_page))
    token = secrets.token_hex(16)
    exchange = Exchange(handsets, clock.now_s, token=token, calls_per_s=1.0, faults=faults or FaultPlan())
    exchange.watchers.append(lambda _call: handsets.tell())
    async with trio.open_nursery() as nursery:
        await nursery.start(exchange.run)
        listening: Listening = await nursery.start(serve_http, Front(Rest(exchange), handsets), "127.0.0.1", port)
        access = Access(exchange.account, token, SENDER, listening.url)
        task_status.started(Open(listening.url, access, exchange))


def say(opened: Open) -> None:
    """How a service is told to use it, as lines for a shell."""
    print("# A private telephone exchange; every phone rings at", opened.url.replace("127.0.0.1", "localhost"))
    print(f"export ESCORT_TWILIO_URL={opened.url}")
    print(f"export ESCORT_TWILIO_ACCOUNT={opened.access.account}")
    print(f"export ESCORT_TWILIO_TOKEN={opened.access.token}")
    print(f"export ESCORT_TWILIO_FROM={opened.access.sender}", flush=True)
