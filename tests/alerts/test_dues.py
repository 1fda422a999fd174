"""The earliest due time is always the smallest one, however often the times were replaced."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import dues
from alerts.ledger import Ledger
from tests.alerts.shift import BEGIN, POLICY, REGION, Shift

SETTINGS = st.lists(st.tuples(st.integers(0, 9).map(str), st.one_of(st.none(), st.integers(0, 5))), max_size=80)


@given(SETTINGS)
def test_the_earliest_is_the_smallest_whatever_was_replaced(settings: list[tuple[str, int | None]]) -> None:
    kept, due_of = dues.Dues(), {}
    for incident, seconds in settings:
        due = None if seconds is None else BEGIN + timedelta(seconds=seconds)
        kept.set(incident, due)
        due_of[incident] = due
        due_now = [(due, incident) for incident, due in due_of.items() if due is not None]
        assert kept.earliest() == min(due_now, default=None)


def test_a_sweep_forgets_what_was_replaced_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dues, "stale_max", 10)
    kept = dues.Dues()
    for number in range(5):
        kept.set(f"i-{number}", BEGIN + timedelta(seconds=number))
    for step in range(100):
        kept.set("i-4", BEGIN + timedelta(seconds=100 + step))
    for number in range(4):
        assert kept.earliest() == (BEGIN + timedelta(seconds=number), f"i-{number}")
        kept.set(f"i-{number}", None)
    assert kept.earliest() == (BEGIN + timedelta(seconds=199), "i-4")


def test_an_incident_that_stays_due_is_a_fault_of_ours() -> None:
    shift = Shift()
    shift.press()
    ledger = Ledger.restore(shift.desk.snapshot(), POLICY, REGION)
    with pytest.raises(AssertionError, match="time stands still"):
        list(ledger.overdue(BEGIN + timedelta(seconds=15)))
