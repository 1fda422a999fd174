"""What goes on after the close, what agents open by hand, and who may do what."""

import pytest

from alerts import Decision, Severity, requests
from alerts.requests import Disposition
from tests.alerts.shift import POLICY, Shift, kinds

WARM_S, REOPEN_S = POLICY.warm.after_s, POLICY.reopen.within_s


def why(decision: Decision) -> str | None:
    return None if decision.refusal is None else decision.refusal.why


def closed(disposition: Disposition = "safe") -> Shift:
    shift = Shift()
    shift.press()
    shift.claim()
    shift.close(disposition)
    return shift


def test_for_half_an_hour_what_comes_from_the_trip_goes_on_with_the_closed_case() -> None:
    shift = closed()
    shift.at(WARM_S).find(severity=1, ask=False)
    assert shift.desk.open["i-2"].continues == "i-1"
    cold = closed()
    cold.at(WARM_S + 1).find(severity=1, ask=False)
    assert cold.desk.open["i-2"].continues is None


@pytest.mark.parametrize(("disposition", "severity"), [("safe", 1), ("false_alarm", 1), ("assisted", 3)])
def test_where_somebody_needed_help_a_human_looks_at_once(disposition: Disposition, severity: int) -> None:
    shift = closed(disposition)
    shift.find(severity=1, ask=False)
    assert shift.desk.open["i-2"].severity == severity


def test_a_closed_case_is_reopened_as_a_new_one_that_the_agent_holds() -> None:
    shift = closed()
    decision = shift.at(REOPEN_S).reopen(agent="Bo")
    assert kinds(decision.entries) == ["opened", "claimed"]
    incident = shift.desk.open["i-2"]
    assert (incident.continues, incident.claimed_by, incident.severity) == ("i-1", "Bo", Severity.HUMAN)
    assert decision.incident == "i-2"
    assert [effect.channel for effect in decision.effects] == ["webhook"], "guardians are not alarmed a second time"


def test_reopening_is_refused_where_it_cannot_be() -> None:
    shift = closed()
    assert why(shift.reopen("i-9")) == "there is no open incident i-9"
    assert why(shift.at(REOPEN_S + 1).reopen()) == "closed more than 60 minutes ago: open a new one"
    again = closed()
    again.press(press_id="q")
    assert why(again.reopen("i-1")) == "this trip already has an open incident, i-2"
    assert why(again.reopen("i-2")) == "this trip already has an open incident, i-2"


def test_the_same_reopening_three_times_opens_once() -> None:
    shift = closed()
    request = requests.Reopen("i-1", "Ada", "again", "not over")
    first = shift.send(request)
    for _ in range(2):
        assert shift.send(request).repeated == first.entries[0]


def test_an_agent_opens_a_case_by_hand_and_holds_it() -> None:
    shift = Shift()
    decision = shift.open(severity=3)
    assert kinds(decision.entries) == ["opened", "claimed"]
    assert (shift.desk.open["i-1"].opened_by, shift.desk.open["i-1"].claimed_by) == ("Ada", "Ada")
    assert why(shift.open(agent="Bo")) == "this trip already has an open incident, i-1"


def test_anybody_raises_and_the_holder_alone_lowers() -> None:
    shift = Shift()
    shift.find(severity=1, ask=False)
    shift.claim(agent="Ada")
    assert kinds(shift.judge(4, agent="Bo").entries) == ["raised"]
    assert why(shift.judge(2, agent="Bo")) == "claimed by Ada, not by you"
    assert kinds(shift.judge(2, agent="Ada").entries) == ["lowered"]
    assert why(shift.judge(2, agent="Ada")) == "already at ask the rider"


@pytest.mark.parametrize(
    "request_of_viewer",
    [
        requests.Claim("i-1", "Vic", "v", role="viewer"),
        requests.Note("i-1", "Vic", "v", "n", role="viewer"),
        requests.Open("T", "Vic", "v", 4, "w", role="viewer"),
        requests.Pause("Vic", "v", "w", role="viewer"),
    ],
)
def test_a_viewer_only_looks(request_of_viewer: requests.Waited) -> None:
    shift = Shift()
    shift.press()
    act = str(request_of_viewer.__struct_config__.tag)
    assert why(shift.send(request_of_viewer)) == f"a session of role viewer may not {act}"


def test_a_case_is_handed_to_nobody_who_is_away_or_only_looks() -> None:
    shift = Shift().come("Ada")
    shift.press()
    shift.claim()
    assert why(shift.transfer("Zoe")) == "Zoe is not at the desk"
    shift.come("Vic", role="viewer")
    for refused in (shift.transfer("Vic"), shift.assign("Vic"), shift.hand_over("Ada", "Vic")):
        assert why(refused) == "a session of role viewer may not hold a case"


def test_an_answer_to_a_question_that_another_trip_will_be_asked_takes_nothing_from_it() -> None:
    shift = Shift()
    guessed = requests.Answered("i-2-c1", "help", False, "somebody else's", "rider")
    shift.desk.handle(guessed, shift.now)
    shift.find(ask=True)
    assert shift.desk.open["i-2"].checkin_id == "i-2-c1"
    shift.desk.handle(requests.Answered("i-2-c1", "help", False, shift.desk.open["i-2"].trip, "rider"), shift.now)
    assert shift.desk.open["i-2"].severity == Severity.LIFE
