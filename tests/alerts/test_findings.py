"""Geometry sees something, and the phones are asked before anybody is woken."""

from datetime import timedelta

from alerts import Checkin, Severity
from alerts.effects import QUESTION
from alerts.folding import reasons_max
from alerts.moments import unix_s
from tests.alerts.shift import BEGIN, POLICY, Shift, kinds

ANSWER_S = POLICY.checkin.answer_within_s


def test_a_finding_of_level_two_opens_and_asks_both_phones() -> None:
    shift = Shift()
    decision = shift.find()
    assert kinds(decision.entries) == ["opened", "found", "asked"]
    [effect] = decision.effects
    assert (effect.channel, effect.to, effect.trip) == ("prompt", "both", "T")
    answer_by = unix_s(BEGIN + timedelta(seconds=ANSWER_S))
    assert effect.body == Checkin("i-1-c1", QUESTION, "180 m off the planned route for 31 s.", answer_by)
    assert shift.desk.open["i-1"].place == (-8.6, 41.1)


def test_a_note_opens_nothing_but_joins_what_is_open() -> None:
    shift = Shift()
    assert shift.find(severity=0, ask=False).entries == ()
    shift.press()
    assert kinds(shift.find(severity=0, ask=False).entries) == ["found"]


def test_the_same_finding_again_writes_nothing_even_after_the_close() -> None:
    shift = Shift()
    shift.find()
    assert shift.find().entries == ()
    shift.claim()
    shift.close()
    assert shift.find().entries == ()
    assert shift.find(finding_id="g").incident == "i-2"


def test_a_cleared_finding_is_noted_and_lowers_nothing() -> None:
    shift = Shift()
    assert shift.find(edge="cleared").entries == ()
    shift.find()
    assert kinds(shift.find(edge="cleared", sentence="Back on the planned route.").entries) == ["found"]
    assert shift.desk.open["i-1"].severity == Severity.ASK
    assert shift.desk.open["i-1"].reasons == ("180 m off the planned route for 31 s.",)


def test_a_worse_finding_raises_and_keeps_the_reasons() -> None:
    shift = Shift()
    shift.find(severity=1, ask=False)
    assert kinds(shift.find(severity=3, ask=False, finding_id="g").entries) == ["found", "raised"]
    assert shift.desk.open["i-1"].severity == Severity.HUMAN


def test_the_riders_ok_lowers_and_a_human_still_looks() -> None:
    shift = Shift()
    shift.find()
    assert kinds(shift.at(10).answer("ok").entries) == ["answered", "lowered"]
    assert shift.desk.open["i-1"].severity == Severity.LOOK
    assert shift.answer("ok").entries == ()


def test_the_drivers_ok_calms_nobody_and_the_rider_is_still_awaited() -> None:
    shift = Shift()
    shift.find()
    assert kinds(shift.at(10).answer("ok", by="driver").entries) == ["answered"]
    assert shift.desk.open["i-1"].severity == Severity.ASK
    assert kinds(shift.at(ANSWER_S).due().entries) == ["unanswered", "called"]


def test_help_is_a_threat_to_life_whoever_asks_for_it() -> None:
    for by in ("rider", "driver"):
        shift = Shift()
        shift.find()
        assert kinds(shift.answer("help", by=by).entries) == ["answered", "raised"]
        assert shift.desk.open["i-1"].severity == Severity.LIFE


def test_after_help_an_ok_calms_nobody() -> None:
    shift = Shift()
    shift.find()
    shift.answer("help")
    assert kinds(shift.answer("ok").entries) == ["answered"]
    assert shift.desk.open["i-1"].severity == Severity.LIFE


def test_an_ok_does_not_calm_a_press() -> None:
    shift = Shift()
    shift.find()
    shift.press()
    assert kinds(shift.answer("ok").entries) == ["answered"]
    assert shift.desk.open["i-1"].severity == Severity.LIFE


