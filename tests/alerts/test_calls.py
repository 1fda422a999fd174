"""The phone rings where the app is silent; only a human's own word counts, and a cry for help whenever it comes."""

from typing import get_args

import pytest

from alerts import HangUp, PlaceCall, Severity, TakeOver, requests
from alerts.checkins import page_id_of
from alerts.folding_reach import REACHED
from alerts.requests import Outcome
from tests.alerts.shift import POLICY, Shift, kinds

NOBODY = sorted(set(get_args(Outcome)) - set(REACHED))
REDIAL_S = POLICY.call.redial_after_s


def ringing() -> Shift:
    """A rider who did not answer in the app, and whose phone rings 30 s after the finding."""
    shift = Shift()
    shift.find()
    shift.at(30).due()
    return shift


def test_who_does_not_answer_in_the_app_is_called_and_told_why() -> None:
    shift = Shift()
    shift.find()
    decision = shift.at(30).due()
    [effect] = decision.effects
    why = "Nobody answered when asked whether all is well."
    assert (effect.channel, effect.body) == ("voice", PlaceCall("i-1-call1", "rider", why, 1, 2))
    assert shift.desk.open["i-1"].offer is None, "no agent is brought in yet"


def test_the_riders_safe_lowers_and_settles_what_was_asked() -> None:
    shift = ringing()
    assert kinds(shift.at(40).settle("safe").entries) == ["call_settled", "lowered"]
    assert shift.desk.open["i-1"].severity == Severity.LOOK
    assert shift.settle("safe").entries == ()


@pytest.mark.parametrize("outcome", NOBODY)
def test_whatever_is_no_human_word_brings_a_human(outcome: Outcome) -> None:
    shift = ringing()
    assert kinds(shift.at(40).settle(outcome).entries) == ["call_settled", "raised"]
    assert shift.desk.open["i-1"].severity == Severity.HUMAN


@pytest.mark.parametrize("outcome", ["help", "duress"])
def test_a_cry_for_help_is_a_threat_to_life_even_after_the_call_was_settled_and_after_the_close(
    outcome: Outcome,
) -> None:
    late = ringing()
    late.settle("failed")
    assert kinds(late.settle(outcome).entries)[-1] == "raised"
    assert late.desk.open["i-1"].severity == Severity.LIFE
    closed = ringing()
    closed.claim()
    closed.close()
    assert kinds(closed.settle(outcome).entries)[0] == "opened"
    assert (closed.desk.open["i-2"].severity, closed.desk.open["i-2"].continues) == (Severity.LIFE, "i-1")
    assert closed.settle(outcome).entries == ()


def test_what_the_driver_says_on_the_phone_calms_nobody() -> None:
    shift = Shift()
    shift.find(severity=3, ask=False)
    shift.claim()
    shift.call(to="driver")
    assert kinds(shift.settle("safe").entries) == ["call_settled"]
    assert shift.desk.open["i-1"].severity == Severity.HUMAN


def test_a_call_that_was_never_placed_settles_nothing() -> None:
    shift = ringing()
    for guess in ("i-1-call2", "i-1-call", "i-2-call1", ""):
        assert shift.settle("safe", call_id=guess).entries == ()


def test_callbacks_out_of_order_tell_nothing_new() -> None:
    shift = ringing()

    def progress(state: str) -> list[str]:
        request = {"call_id": "i-1-call1", "incident": "i-1", "state": state, "sequence": 1}
        return kinds(shift.send(requests.CallProgressed(**request)).entries)  # type: ignore[arg-type]

    assert [progress(state) for state in ("queued", "in_progress", "ringing", "in_progress")] == [
        [], ["call_progressed"], [], []
    ]  # fmt: skip
    shift.settle("voicemail")
    assert progress("ringing") == []


def test_an_unreached_rider_is_called_again_until_an_agent_has_the_case() -> None:
    shift = ringing()
    shift.at(40).settle("busy")
    shift.at(70).due()
    assert kinds(shift.at(40 + REDIAL_S[0]).due().entries) == ["called"]
    shift.at(100).settle("no_answer", "i-1-call2")
    shift.claim()
    for seconds in range(110, 3_000, 10):
        shift.at(seconds).note("looking for another number")
        assert kinds(shift.due().entries) == []


def test_a_second_silence_in_the_app_does_not_ring_the_phone_out_of_turn() -> None:
    shift = ringing()
    shift.at(40).settle("no_answer")
    assert kinds(shift.at(45).find(finding_id="g").entries) == ["found", "asked"]
    assert kinds(shift.at(75).due().entries) == ["unanswered", "escalated", "paged"]
    assert kinds(shift.at(40 + REDIAL_S[0]).due().entries) == ["called"]


def test_an_agents_own_call_that_reaches_nobody_is_the_agents_to_repeat() -> None:
    shift = ringing()
    shift.claim()
    shift.at(40).settle("no_answer")
    assert kinds(shift.at(40 + REDIAL_S[0]).due().entries) == []


def test_what_the_rider_said_on_the_phone_need_not_be_answered_in_the_app_too() -> None:
    shift = ringing()
    shift.claim()
    shift.ask()
    shift.at(40).settle("safe")
    assert shift.desk.open["i-1"].answer_by is None


def test_an_answer_in_the_app_stops_the_ringing_and_no_later_word_of_the_carrier_undoes_it() -> None:
    shift = ringing()
    decision = shift.at(35).answer("ok")
    assert kinds(decision.entries) == ["answered", "lowered"]
    assert [effect.body for effect in decision.effects] == [HangUp("i-1-call1")]
    assert kinds(shift.at(36).settle("hung_up").entries) == ["call_settled"]
    assert shift.desk.open["i-1"].severity == Severity.LOOK
    assert kinds(shift.at(300).due().entries) == []


