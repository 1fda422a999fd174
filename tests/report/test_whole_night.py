"""A whole simulated night, by a real desk, summed up: every case has its few lines, every press is in the report."""

from collections import defaultdict
from zoneinfo import ZoneInfo

import pytest

from alerts import FLOOR, Recorded
from alerts import timeline as t
from alerts.digest import digest
from alerts.summary import lines, summary
from alerts.summary_words import WORDS
from escort.report.facts import facts_of
from escort.report.period import Period
from escort.report.tally import Tally
from tests.nights.spend import spend

LINES_MAX = 13  # the kinds of lines there are


@pytest.fixture(scope="module")
def night() -> dict[str, list[Recorded]]:
    """The timelines of one night, by incident."""
    timelines: dict[str, list[Recorded]] = defaultdict(list)
    for recorded in spend(3).judges.timeline:
        timelines[recorded.incident].append(recorded)
    return timelines


def test_every_case_at_every_moment_has_a_few_lines_in_every_language(night: dict[str, list[Recorded]]) -> None:
    told = 0
    for incident, entries in night.items():
        if incident == FLOOR:
            continue
        for language in WORDS:
            for upto in range(1, len(entries) + 1):
                said = summary(entries[:upto], entries[upto - 1].at, language)
                assert 2 <= len(said) <= LINES_MAX
                assert not [line for line in said if "{" in line or "None" in line or not line.strip()]
                told += 1
        assert lines(digest(entries), entries[-1].at)[-1].startswith("Closed by ")
    assert told > 1_000


def test_every_press_and_every_case_is_in_the_report(night: dict[str, list[Recorded]]) -> None:
    first, last = night[FLOOR][0].at.timestamp() - 1, max(each[-1].at for each in night.values()).timestamp() + 1
    tally = Tally(Period(first, last, ZoneInfo("UTC")), last)
    for recorded in night[FLOOR]:
        tally.agents.floor(recorded)
    cases = [entries for incident, entries in night.items() if incident != FLOOR]
    for entries in cases:
        tally.take("night", facts_of(entries))
    report = tally.report(("night",), 30.0)
    pressed = sum(isinstance(each.entry, t.Pressed) for entries in cases for each in entries)
    assert (report.cases, report.open_still) == (len(cases), 0)
    assert (report.presses.presses, report.presses.unanswered) == (pressed, 0)
    assert sum(report.dispositions.values()) == len(cases)
    assert sum(each.closed for each in report.agents) == len(cases)
    assert all(each.occupancy is not None and 0 < each.occupancy <= 1 for each in report.agents if each.here_s)
