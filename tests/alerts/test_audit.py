"""The auditor believes nobody: each way of forgetting somebody is told, and a desk at work is not accused of any."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from alerts import Entry, Recorded, requests
from alerts import timeline as t
from alerts.audit import Audit, Fault, broken_kept, late, longest_wait, page_settles_within
from tests.alerts.shift import BEGIN, POLICY, Shift

LATE_S = late.total_seconds()


def at(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def audited(*entries: tuple[float, Entry], incident: str = "i-1") -> Audit:
    audit = Audit(POLICY)
    for seconds, entry in entries:
        audit.take(Recorded(incident, at(seconds), entry))
    return audit


def kinds(faults: list[Fault]) -> list[str]:
    return [fault.kind for fault in faults]


def settle(shift: Shift, recorded: Recorded) -> None:
    """What was begun comes to nothing, and the desk is told so."""
    match recorded.entry:
        case t.Paged(page_id):
            shift.send(requests.PageSettled(page_id, recorded.incident, "no_answer"))
        case t.Called(call_id):
            shift.send(requests.CallSettled(call_id, recorded.incident, "no_answer"))
        case _:
            pass


def each_of(timeline: list[Recorded], begin: int) -> Iterator[Recorded]:
    """The entries from there on, those too that are written meanwhile."""
    while begin < len(timeline):
        yield timeline[begin]
        begin += 1


OPENED = t.Opened("T", 4, "The rider pressed the alarm button.")


def test_a_desk_at_work_is_accused_of_nothing() -> None:
    shift, audit, taken = Shift(), Audit(POLICY), 0
    for minute in range(240):
        shift.at(60.0 * minute)
        if minute % 17 == 0:
            shift.press(trip=f"T{minute}")
        if minute % 23 == 0:
            shift.find(trip=f"F{minute}", finding_id=f"f{minute}")
        for second in range(60):
            shift.at(60.0 * minute + second).due()
        for recorded in each_of(shift.timeline, taken):
            settle(shift, recorded)
        for recorded in shift.timeline[taken:]:
            audit.take(recorded)
        taken = len(shift.timeline)
        assert audit.faults(shift.now) == []
    assert len(audit) == len(shift.desk.open) > 20


def test_a_case_that_was_due_and_nobody_was_brought_in() -> None:
    shift, audit = Shift(), Audit(POLICY)
    shift.press()
    for recorded in shift.timeline:
        audit.take(recorded)
    due = shift.desk.next_due()
    assert due is not None
    assert audit.faults(due + late) == []
    [fault] = audit.faults(due + late + timedelta(seconds=1))
    assert (fault.kind, fault.incident) == ("overdue", "i-1")
    assert fault.why == f"i-1 was due {LATE_S + 1:.0f} s ago, and nobody was brought in"


def test_silence_is_seen_even_where_no_deadline_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk whose deadlines all lie a year ahead: the fault that `next_due` itself cannot tell."""
    monkeypatch.setattr("alerts.audit.next_due", lambda *_: at(31_536_000))
    audit = audited((0, OPENED))
    longest = longest_wait(POLICY, 4)
    assert audit.faults(BEGIN + longest + late) == []
    assert kinds(audit.faults(BEGIN + longest + late + timedelta(seconds=1))) == ["silent"]


def test_a_case_that_is_never_due_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alerts.audit.next_due", lambda *_: None)
    assert kinds(audited((0, OPENED)).faults(at(1))) == ["never_due"]


def test_two_who_hold_one_case() -> None:
    audit = audited((0, OPENED), (1, t.Claimed("Ada")), (2, t.Claimed("Ben")))
    [fault] = audit.faults(at(3))
    assert (fault.kind, fault.why) == ("two_holders", "Ben claimed i-1, which Ada holds")
    assert kinds(audited((0, OPENED), (1, t.Claimed("Ada")), (2, t.Transferred("Ben", "Cai"))).faults(at(3))) == [
        "two_holders"
    ]


def test_a_case_that_goes_from_hand_to_hand_is_held_by_one() -> None:
    hands: list[Entry] = [t.Claimed("Ada"), t.TakenBack("Ada", "gone"), t.Claimed("Ben"), t.Transferred("Ben", "Cai")]
    hands += [t.Assigned("Dan", "Sue"), t.Transferred("Dan", "Ada")]
    audit = audited((0, OPENED), *[(1.0 + place, hand) for place, hand in enumerate(hands)])
    assert audit.faults(at(7)) == []


