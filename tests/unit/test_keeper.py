"""The keeper on a real log: what it cannot decide, what it decides once, and what it does when it is replaced."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import cast

import msgspec
import pytest
import trio

from alerts import Decision, Desk, Recorded, Request, read_policy, requests, timeline
from escort.inbox import FindingSeen, Letter, Settled, act_name, press_name, sealed
from escort.keeper import Keeper
from escort.log import DeskKeys, DeskState, Leases, Link
from tests.redis import RedisServer

KEYS = DeskKeys("main")
POLICY = read_policy(None)
_recorded = msgspec.json.Decoder(Recorded)


def pressed(press_id: str, trip: str = "T") -> requests.Pressed:
    return requests.Pressed(press_id, trip, "sos", "rider", None, None, True)


def finding(finding_id: str, trip: str = "T") -> FindingSeen:
    return FindingSeen(finding_id, trip, "deviation", "raised", 1.0, 2.0, "180 m off the planned route.", {}, None)


@asynccontextmanager
async def keeping(server: RedisServer, owner: str = "a") -> AsyncIterator["Desked"]:
    """A keeper at work."""
    link = Link(server.url)
    keeper = Keeper(link, owner, KEYS, POLICY, "UTC")
    async with trio.open_nursery() as nursery:
        await nursery.start(keeper.keep)
        yield Desked(link)
        nursery.cancel_scope.cancel()
    link.close()


class Desked:
    """What stands in the log of a desk."""

    def __init__(self, link: Link) -> None:
        self.link = link

    async def send(self, *letters: Letter) -> None:
        for letter in letters:
            await self.raw(sealed(letter))

    async def raw(self, payload: bytes) -> None:
        await self.link.turn(lambda client: client.xadd(KEYS.inbox, {"d": payload}))

    async def until(self, true: Callable[[list[timeline.Entry]], bool]) -> list[timeline.Entry]:
        """Waits until the timeline is so; what stands in it."""
        entries: list[timeline.Entry] = []
        with trio.move_on_after(10.0):
            while True:
                read = await DeskState(self.link, KEYS).entries_after(0)
                entries = [_recorded.decode(payload).entry for _, payload in read]
                if true(entries):
                    return entries
                await trio.sleep(0.01)
        raise AssertionError(entries)

    async def answers(self) -> list[Settled]:
        read = await self.link.turn(
            lambda client: cast(list[tuple[bytes, dict[bytes, bytes]]], client.xrange(KEYS.answers))
        )
        return [msgspec.json.decode(fields[b"d"].partition(b" ")[2], type=Settled) for _, fields in read]

    async def dead(self) -> int:
        return int(await self.link.turn(lambda client: client.xlen(KEYS.inbox + ":dead")))


def shown(press_id: str) -> Callable[[list[timeline.Entry]], bool]:
    return lambda entries: press_id in [e.press_id for e in entries if isinstance(e, timeline.Pressed)]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk with a mistake in it: it fails on whatever is called poison."""
    handle = Desk.handle

    def failing(desk: Desk, request: Request, now: datetime) -> Decision:
        if "poison" in (
            getattr(request, "press_id", ""),
            getattr(request, "said_id", ""),
            getattr(request, "text", ""),
        ):
            raise ZeroDivisionError("planted")
        return handle(desk, request, now)

    monkeypatch.setattr(Desk, "handle", failing)


