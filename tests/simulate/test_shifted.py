"""A drive of another time is told as if it ended now: the same seconds between fixes, none of them in the future."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escort.phones import Shifted

now = 1_700_000_000.0
seconds = st.floats(0, 100_000)
speeds = st.floats(0.1, 1_000) | st.just(math.inf)


@given(seconds, seconds, seconds, speeds)
def test_no_fix_is_from_the_future_and_their_spacing_is_true(
    first_s: float, a_s: float, b_s: float, speed: float
) -> None:
    earlier_s, later_s = sorted((first_s + a_s, first_s + b_s))
    clock = Shifted(first_s, later_s, now, speed)
    for at_s in (first_s, earlier_s, later_s):
        assert clock.told_at(at_s) <= clock.sent_at(at_s) + 1e-6
    assert clock.told_at(later_s) - clock.told_at(earlier_s) == pytest.approx(later_s - earlier_s, abs=1e-5)


def test_at_the_speed_of_life_every_fix_is_sent_when_it_is_measured() -> None:
    clock = Shifted(100.0, 700.0, now, 1.0)
    assert [clock.sent_at(at_s) - clock.told_at(at_s) for at_s in (100.0, 400.0, 700.0)] == [0.0, 0.0, 0.0]


def test_faster_the_last_fix_is_sent_when_it_is_measured_and_the_drive_takes_less() -> None:
    clock = Shifted(100.0, 700.0, now, 60.0)
    assert clock.sent_at(700.0) == now + 10.0 == clock.told_at(700.0)
    assert clock.told_at(100.0) == now + 10.0 - 600.0


def test_slower_the_first_fix_is_sent_when_it_is_measured() -> None:
    clock = Shifted(100.0, 700.0, now, 0.5)
    assert clock.sent_at(700.0) == now + 1200.0
    assert (clock.told_at(100.0), clock.told_at(700.0)) == (now, now + 600.0)


def test_flat_out_everything_is_sent_at_once() -> None:
    clock = Shifted(100.0, 700.0, now, math.inf)
    assert clock.sent_at(100.0) == clock.sent_at(700.0) == clock.told_at(700.0) == now
