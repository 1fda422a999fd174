"""The nights find every planted fault, and nothing in the desk without one."""

from pathlib import Path

import pytest

from tests.nights.planted import FAULTS, Fault
from tests.nights.spend import FIRST_PLANTED, NIGHTS_PLANTED, spend

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"


def test_the_unbroken_desk_lives_through_the_same_nights() -> None:
    for seed in range(FIRST_PLANTED, FIRST_PLANTED + NIGHTS_PLANTED):
        assert spend(seed).judges.timeline


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.name))
def test_a_planted_fault_is_found(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault.plant(monkeypatch)
    with pytest.raises(AssertionError, match=fault.caught_by):
        _spend_some()


def test_the_page_of_faults_lists_these_faults_and_no_others() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    listed = [line.split("|")[1:3] for line in lines if line.startswith("| ") and "it would have meant" not in line]
    assert [[name.strip(), harm.strip()] for name, harm in listed] == [[each.name, each.harm] for each in FAULTS]


def _spend_some() -> None:
    for seed in range(FIRST_PLANTED, FIRST_PLANTED + NIGHTS_PLANTED):
        spend(seed)
