"""The nights find every planted fault, and nothing in the desk without one."""

import pytest

from tests.nights.planted import FAULTS, Fault
from tests.nights.spend import spend

NIGHTS_MAX = 8  # within which a planted fault is found
FIRST = 1_000  # far from the seeds of the other tests


def test_the_unbroken_desk_lives_through_the_same_nights() -> None:
    for seed in range(FIRST, FIRST + NIGHTS_MAX):
        assert spend(seed).judges.timeline


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.name))
def test_a_planted_fault_is_found(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault.plant(monkeypatch)
    with pytest.raises(AssertionError, match=fault.caught_by):
        _spend_some()


def _spend_some() -> None:
    for seed in range(FIRST, FIRST + NIGHTS_MAX):
        spend(seed)
