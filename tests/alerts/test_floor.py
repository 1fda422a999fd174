"""Who is at the desk: a closed laptop is noticed, a break is kept, and nobody is asked while they write or rest."""

from alerts import Desk, shape_of
from alerts.presence import late_s
from tests.alerts.shift import POLICY, REGION, Shift, kinds

LOST_S = POLICY.presence.lost_after_s


def shape(shift: Shift, agent: str = "Ada") -> str:
    return shape_of(POLICY, shift.desk.floor.agents[agent], len(shift.desk.held_by(agent)), shift.now)


def test_coming_twice_is_harmless_and_coming_changed_updates() -> None:
    shift = Shift().come("Ada")
    assert shift.come("Ada").timeline == shift.timeline[:1]
    shift.come("Ada", languages=("pt",))
    assert kinds(shift.timeline) == ["agent_came", "agent_came"]
    assert shift.desk.floor.agents["Ada"].languages == ("pt",)


def test_a_wall_that_is_not_seen_is_lost_by_the_clock_and_what_its_agent_held_goes_to_the_next() -> None:
    shift = Shift().come("Ada", "Bo")
    shift.press()
    shift.at(2).claim()
    shift.at(7).see("Bo")
    assert shift.desk.next_due() == shift.at(LOST_S).now
    assert kinds(shift.due().entries) == ["agent_lost", "taken_back", "offered"]
    assert shift.desk.open["i-1"].offered_to == "Bo"
    assert (shape(shift, "Ada"), shape(shift, "Bo")) == ("gone", "free")


def test_what_was_offered_to_a_lost_agent_is_offered_to_the_next() -> None:
    shift = Shift().come("Ada", "Bo")
    shift.at(1).press()
    shift.at(4).see("Bo")
    assert kinds(shift.at(LOST_S).due().entries) == ["agent_lost", "offer_withdrawn", "offered"]


def test_several_walls_may_go_dark_at_once() -> None:
    shift = Shift().come("Ada", "Bo", "Cleo")
    shift.press(trip="T")
    shift.claim("i-1", "Ada")
    shift.press(trip="U")
    shift.claim("i-2", "Bo")
    assert kinds(shift.at(LOST_S).due().entries) == [
        *("agent_lost", "taken_back"), *("agent_lost", "taken_back"), "agent_lost"
    ]  # fmt: skip
    assert all(incident.waits for incident in shift.desk.open.values())
    assert [shift.desk.open[each].offer for each in ("i-1", "i-2")] == [None, None]


def test_a_lost_wall_that_is_seen_again_is_as_if_it_had_never_gone() -> None:
    shift = Shift().come("Ada", languages=("zh",))
    shift.at(LOST_S).due()
    assert kinds(shift.at(LOST_S + 3).see("Ada").entries) == ["agent_came"]
    assert shift.desk.floor.agents["Ada"].languages == ("zh",)
    shift.leave("Ada")
    assert shift.see("Ada").entries == (), "whoever signed out is not brought back by an echo"


def test_heartbeats_write_nothing_and_keep_an_agent() -> None:
    shift = Shift().come("Ada")
    for seconds in range(2, 60, 2):
        assert shift.at(seconds).see("Ada").entries == ()
        assert shift.due().entries == ()


def test_after_a_restart_everybody_counts_as_seen_and_whoever_stays_silent_is_lost_then() -> None:
    shift = Shift().come("Ada")
    shift.desk = Desk.restore(shift.desk.snapshot(), POLICY, REGION)
    assert shift.desk.next_due() is not None, "somebody is there: their silence must be noticed"
    assert shift.at(100).due().entries == ()
    assert kinds(shift.at(100 + LOST_S).due().entries) == ["agent_lost"]


def test_a_desk_that_was_held_up_itself_accuses_nobody_of_silence() -> None:
    shift = Shift().come("Ada")
    assert shift.at(LOST_S + late_s + 0.1).due().entries == ()
    assert kinds(shift.at(2 * LOST_S + late_s + 0.1).due().entries) == ["agent_lost"]


def test_signing_out_gives_everything_back() -> None:
    shift = Shift().come("Ada")
    shift.press()
    shift.claim()
    assert kinds(shift.leave("Ada").entries) == ["agent_left", "taken_back"]
    assert shift.leave("Ada").entries == ()


def test_on_a_break_nothing_is_offered_and_what_was_goes_on() -> None:
    shift = Shift().come("Ada")
    shift.press()
    assert kinds(shift.pause("Ada").entries) == ["agent_paused", "offer_withdrawn"]
    assert shape(shift) == "paused"
    again = shift.pause("Ada").refusal
    assert again is not None
    assert again.why == "already on a break"
    assert kinds(shift.resume("Ada").entries) == ["agent_resumed"], "Ada passed it by; the ladder asks her again"
    assert kinds(shift.press(trip="U").entries) == ["opened", "pressed", "offered"]


def test_after_a_close_there_is_time_to_write_it_down() -> None:
    shift = Shift().come("Ada")
    shift.find(severity=1, ask=False)
    shift.claim()
    shift.close()
    assert shape(shift) == "wrap_up"
    assert kinds(shift.find(trip="U", severity=2, ask=False, finding_id="g").entries) == ["opened", "found"]
    shift.at(26).see("Ada")
    assert shift.desk.next_due() == shift.at(30).now
    assert kinds(shift.due().entries) == ["offered"]
    assert shape(shift) == "free"


def test_after_three_threats_to_life_an_agent_rests_whatever_comes() -> None:
    shift = Shift().come("Ada")
    for number in range(1, 4):
        shift.press(trip=f"T{number}")
        shift.claim(f"i-{number}")
        decision = shift.close("assisted", f"i-{number}")
    assert kinds(decision.entries) == ["closed", "agent_resting"]
    assert shape(shift) == "resting"
    assert kinds(shift.press(trip="U").entries) == ["opened", "pressed"]
    rest_s = POLICY.rest.for_s
    for seconds in range(2, int(rest_s), 6):
        shift.at(seconds).see("Ada")
    assert kinds(shift.at(rest_s).due().entries)[-1] == "offered"


def test_who_has_slept_begins_anew() -> None:
    shift = Shift().come("Ada")
    for number in (1, 2):
        shift.press(trip=f"T{number}")
        shift.claim(f"i-{number}")
        shift.close("assisted", f"i-{number}")
    shift.leave("Ada")
    assert shift.at(3_600).come("Ada").desk.floor.agents["Ada"].severe == 2
    shift.leave("Ada")
    assert shift.at(8 * 3_600).come("Ada").desk.floor.agents["Ada"].severe == 0


def test_false_alarms_tire_nobody() -> None:
    shift = Shift().come("Ada")
    for number in range(1, 5):
        shift.press(trip=f"T{number}")
        shift.claim(f"i-{number}")
        assert kinds(shift.close("false_alarm", f"i-{number}").entries) == ["closed"]


def test_at_the_change_of_shift_all_goes_to_one_who_is_there() -> None:
    shift = Shift().come("Ada", capacity=3)
    for number in (1, 2):
        shift.press(trip=f"T{number}")
        shift.claim(f"i-{number}")
    refused = shift.hand_over("Ada", "Bo").refusal
    assert refused is not None
    assert refused.why == "Bo is not at the desk"
    shift.come("Bo")
    assert kinds(shift.hand_over("Ada", "Bo").entries) == ["transferred", "transferred"]
    assert shift.desk.held_by("Bo") == ("i-1", "i-2")
    nothing = shift.hand_over("Ada", "Bo").refusal
    assert nothing is not None
    assert nothing.why == "already so: there is nothing to hand over"
