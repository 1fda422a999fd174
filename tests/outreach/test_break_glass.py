"""Presses that no desk shows make the break-glass phones ring, without the log and without webhooks."""

from itertools import pairwise
from pathlib import Path

import pytest
import trio

from alerts.outreach.exchange import Exchange, FaultPlan, Phones
from alerts.requests import Pressed
from escort import break_glass, clock
from escort.break_glass import BreakGlass, Rung, again_at_most_s, again_s, spoken, written
from escort.inbox import sealed
from escort.outbox.settings import Contact
from escort.spool import Spool
from tests.outreach.conftest import carrier_of

ADA, BO = "+351932345678", "+351942345678"
JUST_NOW = clock.now_s()
PRESS = sealed(Pressed("p1", "T1", "sos", "rider", JUST_NOW, (JUST_NOW, 41.15, -8.61, 5.0), True))


async def test_an_alarm_that_no_desk_shows_rings_every_number_and_says_where(
    exchange: Exchange, phones: Phones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(break_glass, "look_every_s", 0.02)
    exchange.faults = FaultPlan({ADA: ["broken"]})
    spool = Spool(tmp_path / "spool.sqlite")
    contacts = (Contact("Ada", ADA), Contact("Bo", BO))
    with phones:
        phones.expect_call(BO).hears("One alarm waits").hears("act now")
        async with carrier_of(exchange) as carrier, trio.open_nursery() as nursery:
            nursery.start_soon(spool.write)
            nursery.start_soon(BreakGlass(spool, carrier, contacts, after_s=0.1).watch)
            await spool.keep("press/2/T1/p1", PRESS, clock.now_s())
            with trio.fail_after(10):
                await phones.met()
                while not (phones.texts[ADA] and phones.texts[BO]):
                    await trio.sleep(0.01)
            nursery.cancel_scope.cancel()
    spool.close()
    [text] = phones.texts[BO]
    assert text.startswith(
        "Break glass: the safety desk cannot be reached. rider of trip T1 pressed sos "
        f"at {clock.at(JUST_NOW):%H:%M:%S} UTC"
    )
    assert text.endswith("at 41.15000,-8.61000")


async def test_a_press_that_the_desk_has_shown_rings_nobody(
    exchange: Exchange, phones: Phones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(break_glass, "look_every_s", 0.02)
    spool = Spool(tmp_path / "spool.sqlite")
    with phones:
        async with carrier_of(exchange) as carrier, trio.open_nursery() as nursery:
            nursery.start_soon(spool.write)
            nursery.start_soon(BreakGlass(spool, carrier, (Contact("Ada", ADA),), after_s=0.3).watch)
            await spool.keep("press/2/T1/p1", PRESS, clock.now_s())
            spool.shown("press/2/T1/p1")
            await trio.sleep(0.6)
            nursery.cancel_scope.cancel()
    spool.close()
    assert not exchange.calls


def test_it_rings_again_ever_more_slowly_and_for_a_new_press_at_once() -> None:
    one, two = frozenset({"a"}), frozenset({"a", "b"})
    rung, times, now_s = Rung(), [], 0.0
    while now_s < 1_000:
        if rung.due(one, now_s):
            times.append(now_s)
            rung = rung.after(one, now_s)
        now_s += 1
    assert times == [0, again_s, 90, 210, 450, 750]
    assert max(late - early for early, late in pairwise(times)) <= again_at_most_s
    assert not rung.due(one, now_s - 200)
    assert rung.due(two, now_s - 200)
    assert not rung.due(frozenset(), now_s + 1_000)


def test_many_presses_are_counted_and_the_newest_named() -> None:
    presses = [sealed(Pressed(f"p{n}", f"T{n}", "sos", "rider", None, None, True)) for n in range(5)]
    assert "5 alarms wait" in spoken(len(presses))
    text = written(presses)
    assert text.endswith("trip T4 pressed sos; rider of trip T3 pressed sos; rider of trip T2 pressed sos and 2 more")


@pytest.mark.parametrize("wrong", [1.79e12, -1.0, 0.0, 1e300])
def test_a_phone_s_wrong_clock_silences_nobody(wrong: float) -> None:
    presses = [sealed(Pressed("p", trip, "sos", "rider", at, None, True)) for trip, at in (("T", wrong), ("U", None))]
    text = written(presses)
    assert "trip T pressed sos" in text
    assert "UTC" not in text
