"""The auditor over whole nights: it accuses a desk at work of nothing, and misses no case of a desk that died."""

from datetime import timedelta
from functools import cache
from itertools import groupby

import pytest

from alerts import Recorded
from alerts.audit import Audit
from tests.nights.night import POLICY
from tests.nights.spend import spend

LOST_ON_THE_WAY = {"page_unsettled", "call_unsettled"}  # a night loses some of what carriers say
LONG_AFTER = timedelta(hours=3)  # longer than any wait of the policy


@cache
def night(seed: int) -> list[Recorded]:
    return spend(seed).judges.timeline


@pytest.mark.parametrize("seed", range(3))
def test_a_desk_at_work_is_accused_of_nothing_all_night(seed: int) -> None:
    audit = Audit(POLICY)
    for at, entries in groupby(night(seed), key=lambda each: each.at):
        for recorded in entries:
            audit.take(recorded)
        assert [fault for fault in audit.faults(at) if fault.kind not in LOST_ON_THE_WAY] == []
    assert len(audit) == 0, "a night ends with no case left behind"


@pytest.mark.parametrize("seed", range(3))
def test_of_a_desk_that_died_every_open_case_is_told(seed: int) -> None:
    entries, told = night(seed), 0
    for part in range(1, 40):
        audit, open_cases = Audit(POLICY), set[str]()
        upto = entries[: len(entries) * part // 40]
        for recorded in upto:
            audit.take(recorded)
            if recorded.incident != "floor":
                open_cases.add(recorded.incident)
            if recorded.entry.__struct_config__.tag == "closed":
                open_cases.discard(recorded.incident)
        faults = audit.faults(upto[-1].at + LONG_AFTER)
        assert {fault.incident for fault in faults if fault.kind == "overdue"} == open_cases
        told += len(open_cases)
    assert told, "cases were open at some of these moments"
