"""Facts of a call in any order, repeated and lost, told to a real desk: nothing but a human's word calms anybody."""

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import Severity, requests, timeline
from alerts.outreach.story import Fact, GaveUp, Heard, Machine, Placed, Progressed, TakenOver, story_of
from tests.alerts.shift import Shift

SID = "CA1"
HUMAN = {"safe", "help", "duress", "person"}
facts = st.lists(
    st.one_of(
        st.just(Placed(SID)),
        st.builds(
            Progressed,
            st.just(SID),
            st.sampled_from(["initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed"]),
            st.integers(0, 4),
        ),
        st.builds(Machine, st.sampled_from(["human", "machine_start"])),
        st.builds(Heard, st.sampled_from([*sorted(HUMAN), "nothing", "wrong_pin"]), st.booleans()),
        st.just(TakenOver("Ada")),
        st.just(GaveUp("the carrier is away")),
    ),
    min_size=1,
    max_size=8,
)


def called() -> Shift:
    """A rider who did not answer in the app, and whose phone rings."""
    shift = Shift()
    shift.find()
    shift.at(30).due()
    assert "i-1" in shift.desk.open
    return shift


def tell(shift: Shift, known: list[Fact]) -> list[timeline.Entry]:
    """What the webhooks tell the desk once they know these facts: the outcome, if there is one yet."""
    outcome = story_of(known).outcome
    if outcome is None:
        return []
    decision = shift.send(requests.CallSettled("i-1-call1", "i-1", outcome, None))
    return [recorded.entry for recorded in decision.entries]


@settings(max_examples=500)
@given(facts)
def test_nothing_but_a_human_s_word_lowers_a_case_and_nothing_closes_it(told: list[Fact]) -> None:
    shift = called()
    known: list[Fact] = []
    for fact in told:
        known.append(fact)
        before = shift.desk.open["i-1"].severity
        entries = tell(shift, known) + tell(shift, known)  # at least once
        said = {each.meaning for each in known if isinstance(each, Heard)}
        assert "i-1" in shift.desk.open, "a call closed a case"
        if shift.desk.open["i-1"].severity < before:
            assert "safe" in said
            assert any(isinstance(entry, timeline.Lowered) for entry in entries)


@given(facts, st.sampled_from(["help", "duress"]))
def test_a_cry_for_help_is_heard_whatever_came_before_it(told: list[Fact], cry: str) -> None:
    shift = called()
    known: list[Fact] = []
    for fact in [*told, Heard("help" if cry == "help" else "duress", last=True)]:
        known.append(fact)
        tell(shift, known)
    assert shift.desk.open["i-1"].severity == Severity.LIFE
