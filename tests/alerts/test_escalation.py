"""Every open incident has a next due time, and time that passes brings in the next level."""

from datetime import timedelta

import pytest

from alerts import Incident, Severity, next_due
from alerts.escalation import due
from alerts.timeline import Escalated
from tests.alerts.shift import BEGIN, POLICY, Shift, kinds


def due_s(shift: Shift, incident: str = "i-1") -> float:
    moment = next_due(POLICY, shift.desk.open[incident])
    assert moment is not None
    return (moment - BEGIN).total_seconds()


def climb(shift: Shift, until_s: float) -> list[tuple[float, str]]:
    """Let time pass with nobody there; when each level was brought in."""
    climbed: list[tuple[float, str]] = []
    while (moment := shift.desk.next_due()) is not None and (moment - BEGIN).total_seconds() <= until_s:
        shift.now = moment
        entries = shift.due().entries
        at_s = (entries[0].at - BEGIN).total_seconds()
        climbed += [(at_s, each.entry.level) for each in entries if isinstance(each.entry, Escalated)]
    return climbed


def test_an_unclaimed_press_climbs_and_the_last_level_is_asked_again_and_again() -> None:
    shift = Shift()
    shift.press()
    assert climb(shift, until_s=130) == [
        (15, "team"), (35, "supervisor"), (65, "supervisor"), (95, "supervisor"), (125, "supervisor")
    ]  # fmt: skip


def test_a_finding_nobody_answers_reaches_the_team_within_ninety_seconds() -> None:
    shift = Shift()
    shift.find()
    assert climb(shift, until_s=90)[0] == (60, "team")


def test_a_claim_begins_the_holders_own_time() -> None:
    shift = Shift()
    shift.press()
    shift.at(10).claim()
    assert due_s(shift) == 70
    assert climb(shift, until_s=95) == [(70, "team"), (90, "supervisor")]
    assert shift.desk.open["i-1"].claimed_by == "Ada"


@pytest.mark.parametrize("act", ["note", "tell", "ask"])
def test_every_act_of_the_holder_begins_it_anew(act: str) -> None:
    shift = Shift()
    shift.press()
    shift.at(10).claim()
    shift.at(70).due()
    assert shift.desk.open["i-1"].level == "team"
    shift.at(75)
    {"note": lambda: shift.note("n"), "tell": lambda: shift.tell("t"), "ask": lambda: shift.ask()}[act]()
    incident = shift.desk.open["i-1"]
    assert (incident.step, incident.level) == (0, "desk")
    assert due_s(shift) == (75 + 30 if act == "ask" else 75 + 60)


def test_what_others_write_postpones_nothing() -> None:
    shift = Shift()
    shift.press()
    shift.at(5).claim()
    before = due_s(shift)
    shift.at(20).note("looks bad", agent="Bo")
    shift.at(21).say("help")
    shift.at(22).press(press_id="q")
    shift.at(23).find(severity=3)
    assert due_s(shift) == before


def test_a_raise_never_postpones() -> None:
    shift = Shift()
    shift.find(severity=1, ask=False)
    shift.at(597).press()
    assert due_s(shift) == 600  # level 1 had three seconds left; level 4 alone would have had fifteen


def test_a_raise_brings_the_due_time_nearer() -> None:
    shift = Shift()
    shift.find(severity=1, ask=False)
    shift.at(10).press()
    assert due_s(shift) == 25


def test_a_human_answer_gives_the_time_of_the_lower_severity() -> None:
    shift = Shift()
    shift.press()
    shift.at(10).cancel()
    assert due_s(shift) == 100


def test_an_agent_brings_in_the_next_level_at_once() -> None:
    shift = Shift()
    shift.press()
    shift.at(3).escalate("the rider screams", agent="Bo")
    incident = shift.desk.open["i-1"]
    assert (incident.level, incident.step, due_s(shift)) == ("team", 1, 23)


def test_after_an_hour_of_darkness_each_case_escalates_once_and_not_a_hundred_times() -> None:
    shift = Shift()
    shift.press()
    assert kinds(shift.at(3_600).due().entries) == ["escalated"]
    assert due_s(shift) == 3_620


def test_more_cases_than_one_turn_takes_are_all_moved_on() -> None:
    shift = Shift()
    for number in range(450):
        shift.press(trip=f"T{number}")
    shift.at(20)
    assert [len(shift.due().entries) for _ in range(4)] == [200, 200, 50, 0]


def test_the_sentence_says_who_was_there_and_for_how_long() -> None:
    shift = Shift()
    shift.press()
    [escalated] = due(POLICY, shift.desk.open["i-1"], BEGIN + timedelta(seconds=15))
    assert isinstance(escalated, Escalated)
    assert escalated.why == "Nobody claimed it in the 15 s it has been with the desk."


def test_a_closed_case_is_never_due() -> None:
    shift = Shift()
    shift.find()
    shift.claim()
    shift.close()
    closed: Incident = shift.of("i-1")
    assert next_due(POLICY, closed) is None
    assert due(POLICY, closed, BEGIN + timedelta(days=9)) == ()
    assert shift.desk.next_due() is None


def test_a_clock_that_steps_back_an_hour_neither_disorders_nor_delays() -> None:
    shift = Shift()
    shift.at(3_600).press(trip="T")
    decision = shift.at(0).press(trip="U")
    assert decision.entries[0].at == BEGIN + timedelta(seconds=3_600)
    assert shift.desk.next_due() == BEGIN + timedelta(seconds=15)
    assert kinds(shift.at(15).due().entries) == ["escalated", "escalated"]
    assert [each.at for each in shift.timeline] == sorted(each.at for each in shift.timeline)


def test_a_clock_set_right_again_is_believed() -> None:
    shift = Shift()
    shift.at(3_600).press(trip="T")
    shift.at(0).press(trip="U")
    decision = shift.at(3_610).press(trip="V")
    assert decision.entries[0].at == BEGIN + timedelta(seconds=3_610)
    assert shift.desk.open["i-3"].severity == Severity.LIFE
