"""What Prometheus is told of a press's wait is what a report says of it."""

import pytest

from escort.answering import Answering
from escort.report.facts import facts_of
from tests.report.made_up import MadeUp


@pytest.mark.parametrize("seed", range(5))
def test_each_answered_press_is_told_once_with_the_wait_of_the_report(seed: int) -> None:
    told: list[float] = []
    answering, timelines = Answering(told.append), MadeUp(seed).timelines
    for recorded in sorted((each for entries in timelines for each in entries), key=lambda each: each.at):
        answering.take(recorded)
    presses = [press for entries in timelines for press in facts_of(entries).presses]
    waits = [press.answered_s - press.at_s for press in presses if press.answered_s is not None]
    assert sorted(told) == sorted(waits)
    assert len(told) > 20
