"""The city performed: trips registered, phones heard, and nothing left behind however it ends."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio

from escort.clock import now_s
from escort.errors import Unusable
from escort.simulate import run_city
from escort.simulate.mishaps import Mishap
from tests.simulate.other_end import OtherEnd, other_end
from tests.simulate.platform_end import PlatformEnd, key, platform_end
from tests.simulate.test_phone import until


def token_for(trip: str, role: str) -> str:
    return f"{role} of {trip}"


@asynccontextmanager
async def city(
    state: Path, trips: int, speed: float = 1.0, **misbehaviour: float
) -> AsyncIterator[tuple[OtherEnd, PlatformEnd]]:
    """A small city running against both ends, stopped at the end of the block."""
    async with other_end() as phones, platform_end(**misbehaviour) as register, trio.open_nursery() as nursery:
        nursery.start_soon(run_city, 1, trips, phones.url, register.url, key, token_for, state, speed)
        yield phones, register
        nursery.cancel_scope.cancel()
    assert register.alive == set()


async def test_every_trip_is_registered_with_its_plan_and_heard(tmp_path: Path) -> None:
    async with city(tmp_path / "trips.json", 12) as (phones, register):
        await until(lambda: len(phones.of("fixes")) > 30 and len(register.trips) == 12)
        both = [f"{role} of {trip}" for role in ("rider", "driver") for trip in register.trips]
        assert sorted(phones.tokens) == sorted(both)
        for body in register.trips.values():
            assert len(body["plan"]) >= 20
            assert body["started_at"] < body["expected_arrival"]
            assert body["rider"]["pin"] != body["rider"]["duress_pin"]
    assert json.loads((tmp_path / "trips.json").read_text()) == {"trips": []}
    assert {end["how"] for end in register.ends.values()} == {"cancelled"}


async def test_the_first_press_comes_within_ten_seconds_and_life_goes_on_after_it(tmp_path: Path) -> None:
    async with city(tmp_path / "trips.json", 4, speed=4.0) as (phones, _):
        began = trio.current_time()
        await until(lambda: bool(phones.of("press")))
        assert trio.current_time() - began < 10.0 / 4.0 + 1.0
        (press,) = phones.of("press")
        assert press["trip"] in press["press_id"]
        heard = len(phones.of("fixes"))
        await until(lambda: len(phones.of("fixes")) > heard + 4)


async def test_trips_end_and_others_begin_and_no_fix_is_from_the_future(tmp_path: Path) -> None:
    async with city(tmp_path / "trips.json", 3, speed=400.0) as (phones, register):
        await until(lambda: len(register.ends) >= 3 and len(register.trips) >= 6)
        assert "completed" in {end["how"] for end in register.ends.values()}
        starts = {trip: body["started_at"] for trip, body in register.trips.items()}
        for trip, end in register.ends.items():
            assert end["at"] - starts[trip] > 100
    fixed_at = [row[0] for frame in phones.of("fixes") for row in frame["fixes"]]
    assert max(fixed_at) <= now_s()


async def test_a_trip_that_is_ended_half_way_is_heard_of_after_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("escort.simulate.day.opening", ((Mishap.ENDED_EARLY, 10.0),))
    async with city(tmp_path / "trips.json", 1, speed=20.0) as (phones, register):
        await until(lambda: bool(register.ends))
        ((_, end),) = register.ends.items()
        await until(lambda: phones.of("fixes")[-1]["fixes"][-1][0] > end["at"] + 20.0)
        assert end["how"] == "completed"
        assert len(register.trips) == 1


async def test_what_a_phone_feels_is_said_and_a_crashed_trip_never_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("escort.simulate.day.opening", ((Mishap.CRASH, 10.0),))
    async with city(tmp_path / "trips.json", 1, speed=100.0) as (phones, register):
        await until(lambda: bool(register.ends))
        (felt,), (end,) = phones.of("motion"), register.ends.values()
        assert felt["peak_g"] >= 5.0
        assert end["at"] - felt["at"] >= 180.0
        assert end["how"] == "cancelled"


async def test_stopping_takes_at_most_two_seconds_even_when_nobody_answers(tmp_path: Path) -> None:
    state = tmp_path / "trips.json"
    async with other_end() as phones, platform_end() as register:
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(run_city, 1, 20, phones.url, register.url, key, token_for, state)
                await until(lambda: len(register.trips) == 20)
                register.slow_s = 1_000.0
                began = trio.current_time()
                scope.cancel()
        assert trio.current_time() - began < 2.5
        assert sorted(json.loads(state.read_text())["trips"]) == sorted(register.alive)
        register.slow_s = 0.0
        with trio.move_on_after(1.5):
            await run_city(1, 0, phones.url, register.url, key, token_for, state)
        assert register.alive == set()


async def test_what_a_killed_run_left_is_ended_by_the_next(tmp_path: Path) -> None:
    state = tmp_path / "trips.json"
    state.write_text('{"trips": ["left-1", "left-2", "never-registered"]}')
    async with other_end() as phones, platform_end() as register:
        register.trips |= {"left-1": {}, "left-2": {}}
        async with trio.open_nursery() as nursery:
            nursery.start_soon(run_city, 1, 1, phones.url, register.url, key, token_for, state)
            await until(lambda: len(register.trips) == 3)
            assert set(register.ends) == {"left-1", "left-2"}
            nursery.cancel_scope.cancel()
    assert json.loads(state.read_text()) == {"trips": []}


async def test_a_broken_state_file_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "trips.json").write_text('{"trips": 5}')
    async with city(tmp_path / "trips.json", 2) as (_, register):
        await until(lambda: len(register.trips) == 2)


async def test_a_key_nobody_knows_ends_it_with_one_sentence(tmp_path: Path) -> None:
    async with other_end() as phones, platform_end() as register:
        with pytest.raises(Unusable, match="does not let the simulated city in: 401"), trio.fail_after(10):
            await run_city(1, 3, phones.url, register.url, "another key", token_for, tmp_path / "trips.json")


async def test_a_service_that_comes_late_finds_the_city_as_it_is_by_then(tmp_path: Path) -> None:
    """What phones would have said before they could is not said: at fifty times life's speed that were fifty each."""
    async with city(tmp_path / "trips.json", 3, speed=50.0, away=12) as (phones, register):
        await until(lambda: bool(phones.of("fixes")))
        assert register.requests >= 13
        await trio.sleep(0.4)
        assert len(phones.of("fixes")) < 60
