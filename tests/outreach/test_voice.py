"""Reassurance calls from the desk's effect to the desk's inbox, through the real client and a real log."""

from collections.abc import Callable
from typing import Any

import pytest
import trio

from alerts import requests
from alerts.effects import HangUp, TakeOver
from alerts.outreach.carrier import without_numbers
from alerts.outreach.exchange import Expectation, Fault, FaultPlan, unruly
from tests.outreach.world import ADA, DAVID, RITA, World, world_on
from tests.redis import RedisServer

Plays = Callable[[Expectation], Expectation]

OUTCOMES: dict[str, tuple[Plays, str]] = {
    "presses 1": (lambda rita: rita.presses("1"), "safe"),
    "says she is fine": (lambda rita: rita.says("estou bem"), "safe"),
    "presses 2": (lambda rita: rita.presses("2"), "help"),
    "cries for help": (lambda rita: rita.says("socorro!"), "help"),
    "presses 0": (lambda rita: rita.presses("0").hears("não desligue").hangs_up(), "person"),
    "presses 7, then 1": (lambda rita: rita.presses("7").hears("Não percebi").presses("1"), "safe"),
    "stays silent": (lambda rita: rita.stays_silent().stays_silent(), "no_input"),
    "is a machine": (lambda rita: rita.is_a_machine(), "voicemail"),
    "is busy": (lambda rita: rita.is_busy(), "busy"),
    "does not answer": (lambda rita: rita.is_not_answered(), "no_answer"),
    "cannot be reached": (lambda rita: rita.cannot_be_reached(), "failed"),
    "hangs up": (lambda rita: rita.hears("segurança").hangs_up(), "hung_up"),
}


@pytest.mark.parametrize("plays", OUTCOMES)
async def test_what_rita_does_is_what_the_desk_is_told(redis_server: RedisServer, plays: str) -> None:
    does, outcome = OUTCOMES[plays]
    async with world_on(redis_server.url) as world:
        await world.trip()
        does(world.phones.expect_call(RITA))
        await world.call()
        assert (await world.told(requests.CallSettled)).outcome == outcome
        await world.settled()


