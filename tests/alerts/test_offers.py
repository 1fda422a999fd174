"""The right agent is asked first, one at a time, and nobody waits because the best is missing."""

from typing import Any

import pytest

from alerts import Recorded, requests, timeline
from alerts.moments import unix_s
from alerts.timeline import Offered
from tests.alerts.shift import BEGIN, POLICY, Shift, kinds

LOST_S = POLICY.presence.lost_after_s
CERTIFIED = unix_s(BEGIN) + 86_400


def offers(entries: tuple[Recorded, ...]) -> list[tuple[str, str]]:
    """Which incident was offered to whom."""
    return [(each.incident, each.entry.agent) for each in entries if isinstance(each.entry, Offered)]


def test_a_press_is_offered_at_once_to_one_agent_who_has_ten_seconds_and_then_to_the_next() -> None:
    shift = Shift().come("Ada", "Bo")
    assert kinds(shift.press().entries) == ["opened", "pressed", "offered"]
    assert shift.desk.open["i-1"].offered_to == "Ada"
    shift.at(5).see("Ada", "Bo")
    assert kinds(shift.at(10).due().entries) == ["offer_expired", "offered"]
    assert shift.desk.open["i-1"].offered_to == "Bo"


def test_an_offer_is_accepted_by_claiming_and_nobody_else_is_asked() -> None:
    shift = Shift().come("Ada", "Bo")
    shift.press()
    assert kinds(shift.at(3).claim(agent="Ada").entries) == ["claimed"]
    assert shift.desk.open["i-1"].offer is None


def test_whoever_declines_says_why_and_the_next_is_asked() -> None:
    shift = Shift().come("Ada", "Bo")
    shift.press()
    decision = shift.decline(agent="Ada")
    assert kinds(decision.entries) == ["offer_declined", "offered"]
    assert offers(decision.entries) == [("i-1", "Bo")]
    refused = shift.decline(agent="Ada").refusal
    assert refused is not None
    assert refused.why == "this is not offered to you, or not any more"


def test_when_all_have_said_no_the_ladder_climbs_and_all_are_asked_again() -> None:
    shift = Shift().come("Ada", "Bo")
    shift.press()
    shift.at(1).decline(agent="Ada")
    assert offers(shift.at(2).decline(agent="Bo").entries) == []
    shift.at(8).see("Ada", "Bo")
    assert kinds(shift.at(15).due().entries) == ["escalated", "paged", "offered"]


def test_when_all_are_asked_again_whoever_has_not_said_no_is_first() -> None:
    shift = Shift().come("Bo")
    shift.find(trip="U", severity=1, ask=False)
    shift.claim(agent="Bo")
    shift.close(agent="Bo")
    shift.come("Ada")
    shift.find(severity=3, ask=False, finding_id="g")
    assert kinds(shift.decline("i-2", "Ada").entries) == ["offer_declined"]
    shift.at(26).see("Ada", "Bo")
    assert offers(shift.at(30).due().entries) == [("i-2", "Bo")], "who has just finished writing"


def test_another_agent_may_claim_what_is_offered_to_somebody_else() -> None:
    shift = Shift().come("Ada", "Bo")
    shift.press()
    assert kinds(shift.claim(agent="Bo").entries) == ["claimed"]
    assert offers(shift.press(trip="U").entries) == [("i-2", "Ada")]


def test_a_queue_drains_when_an_agent_frees_up_the_worst_first() -> None:
    shift = Shift().come("Ada")
    shift.press(trip="T")
    shift.claim("i-1")
    for trip, severity in (("U", 1), ("V", 3), ("W", 3)):
        assert offers(shift.find(trip=trip, severity=severity, ask=False, finding_id=trip).entries) == []
    shift.press(trip="X")
    assert offers(shift.close(incident="i-1").entries) == [("i-5", "Ada")], "a threat to life waits for no wrap-up"
    shift.claim("i-5")
    shift.at(1).close(incident="i-5")
    shift.at(8).see("Ada")
    assert offers(shift.at(30).due().entries) == []
    assert offers(shift.at(31).due().entries) == [("i-3", "Ada")], "of two alike the older"


def test_below_human_now_waiting_counts_as_severity() -> None:
    shift = Shift()
    shift.find(trip="T", severity=1, ask=False, finding_id="a")
    shift.at(700).find(trip="U", severity=2, ask=False, finding_id="b")
    shift.come("Ada", capacity=2)
    assert shift.desk.open["i-1"].offered_to == "Ada", "eleven minutes of waiting outweigh one level"


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"certified_until": CERTIFIED}, {"severity": 4}),
        ({"languages": ("en", "zh")}, {"language": "zh-TW"}),
    ],
)
def test_who_fits_best_is_asked_first_and_where_nobody_fits_the_next_best(
    known: dict[str, Any], found: dict[str, Any]
) -> None:
    finding = {"severity": 3, "language": None, **found}
    request = requests.Found(
        "f", "T", "crash", "raised", 0.0, 0.0, "Impact.", {}, finding["severity"], False, language=finding["language"]
    )
    fits = Shift().come("Ada").come("Bo", **known)
    assert offers(fits.send(request).entries) == [("i-1", "Bo")]
    nobody = Shift().come("Ada")
    assert offers(nobody.send(request).entries) == [("i-1", "Ada")]
    [offered] = [each.entry for each in nobody.timeline if isinstance(each.entry, Offered)]
    assert offered.why.startswith("Nobody ")


