"""Every open incident has a next due time, and time that passes brings in the next level."""

from itertools import pairwise

import pytest

from alerts import Incident, Page, Severity, next_due
from alerts.escalation import move_on
from alerts.ladder import wider
from alerts.ledger import Ledger
from alerts.timeline import Escalated, TakenBack
from alerts.turn import Turn
from tests.alerts.shift import BEGIN, POLICY, REGION, Shift, kinds


def due_s(shift: Shift, incident: str = "i-1") -> float:
    moment = next_due(POLICY, shift.desk.open[incident])
    assert moment is not None
    return (moment - BEGIN).total_seconds()


def climb(shift: Shift, until_s: float) -> list[tuple[float, str]]:
    """Let time pass with nobody there; when each level was brought in."""
    climbed: list[tuple[float, str]] = []
    while (moment := shift.desk.next_due()) is not None and (moment - BEGIN).total_seconds() <= until_s:
        shift.now = moment
        for each in shift.due().entries:
            at_s = (each.at - BEGIN).total_seconds()
            if isinstance(each.entry, Escalated):
                climbed.append((at_s, each.entry.level))
            elif isinstance(each.entry, TakenBack):
                climbed.append((at_s, "taken back"))
    return climbed


def test_an_unclaimed_press_climbs_to_the_last_level_which_is_asked_again_less_and_less_often() -> None:
    shift = Shift()
    shift.press()
    climbed = climb(shift, until_s=3_000)
    assert climbed[:4] == [(15, "team"), (35, "supervisor"), (65, "break_glass"), (95, "break_glass")]
    assert {level for _, level in climbed[4:]} == {"break_glass"}
    pauses = [later - sooner for (sooner, _), (later, _) in pairwise(climbed[2:])]
    assert pauses[:3] == pytest.approx([30, 30 * wider, 30 * wider**2])
    assert pauses == sorted(pauses)
    assert pauses[-1] == POLICY.ladder(4).repeat_at_most_s, "and never stops"


def test_every_level_beyond_the_agents_is_paged() -> None:
    shift = Shift()
    shift.press()
    decision = shift.at(15).due()
    assert kinds(decision.entries) == ["escalated", "paged"]
    [effect] = decision.effects
    why = "The rider pressed the alarm button. Nobody claimed it in the 15 s it has been offered to the agents."
    assert effect.body == Page("i-1-page1", "team", "team", 4, why, "i-1")


def test_a_finding_nobody_answers_reaches_people_within_ninety_seconds() -> None:
    shift = Shift()
    shift.find()
    shift.at(30).due()
    shift.at(75).due()
    assert (shift.desk.open["i-1"].severity, shift.desk.open["i-1"].waits) == (Severity.HUMAN, True)
    assert climb(shift, until_s=170)[0] == (105, "team")


def test_a_case_that_is_claimed_and_not_touched_is_taken_back_and_climbs_as_at_the_beginning() -> None:
    shift = Shift()
    shift.press()
    shift.at(10).claim()
    assert due_s(shift) == 70
    assert climb(shift, until_s=85) == [(70, "taken back"), (85, "team")]
    assert shift.desk.open["i-1"].claimed_by is None


def test_one_who_has_worked_on_it_is_helped_first() -> None:
    shift = Shift()
    shift.press()
    shift.at(10).claim()
    shift.at(20).note("calling the rider")
    assert climb(shift, until_s=100) == [(80, "team"), (100, "taken back")]


@pytest.mark.parametrize("act", ["note", "tell", "ask"])
def test_every_act_of_the_holder_begins_it_anew(act: str) -> None:
    shift = Shift()
    shift.press()
    shift.at(10).claim()
    shift.at(11).note("n")
    shift.at(71).due()
    assert shift.desk.open["i-1"].level == "team"
    shift.at(75)
    {"note": lambda: shift.note("n"), "tell": lambda: shift.tell("t"), "ask": lambda: shift.ask()}[act]()
    incident = shift.desk.open["i-1"]
    assert (incident.step, incident.level) == (0, "offer")
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
    assert kinds(shift.at(3_600).due().entries) == ["escalated", "paged"]
    assert due_s(shift) == 3_620


def test_more_cases_than_one_turn_takes_are_all_moved_on() -> None:
    shift = Shift()
    for number in range(450):
        shift.press(trip=f"T{number}")
    shift.at(20)
    assert [kinds(shift.due().entries).count("escalated") for _ in range(4)] == [200, 200, 50, 0]


def test_a_closed_case_is_never_due() -> None:
    shift = Shift()
    shift.find()
    shift.claim()
    shift.close()
    closed: Incident = shift.of("i-1")
    assert next_due(POLICY, closed) is None
    assert shift.desk.next_due() is None
    turn = Turn(Ledger(POLICY, REGION), POLICY, BEGIN)
    assert move_on(turn, closed) == closed


def test_a_clock_that_steps_back_an_hour_neither_disorders_nor_delays() -> None:
    shift = Shift()
    shift.at(3_600).press(trip="T")
    decision = shift.at(0).press(trip="U")
    assert (decision.entries[0].at - BEGIN).total_seconds() == 3_600
    assert shift.desk.next_due() == shift.at(15).now
    assert kinds(shift.at(15).due().entries) == ["escalated", "paged"] * 2
    assert [each.at for each in shift.timeline] == sorted(each.at for each in shift.timeline)


def test_a_clock_set_right_again_is_believed() -> None:
    shift = Shift()
    shift.at(3_600).press(trip="T")
    shift.at(0).press(trip="U")
    decision = shift.at(3_610).press(trip="V")
    assert (decision.entries[0].at - BEGIN).total_seconds() == 3_610
    assert shift.desk.open["i-3"].severity == Severity.LIFE
