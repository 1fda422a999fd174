"""With the staffing that is promised, presses are claimed in time, and none is left."""

from tests.nights.staffing import PROMISED, Staffing, waits

PRESSES = 1_000


def test_nine_in_ten_presses_are_claimed_within_ten_seconds_and_almost_all_within_twenty() -> None:
    seen = waits(PROMISED, PRESSES, seed=1)
    assert seen.unanswered == 0
    assert seen.within(10.0) >= 0.90
    assert seen.within(20.0) >= 0.99


def test_with_too_few_agents_presses_wait_and_none_is_left() -> None:
    seen = waits(Staffing(presses_per_hour=60.0, agents=3), 200, seed=1)
    assert seen.unanswered == 0
    assert seen.within(20.0) < 0.5
