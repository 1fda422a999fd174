"""What agents do with an incident, and what they are told when it cannot be done."""

from alerts import Told, requests
from alerts.moments import unix_s
from tests.alerts.shift import Shift, kinds


def why(decision: object) -> str | None:
    refusal = getattr(decision, "refusal", None)
    return None if refusal is None else str(refusal.why)


def claimed() -> Shift:
    shift = Shift()
    shift.press()
    shift.at(4).claim(agent="Ada")
    return shift


def test_of_two_agents_the_first_gets_it_and_the_second_is_told_who() -> None:
    shift = Shift()
    shift.press()
    assert kinds(shift.claim(agent="Ada", request_id="a").entries) == ["claimed"]
    refused = shift.claim(agent="Bo", request_id="b")
    assert (refused.entries, why(refused), refused.answer_to) == ((), "already claimed by Ada", "b")
    assert shift.desk.open["i-1"].claimed_by == "Ada"


def test_the_same_request_three_times_gets_the_same_answer() -> None:
    shift = Shift()
    shift.press()
    first = shift.claim(request_id="a")
    for seconds in (1, 2):
        again = shift.at(seconds).claim(request_id="a")
        assert (again.entries, again.answer_to, again.repeated) == ((), "a", first.entries[0])
    shift.close()
    assert shift.claim(request_id="a").repeated == first.entries[0]


def test_a_request_id_stands_for_one_request_of_one_agent() -> None:
    shift = claimed()
    shift.press(trip="U")
    shift.claim(incident="i-2", agent="Bo", request_id="x")
    for refused in (
        shift.claim(incident="i-1", agent="Bo", request_id="x"),
        shift.claim(incident="i-2", agent="Ada", request_id="x"),
    ):
        assert why(refused) == "this request_id already stands for another request, on i-2"


def test_a_case_is_claimed_noted_and_closed_and_each_step_stands() -> None:
    shift = claimed()
    shift.at(9).note("called the rider")
    decision = shift.at(60).close("safe")
    assert kinds(shift.timeline) == ["opened", "pressed", "claimed", "noted", "closed"]
    assert decision.incident == "i-1"
    incident = shift.of("i-1")
    assert (incident.state, incident.disposition, incident.closed_by) == ("closed", "safe", "Ada")
    assert not shift.desk.open


def test_whoever_does_not_hold_a_case_may_note_and_escalate_and_nothing_more() -> None:
    shift = claimed()
    assert kinds(shift.note("I know this driver", agent="Bo").entries) == ["noted"]
    assert kinds(shift.escalate("Ada needs a second pair of hands", agent="Bo").entries) == ["escalated", "paged"]
    for refused in (
        shift.tell("hello", agent="Bo"),
        shift.ask(agent="Bo"),
        shift.transfer("Cleo", agent="Bo"),
        shift.close(agent="Bo"),
    ):
        assert why(refused) == "claimed by Ada, not by you"


def test_nobody_closes_a_case_that_nobody_holds() -> None:
    shift = Shift()
    shift.press()
    assert why(shift.close()) == "not claimed by anybody: claim it first"


def test_a_closed_case_is_refused_with_how_it_ended_and_an_unknown_one_as_unknown() -> None:
    shift = claimed()
    shift.close("false_alarm")
    assert why(shift.claim(agent="Bo")) == "already closed by Ada (false alarm)"
    assert why(shift.claim(incident="i-77", agent="Bo")) == "there is no open incident i-77"


def test_a_line_to_the_rider_is_written_and_then_shown_once() -> None:
    shift = claimed()
    decision = shift.at(7).tell("I am with you")
    assert kinds(decision.entries) == ["said"]
    [effect] = decision.effects
    assert (effect.to, effect.body) == ("rider", Told("Ada", "I am with you", unix_s(shift.now)))
    another = shift.tell("still here").effects[0]
    assert another.effect_id != effect.effect_id


def test_an_agent_asks_the_rider_alone_and_not_twice_at_once() -> None:
    shift = claimed()
    decision = shift.ask()
    assert kinds(decision.entries) == ["asked"]
    assert decision.effects[0].to == "rider"
    assert why(shift.ask()) == "already asked: the answer is still awaited"
    shift.answer("ok")
    assert kinds(shift.ask().entries) == ["asked"]


def test_a_transferred_case_has_one_holder_the_new_one() -> None:
    shift = claimed()
    assert kinds(shift.transfer("Bo").entries) == ["transferred"]
    assert shift.desk.open["i-1"].claimed_by == "Bo"
    assert why(shift.close(agent="Ada")) == "claimed by Bo, not by you"
    assert why(shift.transfer("Bo", agent="Bo")) == "already claimed by Bo"


def test_a_rider_named_like_the_agent_does_not_act_for_the_agent() -> None:
    shift = claimed()
    before = shift.desk.open["i-1"].clocks
    shift.at(30).say("hello", by="Ada")
    assert shift.desk.open["i-1"].clocks == before


def test_no_request_id_silences_a_press() -> None:
    shift = Shift()
    shift.press(trip="T", press_id="1")
    for request_id in ("p", "T\np", "press/T/p"):
        shift.send(requests.Note("i-1", "Mallory", request_id, "p"))
    assert kinds(shift.press(trip="T", press_id="p").entries) == ["pressed"]
