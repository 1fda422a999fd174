"""Drives over the wire: a phone, a trip and a token each, every fix once, told as if it were now."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import trio

from escort.clock import now_s
from escort.errors import Unusable
from escort.phones import Refused, open_phone
from escort.phones.frames import Pressed
from escort.replay.drives import Drive, bare_drive
from escort.replay.files import read_drives
from escort.replay.over_wire import Sent, drive_over_wire, idle_max_s, starts_s
from geo import Plan, PlanRefused, checked_plan
from tests.service import Service
from tests.simulate.other_end import OtherEnd, other_end
from tests.simulate.platform_end import PlatformEnd, key, platform_end

taken = 'escort_gateway_fixes_total{outcome="taken"}'
judged, jumped = (f'escort_watcher_fixes_total{{outcome="{outcome}"}}' for outcome in ("judged", "jump"))
watched_within_s = 60.0  # a morning sent flat out is judged after it is taken; on a busy machine, well after
porto = Path(__file__).parents[2].parent / "shared" / "data" / "porto" / "trips.csv"


def plan(*points: tuple[float, float]) -> Plan:
    checked = checked_plan([*map(list, points)])
    assert not isinstance(checked, PlanRefused)
    return checked


def drive(name: str, starts: float, seconds: float, each_s: float = 15.0, planned: bool = True) -> Drive:
    """Due north from Porto, a metre or so a second."""
    fixed_at_s = starts + np.arange(0.0, seconds + each_s, each_s)
    lat_deg = 41.15 + 1e-5 * (fixed_at_s - starts)
    line = plan((-8.61, 41.15), (-8.61, float(lat_deg[-1]) + 0.001)) if planned else None
    return bare_drive(name, line, fixed_at_s, np.full(len(lat_deg), -8.61), lat_deg)


def token_for(trip: str, role: str) -> str:
    return f"{role} of {trip}"


@asynccontextmanager
async def ends() -> AsyncIterator[tuple[OtherEnd, PlatformEnd]]:
    async with other_end() as phones, platform_end() as register:
        yield phones, register


async def replayed(
    ends: tuple[OtherEnd, PlatformEnd], *drives: Drive, speed: float = 60.0, flat_out: bool = False
) -> Sent:
    phones, register = ends
    return await drive_over_wire(drives, phones.url, register.url, key, token_for, speed, flat_out=flat_out)


def test_drives_start_as_in_the_file_and_idle_hours_are_left_out() -> None:
    late, early, during = drive("late", 90_000, 300), drive("early", 1_000, 600), drive("during", 1_300, 60)
    assert starts_s([late, early, during]) == [600.0 + idle_max_s, 0.0, 300.0]
    assert starts_s([]) == []


async def test_every_drive_is_a_trip_of_its_own_with_its_plan_and_every_fix_arrives() -> None:
    drives = [drive("a", 0, 600), drive("b", 60, 300), drive("c", 0, 30, planned=False)]
    async with ends() as both:
        sent = await replayed(both, *drives)
        phones, register = both
        assert (sent.trips, sent.fixes, sent.refused) == (3, sum(map(len, drives)), 0)
        assert sum(len(frame["fixes"]) for frame in phones.of("fixes")) == sent.fixes
        assert sorted(phones.tokens) == sorted(f"rider of {trip}" for trip in register.trips)
        assert sorted(trip.split("-")[0] for trip in register.ends) == ["a", "b", "c"]
        plans = {trip[0]: body["plan"] for trip, body in register.trips.items()}
        assert plans["c"] is None
        assert plans["a"] == [[*point] for point in drives[0].plan_lonlat.tolist()]  # type: ignore[union-attr]


async def test_fixes_keep_their_seconds_and_the_last_one_is_of_now() -> None:
    lags_s: list[float] = []

    async def note(_: OtherEnd, __: object, frame: dict[str, list[list[float]]]) -> None:
        lags_s.append(now_s() - frame["fixes"][-1][0])

    async with other_end(note) as phones, platform_end() as register:
        await replayed((phones, register), drive("a", 5_000, 120), speed=100.0)
        told = [row[0] for frame in phones.of("fixes") for row in frame["fixes"]]
        assert [after - before for before, after in pairwise(told)] == pytest.approx([15.0] * 8, abs=0.01)
        assert all(lag_s >= 0 for lag_s in lags_s)
        assert lags_s[-1] < 0.5
        assert lags_s == sorted(lags_s, reverse=True)
        ((trip, end),) = register.ends.items()
        assert (end["at"], register.trips[trip]["started_at"]) == (pytest.approx(told[-1]), pytest.approx(told[0]))


async def test_a_fast_replay_of_a_chatty_phone_stays_below_the_frames_a_phone_may_send() -> None:
    async with ends() as both:
        began = trio.current_time()
        sent = await replayed(both, drive("a", 0, 120, each_s=0.5), speed=60.0)
        assert sent.fixes == 241
        assert len(both[0].of("fixes")) / (trio.current_time() - began) < 15


async def test_a_second_replay_is_another_set_of_trips() -> None:
    async with ends() as both:
        for _ in range(2):
            await replayed(both, drive("a", 0, 60), flat_out=True)
        assert len(both[1].trips) == len(both[1].ends) == 2


async def test_an_empty_drive_is_left_out_and_the_line_at_the_end_says_it_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with ends() as both:
        sent = await replayed(both, drive("a", 0, 60), bare_drive("b", None, *np.empty((3, 0))), flat_out=True)
    assert capsys.readouterr().out == f"1 trips, 5 fixes sent, 0 refused, {sent.seconds:.1f} s\n"


async def test_what_is_refused_is_counted() -> None:
    async def refuse(_: OtherEnd, socket: object, frame: dict[str, object]) -> None:
        assert frame["type"] == "fixes"
        await socket.send_message('{"type":"refused","of":"fixes","why":"no"}')  # type: ignore[attr-defined]

    async with other_end(refuse) as phones, platform_end() as register:
        sent = await replayed((phones, register), drive("a", 0, 60), flat_out=True)
    assert (sent.fixes, sent.refused) == (5, 1)


async def test_a_key_nobody_knows_ends_it_with_one_sentence() -> None:
    async with ends() as (phones, register):
        with pytest.raises(Unusable, match="does not take the drives: 401"):
            await drive_over_wire([drive("a", 0, 60)], phones.url, register.url, "another", token_for)


async def test_a_cancelled_replay_ends_its_trips() -> None:
    async with ends() as both:
        with trio.move_on_after(0.5):
            await replayed(both, drive("a", 0, 600), speed=1.0)
        assert both[1].trips
        assert both[1].alive == set()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that counts nobody else's fixes."""
    running = Service(tmp_path_factory.mktemp("over-wire"))
    running.start()
    yield running
    running.stop()


