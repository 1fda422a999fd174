"""The race of a press to safety, with faults planted on either way: safe once is enough, safe nowhere is said."""

# ruff: noqa: ARG001  # a test that names `autojump_clock` runs on it

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from alerts import requests
from escort import clock, presses
from escort.errors import LogAway
from escort.inbox import opened, press_name
from escort.presses import NotSafe, Presses
from escort.spool import Spool, SpoolLost


@dataclass
class FaultyLane:
    """A log that takes what it is given, until it is told to be away or to hang."""

    taken: list[str] = field(default_factory=list)
    away: bool = False
    stuck: trio.Event | None = None

    async def append(self, _stream: str, payload: bytes) -> str:
        if self.stuck is not None:
            await self.stuck.wait()
        if self.away:
            raise LogAway("planted")
        letter = opened(payload)
        assert isinstance(letter, requests.Pressed)
        self.taken.append(letter.press_id)
        return "1-0"


@dataclass
class FaultySpool:
    """A spool in memory: a disk that is full when it is told to be."""

    rows: dict[str, bytes] = field(default_factory=dict)
    full: bool = False
    stuck: trio.Event | None = None

    async def keep(self, press: str, request: bytes, _at_s: float) -> None:
        if self.stuck is not None:
            await self.stuck.wait()
        if self.full:
            raise SpoolLost("planted: no space")
        self.rows.setdefault(press, request)

    def shown(self, press: str) -> None:
        self.rows.pop(press, None)

    async def waiting(self, _before_s: float) -> list[tuple[str, bytes]]:
        if self.full:
            raise SpoolLost("planted: cannot be read")
        return list(self.rows.items())


def pressed(press_id: str = "p", trip: str = "T") -> requests.Pressed:
    return requests.Pressed(press_id, trip, "sos", "rider", None, None, True)


@dataclass
class Way:
    spool: FaultySpool = field(default_factory=FaultySpool)
    lane: FaultyLane = field(default_factory=FaultyLane)
    presses: Presses = field(init=False)

    def __post_init__(self) -> None:
        self.presses = Presses(self.spool, self.lane, "inbox")  # type: ignore[arg-type]


@pytest.fixture
async def way(nursery: trio.Nursery) -> Way:
    way = Way()
    await nursery.start(way.presses.carry)
    return way


async def test_with_both_ways_open_it_is_kept_and_sent(way: Way, autojump_clock: MockClock) -> None:
    assert await way.presses.take(pressed()) is None
    await trio.testing.wait_all_tasks_blocked()
    assert (list(way.spool.rows), way.lane.taken) == ([press_name("T", "p")], ["p"])


async def test_a_full_disk_costs_nothing_while_the_log_takes_it(way: Way, autojump_clock: MockClock) -> None:
    way.spool.full = True
    assert await way.presses.take(pressed()) is None


async def test_a_log_that_is_away_costs_nothing_while_the_disk_takes_it(way: Way, autojump_clock: MockClock) -> None:
    way.lane.away = True
    assert await way.presses.take(pressed()) is None


async def test_a_log_that_hangs_costs_no_time(way: Way, autojump_clock: MockClock) -> None:
    way.lane.stuck = trio.Event()
    began = trio.current_time()
    assert await way.presses.take(pressed()) is None
    assert trio.current_time() == began


async def test_a_disk_that_hangs_costs_no_time(way: Way, autojump_clock: MockClock) -> None:
    way.spool.stuck = trio.Event()
    began = trio.current_time()
    assert await way.presses.take(pressed()) is None
    assert trio.current_time() == began


async def test_safe_nowhere_is_said_with_both_reasons(way: Way, autojump_clock: MockClock) -> None:
    way.spool.full = way.lane.away = True
    answer = await way.presses.take(pressed())
    assert isinstance(answer, NotSafe)
    assert "no space" in answer.why
    assert "planted" in answer.why
    assert way.presses._began == {}


async def test_a_settled_press_names_its_incident_and_is_not_sent_again(way: Way, autojump_clock: MockClock) -> None:
    await way.presses.take(pressed())
    await trio.testing.wait_all_tasks_blocked()
    way.presses.settled(press_name("T", "p"), "i-1")
    assert await way.presses.take(pressed()) == "i-1"
    assert way.lane.taken == ["p"]
    assert way.spool.rows == {}
    assert way.presses._began == {}


async def test_what_was_not_shown_is_delivered_when_the_log_is_back(way: Way, autojump_clock: MockClock) -> None:
    way.lane.away = True
    for i in range(50):
        await way.presses.take(pressed(f"p{i}"))
    await trio.sleep(60.0)
    assert way.lane.taken == []
    way.lane.away = False
    await trio.sleep(presses.redeliver_pause_max_s)
    assert sorted(way.lane.taken) == sorted(f"p{i}" for i in range(50))


async def test_a_desk_that_is_away_is_not_flooded_with_repeats(way: Way, autojump_clock: MockClock) -> None:
    await way.presses.take(pressed())
    await trio.sleep(600.0)
    assert 600 / presses.redeliver_pause_max_s <= len(way.lane.taken) <= 600 / presses.redeliver_pause_max_s + 5
    way.presses.settled(press_name("T", "p"), "i-1")
    sent = len(way.lane.taken)
    await trio.sleep(60.0)
    assert len(way.lane.taken) == sent


async def test_a_spool_that_cannot_be_read_stops_nobody(way: Way, autojump_clock: MockClock) -> None:
    await way.presses.take(pressed())
    way.spool.full = True
    await trio.sleep(30.0)
    assert await way.presses.take(pressed("q")) is None
    way.spool.full = False
    sent = len(way.lane.taken)
    await trio.sleep(30.0)
    assert len(way.lane.taken) > sent


async def test_a_phone_that_goes_does_not_take_its_press_along(way: Way, autojump_clock: MockClock) -> None:
    way.lane.stuck, way.spool.stuck = trio.Event(), trio.Event()
    with trio.move_on_after(1.0):
        await way.presses.take(pressed())
    way.lane.stuck.set()
    way.spool.stuck.set()
    await trio.testing.wait_all_tasks_blocked()
    assert (way.lane.taken, list(way.spool.rows)) == (["p"], [press_name("T", "p")])


def test_presses_of_two_trips_are_never_taken_for_one() -> None:
    assert press_name("a/b", "c") != press_name("a", "b/c")


@asynccontextmanager
async def after_a_crash(path: Path, lane: FaultyLane) -> AsyncIterator[Presses]:
    """The next process on the same disk."""
    spool = Spool(path)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(spool.write)
        again = Presses(spool, lane, "inbox")  # type: ignore[arg-type]
        await nursery.start(again.carry)
        yield again
        nursery.cancel_scope.cancel()
    spool.close()


async def test_what_the_process_took_before_it_was_killed_the_next_one_delivers(tmp_path: Path) -> None:
    lane = FaultyLane(away=True)
    async with after_a_crash(tmp_path / "spool", lane) as first:
        await first.take(pressed())
    lane.away = False
    file = Spool(tmp_path / "spool")
    file._file.execute("UPDATE presses SET kept_at = ?", (clock.now_s() - 60,))
    file.close()
    async with after_a_crash(tmp_path / "spool", lane):
        with trio.fail_after(10.0):
            while not lane.taken:
                await trio.sleep(0.01)
