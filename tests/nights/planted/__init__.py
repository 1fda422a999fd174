"""Faults planted into the real desk, one at a time: the nights must find each of them.

    real function ──patched──▶ a desk with one fault ──nights──▶ the sentence that no longer holds

Rule: a planting is a few lines around the real function, never a copy of it; what each fault would have cost stands in
docs/faults.md.
"""

from tests.nights.planted.alarms import ALARMS
from tests.nights.planted.fault import Fault
from tests.nights.planted.people import PEOPLE
from tests.nights.planted.waiting import WAITING
from tests.nights.planted.writing import WRITING

FAULTS: tuple[Fault, ...] = (*WRITING, *WAITING, *ALARMS, *PEOPLE)

__all__ = ["FAULTS", "Fault"]
