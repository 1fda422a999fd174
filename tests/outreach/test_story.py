"""A call's story is a function of the set of its facts: whatever the order, however often, whatever is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.outreach.story import Fact, GaveUp, Heard, Machine, Meaning, Placed, Progressed, TakenOver, read, story_of
from alerts.outreach.story import written as stored

SID = "CA1"


def steps(*states: str) -> list[Fact]:
    return [Placed(SID), *(Progressed(SID, state, number) for number, state in enumerate(states))]


TALKED = steps("initiated", "ringing", "in-progress", "completed")

OUTCOMES: list[tuple[list[Fact], str | None]] = [
    ([], None),
    (steps("initiated", "ringing"), None),
    (steps("initiated", "ringing", "in-progress"), None),
    ([*TALKED, Heard("safe", last=True)], "safe"),
    ([*TALKED, Heard("help", last=True)], "help"),
    ([*TALKED, Heard("person", last=True)], "person"),
    ([*TALKED, Heard("duress", last=True)], "duress"),
    ([*TALKED, Heard("nothing", last=False), Heard("nothing", last=True)], "no_input"),
    ([*TALKED, Heard("wrong_pin", last=False), Heard("wrong_pin", last=True)], "no_input"),
    ([*TALKED, Machine("machine_start"), Heard("nothing", last=True)], "voicemail"),
    ([*TALKED, Machine("machine_end_beep")], "voicemail"),
    ([*TALKED, Machine("human")], "hung_up"),
    (TALKED, "hung_up"),
    (steps("initiated", "ringing", "busy"), "busy"),
    (steps("initiated", "ringing", "no-answer"), "no_answer"),
    (steps("initiated", "failed"), "failed"),
    (steps("canceled"), "failed"),
    ([GaveUp("the carrier says 400")], "failed"),
    ([*TALKED, TakenOver("Ada")], "taken_over"),
]


@pytest.mark.parametrize(("facts", "outcome"), OUTCOMES, ids=lambda value: str(value) if isinstance(value, str) else "")
def test_outcomes_are_kept_apart(facts: list[Fact], outcome: str | None) -> None:
    assert story_of(facts).outcome == outcome


def test_a_machine_that_detection_took_a_person_for_is_still_a_person_who_pressed() -> None:
    assert story_of([*TALKED, Machine("machine_start"), Heard("help", last=True)]).outcome == "help"


@pytest.mark.parametrize("also", ["safe", "person", "nothing"])
def test_help_and_duress_stand_above_everything_else_said_in_a_call(also: Meaning) -> None:
    assert story_of([Heard(also, last=True), Heard("help", last=True)]).outcome == "help"
    assert story_of([Heard(also, last=True), Heard("duress", last=True)]).outcome == "duress"


facts = st.lists(
    st.one_of(
        st.builds(Placed, st.just(SID)),
        st.builds(
            Progressed,
            st.just(SID),
            st.sampled_from(["initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed"]),
            st.integers(0, 4),
        ),
        st.builds(Machine, st.sampled_from(["human", "machine_start", "unknown"])),
        st.builds(Heard, st.sampled_from(["safe", "help", "duress", "person", "nothing", "wrong_pin"]), st.booleans()),
        st.builds(TakenOver, st.just("Ada")),
        st.builds(GaveUp, st.just("why")),
    ),
    max_size=8,
)


@given(facts, st.randoms(use_true_random=False), st.integers(1, 3))
def test_order_and_repetition_change_nothing(told: list[Fact], chance: object, copies: int) -> None:
    shuffled = told * copies
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert story_of(shuffled) == story_of(told)


@given(facts)
def test_nobody_is_safe_who_has_not_said_so(told: list[Fact]) -> None:
    said = {fact.meaning for fact in told if isinstance(fact, Heard)}
    story = story_of(told)
    if story.outcome == "safe":
        assert "safe" in said
        assert not said & {"help", "duress", "person"}
    assert not story.reached or said & {"safe", "help", "duress", "person"} or TakenOver("Ada") in told


@given(facts, facts)
def test_a_terminal_state_is_never_left(told: list[Fact], later: list[Fact]) -> None:
    ended = [*told, *steps("initiated", "ringing", "completed")]
    assert story_of([*ended, *later]).state in ("completed", "busy", "no-answer", "failed")


@given(facts)
def test_facts_are_read_as_they_were_written(told: list[Fact]) -> None:
    assert [read(stored(fact)) for fact in told] == told