def test_a_call_of_which_the_carrier_says_nothing_has_failed() -> None:
    shift = Shift()
    shift.find(severity=3, ask=False)
    shift.claim()
    shift.call()
    shift.at(100).note("still trying")
    assert kinds(shift.at(POLICY.call.settle_within_s).due().entries) == ["call_settled"]
    assert shift.desk.open["i-1"].call is None


def test_an_agent_takes_the_running_call_over_and_speaks_as_long_as_it_takes() -> None:
    shift = ringing()
    shift.claim()
    decision = shift.at(41).take_call()
    assert [effect.body for effect in decision.effects] == [TakeOver("i-1-call1", "Ada")]
    assert kinds(shift.at(900).due().entries) == [], "who speaks with the rider is not idle"
    assert kinds(shift.settle("taken_over").entries) == ["call_settled"]
    refused = [decision.refusal for decision in (shift.take_call(), shift.call(agent="Bo"))]
    assert [each.why for each in refused if each] == ["no call is running", "claimed by Ada, not by you"]


def test_there_is_one_call_at_a_time() -> None:
    shift = Shift()
    shift.press()
    shift.claim()
    assert kinds(shift.call().entries) == ["called"]
    refused = shift.call().refusal
    assert refused is not None
    assert refused.why == "a call is running already: take it over, or wait for its end"


def test_nobody_is_called_by_a_machine_while_a_press_stands() -> None:
    shift = Shift()
    shift.find()
    shift.press(kind="silent")
    entries = [kind for seconds in range(0, 3_600, 15) for kind in kinds(shift.at(seconds).due().entries)]
    assert "called" not in entries
    assert "unanswered" in entries


def test_a_finding_that_is_best_called_about_is_called_about_at_once() -> None:
    shift = Shift()
    found = requests.Found("f", "T", "signal_loss", "raised", 0, 0, "Silent.", {}, 2, True, None, call=True)
    assert kinds(shift.send(found).entries) == ["opened", "found", "called"]
    assert shift.desk.open["i-1"].level == "call"


@pytest.mark.parametrize("call", [True, False])
def test_what_people_were_asked_about_is_not_taken_from_them_by_a_question_put_beside(call: bool) -> None:
    shift = Shift().come("Ada")
    shift.find(severity=1, ask=False)
    found = requests.Found("g", "T", "signal_loss", "raised", 0, 0, "Silent.", {}, 2, True, None, call=call)
    assert kinds(shift.send(found).entries) == ["found", "raised", "called" if call else "asked"]
    assert (shift.desk.open["i-1"].level, shift.desk.open["i-1"].offered_to) == ("offer", "Ada")


def test_a_page_answered_too_late_takes_nothing_from_its_holder() -> None:
    shift = Shift()
    shift.press()
    shift.at(15).due()
    shift.claim(agent="Ada")
    assert kinds(shift.send(requests.PageSettled("i-1-page1", "i-1", "answered", "Bo")).entries) == ["page_settled"]


def test_a_page_that_an_agent_answers_claims_for_that_agent() -> None:
    shift = Shift()
    shift.press()
    shift.at(15).due()
    page_id = page_id_of(shift.desk.open["i-1"], 1)
    answered = requests.PageSettled(page_id, "i-1", "answered", "Bo")
    assert kinds(shift.send(answered).entries) == ["page_settled", "claimed"]
    assert shift.send(answered).entries == ()
    assert shift.send(requests.PageSettled("i-1-page9", "i-1", "answered", "Eve")).entries == ()


def test_a_page_that_reaches_nobody_brings_in_the_next_level_at_once() -> None:
    shift = Shift()
    shift.press()
    shift.at(15).due()
    assert kinds(shift.at(16).send(requests.PageSettled("i-1-page1", "i-1", "failed")).entries) == [
        "page_settled", "escalated", "paged"
    ]  # fmt: skip
    assert shift.desk.open["i-1"].level == "supervisor"
    late = requests.PageSettled("i-1-page1", "i-1", "no_answer")
    assert kinds(shift.at(17).send(late).entries) == ["page_settled"], "somebody else is being paged by now"
    shift.send(requests.PageSettled("i-1-page2", "i-1", "no_answer"))
    last = requests.PageSettled("i-1-page3", "i-1", "no_answer")
    assert kinds(shift.send(last).entries) == ["page_settled"], "nobody is left; the last level's own pace goes on"
    assert shift.desk.next_due() == shift.at(17 + 30).now


def test_an_effect_that_was_given_up_takes_the_case_one_step_up() -> None:
    app = Shift()
    [effect] = app.find().effects
    given_up = requests.EffectFailed(effect.effect_id, "i-1", "no phone took it")
    assert kinds(app.send(given_up).entries) == ["effect_failed", "unanswered", "called"]
    assert app.send(given_up).entries == ()
    [call] = [each for each in app.timeline if kinds([each]) == ["called"]]
    voice = requests.EffectFailed(f"i-1/{app.timeline.index(call) + 1}/voice", "i-1", "the carrier is away")
    assert kinds(app.send(voice).entries) == ["effect_failed", "call_settled", "raised"]


def test_failing_pages_climb_to_the_end_and_do_not_spin_there() -> None:
    shift = Shift()
    shift.press()
    effects = shift.at(15).due().effects
    climbed: list[list[str]] = []
    for _ in range(20):
        pages = [effect for effect in effects if effect.channel == "page"]
        if not pages:
            break
        decision = shift.send(requests.EffectFailed(pages[0].effect_id, "i-1", "no number"))
        effects, climbed = decision.effects, [*climbed, kinds(decision.entries)]
    assert climbed == [["effect_failed", "escalated", "paged"]] * 2 + [["effect_failed"]]
    assert shift.desk.open["i-1"].level == "break_glass"