def test_duress_looks_like_ok_to_the_phone_and_raises_without_a_sound() -> None:
    shift = Shift()
    shift.find()
    decision = shift.answer("ok", duress=True)
    assert kinds(decision.entries) == ["duress", "raised"]
    assert not {"prompt", "voice"} & {effect.channel for effect in decision.effects}, "no phone shows anything"
    assert shift.desk.open["i-1"].answer_by is None
    assert shift.answer("ok", duress=True).entries == ()


def test_help_after_the_close_opens_a_new_incident() -> None:
    shift = Shift()
    shift.find()
    shift.claim()
    shift.close()
    assert shift.answer("ok").entries == ()
    assert kinds(shift.answer("help").entries) == ["opened", "answered"]
    assert shift.desk.open["i-2"].severity == Severity.LIFE


def test_nobody_answers_for_another_trip() -> None:
    shift = Shift()
    shift.find(trip="T")
    assert shift.answer("ok", checkin_id="i-1-c1", trip="U").entries == ()
    assert shift.desk.open["i-1"].severity == Severity.ASK


def test_an_answer_to_a_check_in_never_asked_counts_nothing() -> None:
    shift = Shift()
    shift.find(ask=False)
    for guess in ("i-1-c1", "i-1-c0", "i-1-c", "i-1", "", "i-1-c" + "9" * 5_000, "i-1-c٣"):
        assert shift.answer("ok", checkin_id=guess).entries == ()


def test_silence_in_the_app_rings_the_phone_and_silence_there_brings_a_human_and_a_late_ok_still_lowers() -> None:
    shift = Shift()
    shift.find()
    assert shift.at(ANSWER_S - 1).due().entries == ()
    assert kinds(shift.at(ANSWER_S).due().entries) == ["unanswered", "called"]
    assert kinds(shift.at(ANSWER_S + 45).due().entries) == ["raised"]
    assert shift.desk.open["i-1"].severity == Severity.HUMAN
    assert kinds(shift.at(ANSWER_S + 50).answer("ok").entries) == ["answered", "lowered"]


def test_a_late_ok_to_an_older_question_does_not_answer_the_newer_one() -> None:
    shift = Shift()
    shift.find(finding_id="f")
    shift.at(ANSWER_S).due()
    shift.at(ANSWER_S + 45).due()
    shift.at(80).find(finding_id="g")
    assert shift.desk.open["i-1"].checkin_id == "i-1-c2"
    assert kinds(shift.at(81).answer("ok", checkin_id="i-1-c1").entries) == ["answered"]
    assert shift.desk.open["i-1"].answer_by is not None
    assert shift.desk.open["i-1"].severity == Severity.HUMAN


def test_no_phone_lights_up_while_an_alarm_stands_or_an_agent_is_at_work() -> None:
    silent = Shift()
    silent.press(kind="silent")
    assert silent.find().effects == ()
    cried = Shift()
    cried.find()
    cried.answer("help")
    assert cried.find(finding_id="g").effects == ()
    claimed = Shift()
    claimed.find(severity=1, ask=False)
    claimed.claim()
    assert claimed.find(finding_id="g").effects == ()


def test_while_an_answer_is_awaited_nobody_is_asked_twice() -> None:
    shift = Shift()
    shift.find(finding_id="f")
    assert kinds(shift.at(5).find(finding_id="g").entries) == ["found"]


def test_reasons_are_kept_once_each_and_not_for_ever() -> None:
    shift = Shift()
    shift.press()
    for number in range(2 * reasons_max):
        shift.find(finding_id=f"f{number}", severity=0, ask=False, sentence=f"{number // 2} m off the planned route.")
    reasons = shift.desk.open["i-1"].reasons
    assert len(reasons) == len(set(reasons)) == reasons_max
    assert reasons[0] == "The rider pressed the alarm button."
    assert reasons[-1] == f"{reasons_max - 1} m off the planned route."
