"""Whose PIN it is, how often it may be guessed, and that a frightened rider is never locked out for good."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
import trio
from trio.testing import MockClock

from alerts import requests
from escort import wire
from escort.auth import Device
from escort.device_desk import DeviceDesk
from escort.guesses import Guesses, guess_each_s
from escort.inbox import opened
from escort.trips import People, Person, pin_of

# ruff: noqa: ARG001  # a test that names `autojump_clock` runs on it
PEOPLE = People(rider=Person(pin="1234", duress_pin="4321"))
PHONE = Device("phone", "rider", "T")


@pytest.mark.parametrize(
    ("people", "pin", "which"),
    [
        (PEOPLE, "1234", "pin"),
        (PEOPLE, "4321", "duress"),
        (PEOPLE, "1243", "wrong"),
        (PEOPLE, "", "wrong"),
        (PEOPLE, "１２３４", "wrong"),
        (People(), "1234", "none"),
        (People(), "", "none"),
        (None, "1234", "none"),
        (People(rider=Person(duress_pin="9")), "9", "duress"),
        (People(rider=Person(duress_pin="9")), "8", "wrong"),
        (People(rider=Person(pin="5", duress_pin="5")), "5", "duress"),
    ],
)
def test_whose_pin_it_is(people: People | None, pin: str, which: str) -> None:
    assert pin_of(people, pin) == which


def test_five_wrong_ones_and_then_one_a_minute() -> None:
    guesses, counted = Guesses(), 0
    for second in range(3600):
        if guesses.may("T", float(second)):
            guesses.wrong("T", float(second))
            counted += 1
    assert counted == 5 + 3600 / guess_each_s - 1
    assert guesses.may("another", 0.0)


class Registered:
    """A register with one trip."""

    async def find(self, _trip: str) -> Any:
        return type("Trip", (), {"people": PEOPLE})


class Inbox:
    """Everything the desk was asked."""

    def __init__(self) -> None:
        self.asked: list[requests.Request] = []

    async def append(self, _stream: str, payload: bytes) -> str:
        self.asked.append(cast(requests.Request, opened(payload)))
        return "1-0"


async def cancels(desk: DeviceDesk, pins: Sequence[str]) -> list[str]:
    """What the phone is told about each PIN."""
    return [type(await desk.take(PHONE, wire.Cancel("p", pin))).__name__ for pin in pins]


def desk_of(inbox: Inbox) -> DeviceDesk:
    return DeviceDesk(cast(Any, None), cast(Any, inbox), "inbox", cast(Any, Registered()), cast(Any, None))


async def test_after_five_wrong_pins_the_right_one_waits_a_minute(autojump_clock: MockClock) -> None:
    inbox = Inbox()
    desk = desk_of(inbox)
    assert await cancels(desk, ["0000"] * 5 + ["1234"]) == ["Refused"] * 6
    await trio.sleep(guess_each_s)
    assert await cancels(desk, ["1234"]) == ["Cancelled"]
    assert inbox.asked == [requests.PressCancelled("p", duress=False, trip="T")]


async def test_the_duress_pin_is_heard_always(autojump_clock: MockClock) -> None:
    inbox = Inbox()
    desk = desk_of(inbox)
    assert await cancels(desk, ["0000"] * 50 + ["4321"]) == ["Refused"] * 50 + ["Cancelled"]
    assert inbox.asked == [requests.PressCancelled("p", duress=True, trip="T")]


async def test_who_goes_on_guessing_pushes_nobody_s_minute_away(autojump_clock: MockClock) -> None:
    desk = desk_of(Inbox())
    await cancels(desk, ["0000"] * 5)
    for _ in range(59):
        await trio.sleep(1.0)
        await cancels(desk, ["0000"])
    await trio.sleep(1.0)
    assert await cancels(desk, ["1234"]) == ["Cancelled"]
