"""Somebody pushes the button."""

from alerts import Severity
from alerts.requests import Pressed
from tests.alerts.shift import Shift, kinds


def test_a_press_is_a_threat_to_life_at_once() -> None:
    shift = Shift()
    decision = shift.press()
    assert kinds(decision.entries) == ["opened", "pressed"]
    assert decision.incident == "i-1"
    assert shift.desk.open["i-1"].severity == Severity.LIFE
    assert shift.desk.open["i-1"].why == "The rider pressed the alarm button."
    assert shift.desk.open["i-1"].place == (-8.61, 41.15)


def test_the_same_press_again_writes_nothing_and_names_its_incident() -> None:
    shift = Shift()
    shift.press()
    again = shift.at(5).press()
    assert (again.entries, again.incident) == ((), "i-1")


def test_two_phones_may_both_number_their_press_one() -> None:
    shift = Shift()
    shift.press(trip="T", press_id="1")
    assert shift.press(trip="U", press_id="1").incident == "i-2"


def test_a_second_press_joins_the_open_incident_of_its_trip() -> None:
    shift = Shift()
    shift.press(press_id="p")
    assert kinds(shift.press(press_id="q").entries) == ["pressed"]
    assert list(shift.desk.open) == ["i-1"]


def test_a_press_raises_what_a_finding_opened() -> None:
    shift = Shift()
    shift.find(severity=1, ask=False)
    assert kinds(shift.press().entries) == ["pressed", "raised"]
    assert shift.desk.open["i-1"].reasons == (
        "180 m off the planned route for 31 s.",
        "The rider pressed the alarm button.",
    )


def test_a_press_after_the_close_opens_a_new_incident_but_a_resend_does_not() -> None:
    shift = Shift()
    shift.press(press_id="p")
    shift.claim()
    shift.close()
    assert shift.press(press_id="p").entries == ()
    assert shift.press(press_id="q").incident == "i-2"


def test_a_press_cancelled_with_the_pin_stays_open_for_a_human_to_look() -> None:
    shift = Shift()
    shift.press()
    assert kinds(shift.cancel().entries) == ["press_cancelled", "lowered"]
    assert shift.desk.open["i-1"].severity == Severity.ASK
    assert shift.cancel().entries == ()


def test_of_two_presses_one_cancelled_leaves_the_other_standing() -> None:
    shift = Shift()
    shift.press(press_id="p")
    shift.press(press_id="q")
    assert kinds(shift.cancel(press_id="p").entries) == ["press_cancelled"]
    assert shift.desk.open["i-1"].severity == Severity.LIFE
    assert kinds(shift.cancel(press_id="q").entries) == ["press_cancelled", "lowered"]


def test_nobody_cancels_the_press_of_another_trip() -> None:
    shift = Shift()
    shift.press(trip="T", press_id="p")
    shift.press(trip="U", press_id="q")
    assert shift.cancel(trip="U", press_id="p").entries == ()
    assert shift.desk.open["i-1"].severity == Severity.LIFE


def test_the_duress_pin_raises_and_lights_up_no_phone() -> None:
    shift = Shift()
    shift.press()
    shift.cancel()
    decision = shift.cancel(duress=True)
    assert kinds(decision.entries) == ["duress", "raised"]
    assert not {"prompt", "voice"} & {effect.channel for effect in decision.effects}, "no phone shows anything"
    assert shift.desk.open["i-1"].severity == Severity.LIFE


def test_under_duress_no_pin_calms() -> None:
    shift = Shift()
    shift.press()
    shift.cancel(duress=True)
    assert kinds(shift.cancel().entries) == ["press_cancelled"]
    assert shift.desk.open["i-1"].severity == Severity.LIFE


def test_the_duress_pin_on_a_closed_incident_opens_a_new_one() -> None:
    shift = Shift()
    shift.press()
    shift.claim()
    shift.close()
    assert kinds(shift.cancel(duress=True).entries) == ["opened", "duress"]
    assert shift.desk.open["i-2"].severity == Severity.LIFE


def test_a_line_from_the_rider_is_never_left_unread() -> None:
    shift = Shift()
    decision = shift.say("he took another road")
    assert kinds(decision.entries) == ["opened", "said"]
    assert shift.desk.open["i-1"].severity == Severity.LOOK
    assert shift.say("he took another road").entries == ()
    assert kinds(shift.say("and I am afraid", said_id="s2").entries) == ["said"]


def test_the_end_of_the_trip_is_noted_once_and_closes_nothing() -> None:
    shift = Shift()
    assert shift.end().entries == ()
    shift.press()
    assert kinds(shift.end().entries) == ["trip_ended"]
    assert shift.end().entries == ()
    assert shift.desk.open["i-1"].state == "open"


def test_a_press_with_a_broken_fix_is_a_press() -> None:
    shift = Shift()
    for number, fix in enumerate([None, (), (1.0, None, 2.0), (1.0, float("nan"), 2.0), (1.0, 95.0, 2.0)]):
        decision = shift.send(Pressed("p", f"T{number}", "silent", "rider", None, fix, False))
        assert kinds(decision.entries) == ["opened", "pressed"]
        assert shift.desk.open[f"i-{number + 1}"].place is None