async def test_the_call_speaks_her_language_names_the_car_and_the_reason(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await world.trip(language="zh-CN")
        rita = world.phones.expect_call(RITA).hears("A B 1 2 C D").hears("按1").presses("1").hears("谢谢")
        await world.call()
        await world.told(requests.CallSettled, outcome="safe")
        assert rita.heard[0].startswith("[zh-CN] 您好")


async def test_a_language_without_words_is_held_in_english_and_the_desk_is_told(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await world.trip(language="fi")
        world.phones.expect_call(RITA).hears("safety desk").presses("1")
        await world.call()
        settled = await world.told(requests.CallSettled, outcome="safe")
        assert settled.detail == "It was held in en: there are no words for fi."


async def test_a_number_that_the_carrier_refuses_is_in_no_timeline(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await world.trip(phone="+35191234567")
        world.exchange.account, account = f"AC{'9' * 32}", world.exchange.account
        await world.call()
        settled = await world.told(requests.CallSettled, outcome="failed")
        world.exchange.account = account
        assert settled.detail is not None
        assert "the carrier says 401" in settled.detail
    said = without_numbers("The 'To' number +351912345678 is not valid; nor is +351 912 345 678.")
    assert said == "The 'To' number (a number) is not valid; nor is (a number)."


async def test_with_a_pin_one_is_not_enough_and_the_duress_pin_sounds_the_same(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await world.trip(pin="1234", duress_pin="4321")
        pin = world.phones.expect_call(RITA).presses("1").presses("1234#").hears("Obrigado")
        duress = world.phones.expect_call(RITA).presses("1").presses("4321#").hears("Obrigado")
        await world.call("c1", severity=4)
        await world.told(requests.CallSettled, call_id="c1", outcome="safe")
        await world.call("c2", severity=4)
        await world.told(requests.CallSettled, call_id="c2", outcome="duress")
        await world.phones.met()
        assert pin.heard == duress.heard


async def test_a_wrong_pin_twice_is_no_answer(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await world.trip(pin="1234")
        world.phones.expect_call(RITA).presses("1").presses("9#").presses("8#").hears("liga-lhe já de volta")
        await world.call()
        assert (await world.told(requests.CallSettled)).outcome == "no_input"


async def test_the_same_effect_again_calls_nobody_again(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await world.trip()
        world.phones.expect_call(RITA).presses("1")
        for _ in range(3):
            await world.call()
        await world.told(requests.CallSettled, outcome="safe")
        await world.call()
        await world.settled()


@pytest.mark.parametrize("fault", ["throttled", "broken"])
async def test_a_carrier_that_refuses_for_now_is_asked_again(redis_server: RedisServer, fault: Fault) -> None:
    async with world_on(redis_server.url, faults=FaultPlan({RITA: [fault]})) as world:
        await world.trip()
        world.phones.expect_call(RITA).presses("1")
        await world.call()
        await world.told(requests.CallSettled, outcome="safe")


async def test_a_create_that_timed_out_after_it_worked_calls_nobody_twice(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.outreach.carrier.answer_s", 0.3)
    async with world_on(redis_server.url, faults=FaultPlan({RITA: ["late"]})) as world:
        await world.trip()
        world.phones.expect_call(RITA).presses("1")
        await world.call()
        await world.told(requests.CallSettled, outcome="safe")
        await world.settled()
        assert len(world.exchange.calls) == 1


@pytest.mark.parametrize("seed", range(4))
async def test_callbacks_in_any_order_lost_and_repeated_come_to_the_same(redis_server: RedisServer, seed: int) -> None:
    async with world_on(redis_server.url, disorder=unruly(seed, late_s=30.0)) as world:
        await world.trip()
        world.phones.expect_call(RITA).presses("7").presses("2").hears("não desligue").hangs_up()
        await world.call()
        await world.told(requests.CallSettled, outcome="help")
        await world.settled()
        assert {told.outcome for told in await world.letters(requests.CallSettled)} <= {"help", "hung_up"}


async def test_a_call_of_which_every_callback_is_lost_is_asked_after(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url, disorder=lambda _sid, _number: ()) as world:
        world.outreach.voice.settles_within_s, world.outreach.voice.asked_every_s = 0.2, 0.05  # type: ignore[union-attr]
        await world.trip()
        world.phones.expect_call(RITA).is_busy()
        await world.call()
        assert (await world.told(requests.CallSettled)).outcome == "busy"


WITHOUT: dict[str, tuple[dict[str, Any], str]] = {
    "no number": ({"phone": None}, "the rider has no number that can be called"),
    "no number at all": ({"phone": "call me"}, "the number is no number"),
}


@pytest.mark.parametrize("what", WITHOUT)
async def test_who_cannot_be_called_is_told_to_the_desk_at_once(redis_server: RedisServer, what: str) -> None:
    rider, why = WITHOUT[what]
    async with world_on(redis_server.url) as world:
        await world.trip(**rider)
        await world.call()
        settled = await world.told(requests.CallSettled)
        assert (settled.outcome, settled.detail) == ("failed", why)


async def test_a_quiet_number_is_not_called_and_the_desk_knows_why(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url, file={"quiet": [RITA]}) as world:
        await world.trip()
        await world.call(severity=4)
        settled = await world.told(requests.CallSettled)
        assert (settled.outcome, settled.detail) == ("failed", "the number is on the list of quiet numbers")


async def test_the_drivers_call_goes_to_the_driver_and_asks_for_no_pin(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await world.trip(pin="1234")
        world.phones.expect_call(DAVID).presses("1")
        await world.call(to="driver")
        await world.told(requests.CallSettled, outcome="safe")


async def test_an_answer_that_came_another_way_ends_the_call(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await world.trip()
        rita = world.phones.expect_call(RITA).stays_silent()
        await world.call()
        await rita.came.wait()
        await world.told(requests.CallProgressed, state="in_progress")
        await world.wants(HangUp("c1"))
        assert (await world.told(requests.CallSettled)).outcome == "hung_up"


async def test_an_answer_that_came_while_the_call_still_waited_calls_nobody(redis_server: RedisServer) -> None:
    slow = {"carrier": {"calls_per_s": 0.001, "burst": 1}}
    async with world_on(redis_server.url, file=slow) as world:
        await world.trip()
        world.phones.expect_call(RITA).presses("1")
        await world.call("c1")
        await world.told(requests.CallSettled, call_id="c1")
        await world.call("c2")
        with trio.fail_after(5):
            while not len(world.outreach.dialler):
                await trio.sleep(0.01)
        await world.wants(HangUp("c2"))
        await world.settled()
        assert len(world.exchange.calls) == 1


async def test_an_agent_takes_the_running_call_over(redis_server: RedisServer) -> None:
    ada = {"contact": [{"name": "Ada", "phone": ADA}]}
    async with world_on(redis_server.url, file=ada) as world:
        await world.trip()
        world.phones.expect_call(RITA).stays_silent()
        phone = world.phones.expect_call(ADA)
        await world.call()
        await world.told(requests.CallProgressed, state="in_progress")
        await world.wants(TakeOver("c1", "Ada"))
        assert (await world.told(requests.CallSettled)).outcome == "taken_over"
        room = await _room(world)
        assert len(room.participants) == 2
        assert phone.call is not None
        world.exchange.update(phone.call.sid, None, "completed")
        await room.over.wait()


async def _room(world: World) -> Any:
    with trio.fail_after(5):
        while True:
            for room in world.exchange.rooms.every.values():
                if room.state == "in-progress":
                    return room
            await trio.sleep(0.01)