async def driven_into(own: Service, drives: list[Drive]) -> Sent:
    """Drives them flat out: every fix a socket took is counted by gateway and watcher, and nobody is watched after."""
    before = {metric: own.metric(metric) for metric in (taken, judged, jumped)}
    api_key = own.platform()["Authorization"].removeprefix("Bearer ")

    def token_for(trip: str, role: str) -> str:
        assert role == "rider"
        return own.token(trip)

    sent = await drive_over_wire(drives, own.device, own.http, api_key, token_for, flat_out=True)
    await counts(own, before[taken] + sent.fixes, taken)
    await counts(own, before[judged] + before[jumped] + sent.fixes, judged, jumped)
    await counts(own, 0, "escort_watcher_trips")
    return sent


async def counts(own: Service, expected: float, *metrics: str) -> None:
    """Waits until some metrics add up to it. Raises: AssertionError with what they said last."""
    with trio.move_on_after(watched_within_s):
        while await trio.to_thread.run_sync(_sum, own, metrics) != expected:
            await trio.sleep(0.05)
    assert (metrics, _sum(own, metrics)) == (metrics, expected)


def _sum(own: Service, metrics: tuple[str, ...]) -> float:
    return sum(own.metric(metric) for metric in metrics)


async def test_the_real_service_takes_every_fix_and_watches_nobody_afterwards(own: Service) -> None:
    sent = await driven_into(own, [drive(f"d{number}", 0, 15.0 * number) for number in range(1, 31)])
    assert (sent.trips, sent.refused) == (30, 0)


@pytest.mark.skipif(not porto.exists(), reason="the recorded taxi trips are not here: ../shared/data/porto")
async def test_six_hundred_taxis_at_once_lose_no_fix(own: Service) -> None:
    sent = await driven_into(own, [*read_drives([porto])])
    assert (sent.trips, sent.fixes, sent.refused) == (591, 30_099, 0)


async def test_a_press_outlives_the_service_it_was_meant_for(own: Service) -> None:
    """Pressed while nobody is there, answered by whoever comes: the same id, once."""
    own.register("t", [[-8.61, 41.15], [-8.61, 41.16]])
    async with open_phone(own.device, own.token("t"), trip="t") as phone, trio.open_nursery() as nursery:
        answers: list[Pressed | Refused] = []

        async def push() -> None:
            answers.append(await phone.press("p1", "sos", now_s()))

        await trio.to_thread.run_sync(own.kill)
        nursery.start_soon(push)
        await trio.sleep(1.0)
        assert not answers
        await trio.to_thread.run_sync(own.start)
        with trio.fail_after(30):
            while not answers:
                await trio.sleep(0.05)
    assert isinstance(answers[0], Pressed)
    await counts(own, 1, 'escort_desk_entries_total{kind="pressed"}')