def test_what_is_written_after_the_close_is_told_for_an_hour() -> None:
    audit = audited((0, OPENED), (1, t.Claimed("Ada")), (2, t.Closed("Ada", "safe")), (3, t.Noted("Ada", "late")))
    [fault] = audit.faults(at(4))
    assert (fault.kind, fault.why) == ("after_close", "noted was written after i-1 had been closed")
    assert audit.faults(at(3) + broken_kept) == []


def test_what_goes_on_although_it_is_not_open_is_told_and_breaks_nothing() -> None:
    audit = audited((0, t.Noted("Ada", "to whom?")), (1, OPENED))
    assert (kinds(audit.faults(at(2))), len(audit)) == (["after_close"], 1)


def test_two_open_cases_of_one_trip() -> None:
    audit = audited((0, OPENED))
    audit.take(Recorded("i-2", at(1), OPENED))
    assert kinds(audit.faults(at(2))) == ["two_of_one_trip"]


def test_a_trip_whose_case_was_closed_may_open_another() -> None:
    audit = audited((0, OPENED), (1, t.Claimed("Ada")), (2, t.Closed("Ada", "safe")))
    audit.take(Recorded("i-2", at(3), OPENED))
    assert (audit.faults(at(4)), len(audit)) == ([], 1)


def test_a_call_of_which_nothing_is_heard_any_more() -> None:
    within_s = POLICY.call.settle_within_s
    audit = audited((0, OPENED), (0, t.Called("k", "rider", 1, "no answer")), (within_s, t.Escalated("team", "w", 1)))
    assert "call_unsettled" not in kinds(audit.faults(at(within_s + LATE_S)))
    assert "call_unsettled" in kinds(audit.faults(at(within_s + LATE_S + 1)))
    audit.take(Recorded("i-1", at(within_s), t.CallSettled("k", "no_answer")))
    assert "call_unsettled" not in kinds(audit.faults(at(within_s + LATE_S + 1)))


def test_an_agents_own_talk_may_last_and_is_no_silence() -> None:
    talk: list[tuple[float, Entry]] = [(0, OPENED), (1, t.Claimed("Ada")), (2, t.Called("k", "rider", 1, "w"))]
    audit = audited(*talk, (5, t.CallTaken("k", "Ada")))
    assert audit.faults(at(1_800)) == []
    assert "call_unsettled" in kinds(audit.faults(at(5 + POLICY.call.talk_within_s + LATE_S + 1)))


@pytest.mark.parametrize(
    "settled", [t.PageSettled("p", "no_answer"), t.EffectFailed("i-1/2/page", "no such number"), t.Claimed("Ada")]
)
def test_a_page_of_which_nobody_knows_what_became(settled: Entry) -> None:
    audit = audited((0, OPENED), (1, t.Paged("p", "team", "team", "nobody claimed it")))
    after = at(1) + page_settles_within + late + timedelta(seconds=1)
    assert "page_unsettled" in kinds(audit.faults(after))
    audit.take(Recorded("i-1", at(9), settled))
    assert "page_unsettled" not in kinds(audit.faults(after))


def test_another_effect_that_failed_settles_no_page() -> None:
    audit = audited((0, OPENED), (1, t.Paged("p", "team", "team", "w")), (2, t.EffectFailed("i-1/12/page", "x")))
    after = at(1) + page_settles_within + late + timedelta(seconds=1)
    assert "page_unsettled" in kinds(audit.faults(after))


def test_the_floor_is_no_case() -> None:
    assert len(audited((0, t.AgentCame("Ada", "agent")), incident="floor")) == 0


def test_after_the_talk_silence_counts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alerts.audit.next_due", lambda *_: at(31_536_000))
    talk: list[tuple[float, Entry]] = [(0, OPENED), (1, t.Claimed("Ada")), (2, t.Called("k", "rider", 1, "w"))]
    audit = audited(*talk, (5, t.CallTaken("k", "Ada")), (9, t.CallSettled("k", "taken_over")))
    assert kinds(audit.faults(at(10) + longest_wait(POLICY, 4) + late)) == ["silent"]
