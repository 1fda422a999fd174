"""Walls that speak are told to the desk, silent ones are not, and what the desk knows is never taken for granted."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import trio
from msgspec.structs import replace

from alerts import Floor, Recorded, timeline
from alerts.requests import Came, Left, Seen
from escort import presence
from escort.accounts import Account
from escort.inbox import Letter, opened
from escort.log import Lane, Link
from escort.presence import Presence, came_of
from escort.sessions import Signed

INBOX = "inbox"
ACCOUNT = Account("hash", "agent", languages=("en", "pt"), capacity=4, certified_until=9e9, phone=True)


def signed(agent: str = "Ada", session: str = "s1", account: Account = ACCOUNT) -> Signed:
    return Signed(agent, account, session)


class Here:
    """Presence at work, and what has reached the inbox."""

    def __init__(self, link: Link, lane: Lane) -> None:
        self.link, self.floor, self.log_answers = link, Floor(), True
        self.presence = Presence(lane, INBOX, lambda: self.floor, lambda: self.log_answers)

    async def letters(self) -> list[Letter]:
        """Everything said since the last time this was asked."""
        read: Any = await self.link.turn(lambda client: client.xrange(INBOX))
        await self.link.turn(lambda client: client.delete(INBOX))
        return [opened(fields[b"d"]) for _, fields in read]

    async def says(self, true: Callable[[list[Letter]], bool]) -> list[Letter]:
        """Everything said until this is true of it."""
        said: list[Letter] = []
        with trio.fail_after(5.0):
            while not true(said):
                said += await self.letters()
                await trio.sleep(0.01)
        return said

    async def a_while(self) -> list[Letter]:
        """What is said from now on, for some turns."""
        await self.letters()
        await trio.sleep(0.25)
        return await self.letters()

    def knows(self, letter: Came) -> None:
        """The desk has written that somebody came."""
        self.floor.apply(Recorded(timeline.FLOOR, datetime.now(UTC), came_entry(letter)))


def came_entry(came: Came) -> timeline.AgentCame:
    return timeline.AgentCame(**{name: getattr(came, name) for name in Came.__struct_fields__})


@pytest.fixture
async def here(link: Link, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Here]:
    monkeypatch.setattr(presence, "silent_after_s", 0.4)
    monkeypatch.setattr(presence, "tell_every_s", 0.05)
    async with at_work(link) as here:
        yield here


@asynccontextmanager
async def at_work(link: Link) -> AsyncIterator[Here]:
    lane = Lane(link)
    here = Here(link, lane)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lane.carry)
        nursery.start_soon(here.presence.tell)
        yield here
        nursery.cancel_scope.cancel()


async def test_who_sits_down_comes_until_the_desk_knows_and_is_seen_ever_after(here: Here) -> None:
    assert await here.a_while() == [], "nobody is nobody's heartbeat"
    seat = here.presence.sit(signed())
    came = Came("Ada", "agent", (), ("en", "pt"), 4, 9e9, True)
    said = await here.says(lambda said: len(said) >= 4)
    assert came_of(signed()) == came
    assert said.count(came) >= 2, "a letter may be lost"
    assert Seen(("Ada",)) in said
    here.knows(came)
    seat.alive()
    assert set(await here.a_while()) == {Seen(("Ada",))}


async def test_a_wall_that_falls_silent_is_named_no_more_while_another_of_the_same_agent_is(here: Here) -> None:
    here.knows(came_of(signed("Ada")))
    here.knows(came_of(signed("Bo")))
    silent, alive = here.presence.sit(signed("Ada")), here.presence.sit(signed("Bo"))
    here.presence.sit(signed("Bo", "s2"))
    await here.says(lambda said: Seen(("Ada", "Bo")) in said)
    with trio.fail_after(5.0):
        while Seen(("Bo",)) not in await here.letters():
            alive.alive()
            await trio.sleep(0.02)
    silent.alive()
    assert Seen(("Ada", "Bo")) in await here.says(lambda said: bool(said)), "opened again"


async def test_signing_out_leaves_at_once_unless_there_is_another_wall(here: Here) -> None:
    here.knows(came_of(signed()))
    here.presence.sit(signed(session="s1"))
    here.presence.sit(signed(session="s2"))
    await here.presence.sign_out(signed(session="s1"), "signed out")
    assert not [each for each in await here.letters() if isinstance(each, Left)]
    await here.presence.sign_out(signed(session="s2"), "signed out")
    assert Left("Ada", "signed out") in await here.letters()
    assert await here.a_while() == []


async def test_closing_the_page_is_not_leaving(here: Here) -> None:
    here.knows(came_of(signed()))
    here.presence.rise(here.presence.sit(signed()))
    assert not [each for each in await here.a_while() if isinstance(each, Left)]


async def test_an_account_that_changes_is_told_while_its_wall_is_open(here: Here) -> None:
    here.knows(came_of(signed()))
    seat = here.presence.sit(signed())
    seat.signed = signed(account=replace(ACCOUNT, capacity=9))
    said = await here.says(lambda said: any(isinstance(each, Came) for each in said))
    assert came_of(seat.signed) in said


async def test_a_viewer_is_nobody_s_colleague_and_whoever_becomes_one_leaves(here: Here) -> None:
    viewer = replace(ACCOUNT, role="viewer")
    here.presence.sit(signed("Vi", account=viewer))
    assert await here.a_while() == []
    here.knows(came_of(signed("Vi")))
    assert set(await here.a_while()) == {Left("Vi", "only looks from now on")}


async def test_silence_does_not_count_while_the_log_is_away(here: Here) -> None:
    here.knows(came_of(signed()))
    here.presence.sit(signed())
    here.log_answers = False
    await trio.sleep(0.6)
    assert Seen(("Ada",)) in await here.a_while()
    here.log_answers = True
    await trio.sleep(0.6)
    assert await here.a_while() == []
