"""What the world is told follows from entries alone, and nobody is told what is none of their business."""

from alerts import Announce, Decision, Guardian, requests
from tests.alerts.shift import Shift


def channels(decision: Decision) -> list[str]:
    return [effect.channel for effect in decision.effects]


def test_guardians_hear_of_a_threat_to_life_and_of_nothing_less() -> None:
    shift = Shift()
    assert channels(shift.find(severity=2, ask=False)) == []
    assert channels(shift.find(severity=3, ask=False, finding_id="g")) == ["webhook"]
    decision = shift.press()
    assert [effect.body for effect in decision.effects] == [
        Announce("raised", "The rider pressed the alarm button.", 4),
        Guardian("T", 4),
    ]


def test_subscribers_hear_of_severe_cases_from_their_opening_to_their_close() -> None:
    shift = Shift()
    whats = [effect.body.what for effect in shift.press().effects if isinstance(effect.body, Announce)]
    shift.claim()
    whats += [effect.body.what for effect in shift.close().effects if isinstance(effect.body, Announce)]
    assert whats == ["opened", "closed"]
    mild = Shift()
    mild.find(severity=1, ask=False)
    mild.claim()
    assert channels(mild.close()) == []


def test_what_ails_the_service_concerns_neither_guardians_nor_subscribers() -> None:
    shift = Shift()
    assert channels(shift.send(requests.OperatorAlarm("disk", "Disk is full", "", True, 5.0))) == []
    shift.claim()
    assert channels(shift.judge(4)) == []
    assert shift.desk.open["i-1"].severity == 4
    assert channels(shift.close()) == []


def test_each_effect_is_named_after_its_entry() -> None:
    shift = Shift()
    ids = [effect.effect_id for effect in shift.press().effects]
    ids += [effect.effect_id for effect in shift.at(15).due().effects]
    assert ids == ["i-1/1/webhook", "i-1/1/sms", "i-1/4/page"]
