"""One incident that the desk cannot move on holds up nobody else, and operators are told of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
import redis
import trio

from alerts import Desk, Incident, Policy, Recorded, Request, next_due, parse_policy, timeline
from alerts.escalation import move_on
from alerts.requests import OperatorAlarm, Pressed
from alerts.turn import Turn
from escort.inbox import sealed
from escort.keeper import Keeper
from escort.log import DeskKeys, DeskState, Link
from tests.redis import RedisServer

KEYS = DeskKeys("main")
PACKAGED = (Path(__file__).parents[2] / "alerts" / "policy.toml").read_text()
HASTY = parse_policy(PACKAGED.replace('{ to = "offer", within_s = 15 }', '{ to = "offer", within_s = 0.3 }'), "hasty")
CURSED = "cursed"
_recorded = msgspec.json.Decoder(Recorded)


@asynccontextmanager
async def keeping(server: RedisServer) -> AsyncIterator[Link]:
    """A keeper at work, whose people have little time."""
    link = Link(server.url)
    async with trio.open_nursery() as nursery:
        await nursery.start(Keeper(link, "a", KEYS, HASTY, "UTC").keep)
        yield link
        nursery.cancel_scope.cancel()
    link.close()


async def put(link: Link, *letters: Request) -> None:
    def append(client: redis.Redis) -> None:
        for letter in letters:
            client.xadd(KEYS.inbox, {"d": sealed(letter)})

    await link.turn(append)


async def entries_until(link: Link, trip: str, kind: type[timeline.Entry]) -> dict[str, list[timeline.Entry]]:
    """The entries of each trip, once such an entry stands in this trip's timeline."""
    with trio.fail_after(20.0):
        while True:
            trips: dict[str, str] = {}
            entries: dict[str, list[timeline.Entry]] = {}
            for _, payload in await DeskState(link, KEYS).entries_after(0):
                recorded = _recorded.decode(payload)
                if isinstance(recorded.entry, timeline.Opened):
                    trips[recorded.incident] = recorded.entry.trip
                entries.setdefault(trips[recorded.incident], []).append(recorded.entry)
            if any(isinstance(entry, kind) for entry in entries.get(trip, ())):
                return entries
            await trio.sleep(0.02)


def pressed(trip: str) -> Pressed:
    return Pressed("p", trip, "sos", "rider", None, None, True)


async def test_an_incident_that_cannot_be_moved_on_is_set_aside_and_the_others_climb(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(turn: Turn, incident: Incident) -> Incident:
        assert incident.trip != CURSED, "planted"
        return move_on(turn, incident)

    monkeypatch.setattr("alerts.desk.move_on", failing)
    async with keeping(redis_server) as link:
        await put(link, pressed(CURSED), pressed("T"))
        entries = await entries_until(link, "T", timeline.Paged)
        assert not any(isinstance(entry, timeline.Escalated) for entry in entries[CURSED])
        told = [entry for entry in entries["operators/stuck-i-1"] if isinstance(entry, timeline.Opened)]
        assert [(entry.severity, entry.why.partition(":")[0]) for entry in told] == [(3, "The desk cannot move i-1 on")]


async def test_an_incident_whose_time_cannot_be_told_is_set_aside_too_and_presses_go_on(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(policy: Policy, incident: Incident) -> datetime | None:
        assert incident.trip != CURSED, "planted"
        return next_due(policy, incident)

    monkeypatch.setattr("alerts.ledger.next_due", failing)
    async with keeping(redis_server) as link:
        await put(link, pressed(CURSED), pressed("T"))
        entries = await entries_until(link, "T", timeline.Paged)
        assert "operators/stuck-i-1" in entries
        await put(link, pressed("U"), OperatorAlarm("disk", "Disk", "full", True, 1.0))
        await entries_until(link, "U", timeline.Pressed)
        await entries_until(link, "operators/disk", timeline.Found)


async def test_a_desk_that_cannot_tell_its_time_is_told_it_all_the_same(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_desk: Desk) -> datetime | None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(Desk, "next_due", failing)
    monkeypatch.setattr("escort.deciding.untold_s", 0.1)
    monkeypatch.setattr("escort.keeper.due_at_least_s", 0.3)
    async with keeping(redis_server) as link:
        await put(link, pressed("T"))
        await entries_until(link, "T", timeline.Paged)
        await put(link, pressed("U"))
        entries = await entries_until(link, "U", timeline.Paged)
        assert "operators/stuck-i-1" not in entries