@pytest.mark.usefixtures("planted")
async def test_a_press_that_the_desk_fails_on_still_brings_a_human(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        await desk.send(pressed("before"), pressed("poison", "victim"), pressed("poison", "victim"), pressed("after"))
        entries = await desk.until(shown("after"))
        assert shown("before")(entries)
        cases = [e for e in entries if isinstance(e, timeline.Opened) and e.trip == "victim"]
        assert [(case.severity, case.why) for case in cases] == [
            (4, "The desk failed on an alarm from this trip: reach the rider now.")
        ]
        found = [e.finding.kind for e in entries if isinstance(e, timeline.Found)]
        assert found == ["undecided"], "once, however often the spool delivers it"
        settled = {each.request: each.incident for each in await desk.answers()}
        assert settled[press_name("victim", "poison")] is not None, "the spool lets it go"
        assert await desk.dead() == 2


@pytest.mark.usefixtures("planted")
async def test_an_act_that_the_desk_fails_on_is_refused_and_a_line_brings_a_human(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        await desk.send(
            requests.Note("i-1", "Ada", "r-1", text="poison"), requests.Said("victim", "rider", "?", "poison")
        )
        await desk.send(pressed("after"))
        entries = await desk.until(shown("after"))
        assert [e.severity for e in entries if isinstance(e, timeline.Opened) and e.trip == "victim"] == [3]
        refused = [each.why for each in await desk.answers() if each.request == act_name("r-1")]
        assert refused == ["our fault: the desk failed on this"]


async def test_time_that_the_desk_fails_on_stops_no_press_and_is_not_tried_ten_times_a_second(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = Desk.handle

    def failing(desk: Desk, request: Request, now: datetime) -> Decision:
        if isinstance(request, requests.Due):
            raise ZeroDivisionError("planted")
        return handle(desk, request, now)

    monkeypatch.setattr(Desk, "handle", failing)
    monkeypatch.setattr(Desk, "next_due", lambda _: datetime(2020, 1, 1, tzinfo=UTC))
    monkeypatch.setattr("escort.keeper.due_again_s", 0.0)
    async with keeping(redis_server) as desk:
        for i in range(30):
            await desk.send(pressed(f"p{i}"))
            await desk.until(shown(f"p{i}"))
        assert await desk.dead() == 1


async def test_what_nobody_can_read_is_passed_over(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        for payload in (b"", b"{", b'{"type":"from the future"}', b"\xff"):
            await desk.raw(payload)
        await desk.send(pressed("after"))
        await desk.until(shown("after"))


async def test_a_finding_told_twice_stands_once_and_the_press_twice_too(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        await desk.send(finding("f"), pressed("p"), finding("f"), pressed("p"), pressed("after"))
        entries = await desk.until(shown("after"))
        assert len([e for e in entries if isinstance(e, timeline.Found)]) == 1
        assert len([e for e in entries if isinstance(e, timeline.Pressed)]) == 2
        assert len([e for e in entries if isinstance(e, timeline.Opened)]) == 1


async def test_the_next_keeper_goes_on_where_the_last_one_was(redis_server: RedisServer) -> None:
    async with keeping(redis_server, "a") as desk:
        await desk.send(pressed("p"))
        await desk.until(shown("p"))
    async with keeping(redis_server, "b") as desk:
        await desk.send(pressed("p"), pressed("q"))
        entries = await desk.until(shown("q"))
        assert len([e for e in entries if isinstance(e, timeline.Pressed)]) == 2
        read = await DeskState(desk.link, KEYS).entries_after(0)
        assert [seq for seq, _ in read] == list(range(1, len(entries) + 1))


async def test_a_snapshot_of_another_version_costs_nothing(redis_server: RedisServer) -> None:
    async with keeping(redis_server, "a") as desk:
        await desk.send(pressed("p"))
        await desk.until(shown("p"))
        await desk.link.turn(lambda client: client.set(KEYS.snapshot, b"of another version"))
        await desk.link.turn(lambda client: client.set(KEYS.snapshot_seq, 2))
    with redis_server.client() as client:
        client.set(KEYS.snapshot, b"of another version")
    async with keeping(redis_server, "b") as desk:
        await desk.send(pressed("p"), pressed("q"))
        entries = await desk.until(shown("q"))
        assert len([e for e in entries if isinstance(e, timeline.Opened)]) == 1


async def test_a_keeper_that_is_replaced_goes_on_as_the_one_that_stands_by(redis_server: RedisServer) -> None:
    async with keeping(redis_server, "a") as desk:
        await desk.send(pressed("p"))
        await desk.until(shown("p"))
        with redis_server.client() as client:
            client.delete(KEYS.lease)
        other = Leases(desk.link, "b")
        with trio.fail_after(5.0):
            while not (taken := await other.take([(KEYS.lease, KEYS.epoch)])):
                with redis_server.client() as client:
                    client.delete(KEYS.lease)
        await desk.send(pressed("q"))
        await other.give_back(taken)
        await desk.until(shown("q"))
