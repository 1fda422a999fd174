"""Whole shifts on a virtual clock: in every one of them what must always be true was true after every request."""

import os
from datetime import timedelta

import pytest

from alerts import timeline
from tests.nights.agents import come_to_work
from tests.nights.night import Night
from tests.nights.riders import send_out
from tests.nights.spend import spend, spend_burst

# What a night holds in which nobody comes to the floor, calls, or asks for company.
ALONE = (
    *timeline.Alarming.__args__,
    *(timeline.Opened, timeline.Asked, timeline.Answered, timeline.Unanswered, timeline.Said),
    *(timeline.Claimed, timeline.Noted, timeline.Transferred, timeline.TakenBack, timeline.Closed),
    *(timeline.Escalated, timeline.Paged),
)
NIGHTS = int(os.environ.get("ESCORT_NIGHTS", "200"))


@pytest.mark.parametrize("tens", range(NIGHTS // 10))
def test_ten_nights_end_with_nobody_left_behind(tens: int) -> None:
    for seed in range(10 * tens, 10 * tens + 10):
        night = spend(seed)
        assert night.always.timeline, f"nothing happened in night {seed}"
        assert not night.desk.open


def test_a_night_has_everything_in_it() -> None:
    """A simulation in which something never happens proves nothing about it."""
    nights = [spend(seed) for seed in range(5)]
    seen = {str(each.entry.__struct_config__.tag) for night in nights for each in night.always.timeline}
    assert seen >= {str(entry.__struct_config__.tag) for entry in ALONE}
    assert sum(night.did["crashes"] for night in nights) > 10


def test_the_same_seed_is_the_same_night() -> None:
    assert spend(7).always.timeline == spend(7).always.timeline


def test_three_hundred_presses_within_a_minute_are_all_answered() -> None:
    night = spend_burst(1, presses=300)
    answered = [incident for incident in night.always.incidents.values() if incident.trip.startswith("B")]
    assert len({incident.trip for incident in answered}) == 300
    assert all(incident.state == "closed" for incident in answered)


def test_a_clock_that_steps_back_an_hour_leaves_nobody_waiting() -> None:
    night = Night(3)
    send_out(night)
    come_to_work(night)
    night.after(3 * 3600.0, lambda: night.set_clock(timedelta(hours=-1)))
    night.after(9 * 3600.0, lambda: night.set_clock(timedelta()))
    night.run()
    assert not night.desk.open