def test_who_has_the_skill_is_asked_first() -> None:
    shift = Shift().come("Ada").come("Bo", skills=("first aid",))
    crash = requests.Found("f", "T", "crash", "raised", 0.0, 0.0, "Impact.", {}, 3, False)
    assert offers(shift.send(crash).entries) == [("i-1", "Bo")]


def test_the_least_laden_is_asked_and_nobody_beyond_their_capacity() -> None:
    shift = Shift().come("Ada", "Bo", capacity=2)
    for number, agent in enumerate(("Ada", "Bo", "Ada", "Bo"), start=1):
        assert offers(shift.press(trip=f"T{number}").entries) == [(f"i-{number}", agent)]
        shift.claim(f"i-{number}", agent)
    assert offers(shift.press(trip="T5").entries) == []


def test_a_sleeper_is_asked_last() -> None:
    shift = Shift().come("Ada", "Bo")
    shift.press(trip="T")
    shift.see("Ada", "Bo")
    shift.at(8).see("Ada", "Bo")
    shift.at(10).due()
    shift.claim("i-1", "Bo")
    shift.close(incident="i-1", agent="Bo")
    shift.at(42).see("Ada", "Bo")
    assert offers(shift.find(trip="U", severity=3, ask=False).entries) == [("i-2", "Bo")]


def test_five_are_accompanied_in_the_place_of_one_case() -> None:
    shift = Shift().come("Ada")
    for number in range(1, 7):
        decision = shift.send(requests.Accompany(f"T{number}", "rider", None, "a"))
        assert offers(decision.entries) == ([(f"i-{number}", "Ada")] if number < 6 else [])
        if number < 6:
            shift.claim(f"i-{number}")
    assert len(shift.desk.held_by("Ada")) == 5
    assert shift.desk.open["i-6"].offer is None
    one = Shift().come("Ada")
    one.accompany()
    one.claim()
    assert offers(one.find(trip="U", severity=3, ask=False).entries) == [], "what is left of a hand is no whole one"


def test_a_supervisor_is_asked_where_no_agent_is_free_and_a_viewer_never() -> None:
    shift = Shift().come("Vic", role="viewer").come("Abe", role="supervisor").come("Ada")
    assert offers(shift.press(trip="T").entries) == [("i-1", "Ada")]
    assert offers(shift.press(trip="U").entries) == [("i-2", "Abe")]
    assert offers(shift.press(trip="V").entries) == []


def test_a_case_of_operators_is_offered_to_supervisors_alone() -> None:
    shift = Shift().come("Ada")
    alarm = requests.OperatorAlarm("disk", "Disk is full", "on node 3", True, 5.0)
    assert offers(shift.send(alarm).entries) == []
    shift.come("Sue", role="supervisor")
    assert shift.desk.open["i-1"].offered_to == "Sue"
    assert shift.desk.open["i-1"].trip == "operators/disk"
    assert shift.send(alarm).entries == (), "told once"
    resolved = shift.send(requests.OperatorAlarm("disk", "Disk is full", "", False, 9.0))
    assert kinds(resolved.entries) == ["found"]


def test_what_was_set_aside_is_offered_to_nobody_and_can_be_claimed() -> None:
    shift = Shift()
    shift.press()
    shift.desk.set_aside("i-1")
    shift.come("Ada")
    shift.press(press_id="q")
    assert kinds(shift.at(LOST_S).due().entries) == ["agent_lost"], "and no clock touches it"
    assert kinds(shift.claim().entries) == ["claimed"]
    assert offers(tuple(shift.timeline)) == []


def test_a_supervisor_gives_a_case_to_somebody_or_takes_it_over_and_the_holder_has_lost_it() -> None:
    shift = Shift().come("Ada", "Bo").come("Sue", role="supervisor")
    shift.press()
    shift.claim(agent="Ada")
    assert kinds(shift.assign("Bo").entries) == ["assigned"]
    assert shift.desk.held_by("Ada") == ()
    assert kinds(shift.assign("Sue").entries) == ["assigned"]
    assert shift.desk.open["i-1"].claimed_by == "Sue"
    whys = [
        decision.refusal.why
        for decision in (shift.assign("Bo", by="Ada", role="agent"), shift.assign("Zoe"), shift.assign("Sue"))
        if decision.refusal
    ]
    assert whys == ["a session of role agent may not assign", "Zoe is not at the desk", "already claimed by Sue"]


def test_a_case_given_back_is_offered_to_another_first() -> None:
    shift = Shift().come("Ada", "Bo")
    shift.press()
    shift.claim(agent="Ada")
    assert kinds(shift.give_back().entries) == ["taken_back", "offered"]
    assert shift.desk.open["i-1"].offered_to == "Bo"


def test_whoever_knows_the_trip_or_the_rider_is_asked_first() -> None:
    shift = Shift().come("Ada", "Bo", "Cleo")
    for trip in ("T", "U"):
        pressed = requests.Pressed("p", trip, "sos", "rider", None, None, True, rider="r-9")
        decision = shift.send(pressed)
        if trip == "T":
            shift.claim(agent="Cleo")
            shift.close(agent="Cleo")
        else:
            assert offers(decision.entries) == [("i-2", "Cleo")]
    shift.claim("i-2", "Cleo")
    shift.close(incident="i-2", agent="Cleo")
    assert offers(shift.press(trip="U", press_id="q").entries) == [("i-3", "Cleo")]
    assert isinstance(shift.timeline[-1].entry, timeline.Offered)
