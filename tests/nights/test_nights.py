"""Whole shifts on a virtual clock: in every one of them what must always be true was true after every request."""

import os

import pytest

from alerts import timeline
from tests.nights.spend import spend, spend_an_hour_back, spend_burst

NIGHTS = int(os.environ.get("ESCORT_NIGHTS", "200"))


@pytest.mark.parametrize("tens", range(NIGHTS // 10))
def test_ten_nights_end_with_nobody_left_behind(tens: int) -> None:
    for seed in range(10 * tens, 10 * tens + 10):
        night = spend(seed)
        assert night.judges.timeline, f"nothing happened in night {seed}"
        assert not night.desk.open


def test_a_night_has_everything_in_it() -> None:
    """A simulation in which something never happens proves nothing about it."""
    nights = [spend(seed) for seed in range(5)]
    seen = {str(each.entry.__struct_config__.tag) for night in nights for each in night.judges.timeline}
    assert seen == {str(entry.__struct_config__.tag) for entry in timeline.Entry.__args__}
    assert sum(night.did["crashes"] for night in nights) > 10


def test_the_same_seed_is_the_same_night() -> None:
    assert spend(7).judges.timeline == spend(7).judges.timeline


def test_three_hundred_presses_within_a_minute_are_all_answered() -> None:
    night = spend_burst(1, presses=300)
    answered = [incident for incident in night.judges.always.incidents.values() if incident.trip.startswith("B")]
    assert len({incident.trip for incident in answered}) == 300
    assert all(incident.state == "closed" for incident in answered)


def test_a_clock_that_steps_back_an_hour_leaves_nobody_waiting() -> None:
    assert not spend_an_hour_back(3).desk.open
