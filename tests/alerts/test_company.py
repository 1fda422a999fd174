"""Whoever asks to be accompanied is asked along the way, and when they should have arrived."""

from alerts import Checkin, Severity
from tests.alerts.shift import POLICY, Shift, kinds

EVERY_S = POLICY.accompany.every_s


def accompanied() -> Shift:
    shift = Shift()
    shift.accompany()
    shift.claim()
    return shift


def test_a_wish_for_company_is_a_case_at_low_severity_and_known_again() -> None:
    shift = Shift()
    assert kinds(shift.accompany().entries) == ["opened", "accompanied"]
    assert shift.desk.open["i-1"].severity == Severity.LOOK
    assert shift.accompany().entries == ()


def test_the_rider_alone_is_asked_every_so_often_and_each_ok_begins_it_anew() -> None:
    shift = accompanied()
    for round_number in (1, 2, 3):
        decision = shift.at(round_number * EVERY_S).due()
        assert kinds(decision.entries) == ["asked"]
        [effect] = decision.effects
        assert effect.to == "rider"
        assert isinstance(effect.body, Checkin)
        assert kinds(shift.answer("ok", f"i-1-c{round_number}").entries) == ["answered"]


def test_who_accompanies_in_peace_has_nothing_to_do_and_keeps_the_case() -> None:
    shift = accompanied()
    for number in range(1, 25):
        assert kinds(shift.at(number * EVERY_S).due().entries) == ["asked"], "two hours, and no act of the agent"
        shift.answer("ok", f"i-1-c{number}")
    assert shift.desk.open["i-1"].claimed_by == "Ada"


def test_a_missed_check_in_needs_a_human_now() -> None:
    shift = accompanied()
    shift.at(EVERY_S).due()
    assert kinds(shift.at(EVERY_S + 30).due().entries) == ["unanswered", "raised"]
    assert shift.desk.open["i-1"].severity == Severity.HUMAN


def test_a_missed_check_in_that_no_agent_watches_rings_the_phone_too() -> None:
    shift = Shift()
    shift.accompany()
    shift.at(EVERY_S).due()
    assert kinds(shift.at(EVERY_S + 30).due().entries) == ["unanswered", "raised", "called"]


def test_at_the_end_of_the_trip_the_arrival_is_asked_and_nothing_after_it() -> None:
    shift = accompanied()
    decision = shift.at(200).end()
    assert kinds(decision.entries) == ["trip_ended", "asked"]
    [effect] = decision.effects
    assert isinstance(effect.body, Checkin)
    assert effect.body.reason == "Your trip has ended: have you arrived safely?"
    shift.answer("ok")
    shift.note("arrived")
    assert kinds(shift.at(200 + 2 * EVERY_S).due().entries) == []


def test_the_driver_neither_ends_nor_stretches_the_riders_company() -> None:
    shift = accompanied()
    assert shift.leave_alone(by="driver", accompany_id="b").entries == ()
    assert shift.accompany(by="driver", every_s=3_600.0, accompany_id="b").entries == ()
    assert kinds(shift.leave_alone().entries) == ["accompany_ended"]
    assert shift.desk.open["i-1"].company is None


def test_nobody_is_asked_along_the_way_while_their_alarm_stands() -> None:
    shift = accompanied()
    shift.press(kind="silent")
    kinds_written = [kind for seconds in range(0, 2_000, 50) for kind in kinds(shift.at(seconds).due().entries)]
    assert "asked" not in kinds_written
