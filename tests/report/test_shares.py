"""Percentiles and shares mean what the docs say they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escort.report.shares import likely, percentile, waits_of


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100).map(lambda percent: percent / 100))
def test_a_percentile_is_the_smallest_wait_that_so_many_do_not_exceed(waits: list[float], share: float) -> None:
    ascending = sorted(waits)
    found = percentile(ascending, share)
    enough = [each for each in ascending if sum(w <= each for w in waits) >= share * len(waits) - 1e-6]
    assert found == enough[0]


def test_of_nothing_there_is_nothing_to_tell() -> None:
    assert percentile([], 0.5) is None
    assert likely(0, 0) is None
    empty = waits_of([], 0)
    assert (empty.presses, empty.within_15_s, empty.p50_s, empty.max_s) == (0, None, None, None)


def test_shares_count_the_limit_itself_in() -> None:
    waits = waits_of([15.0, 15.1, 20.0, 20.1], 1)
    assert (waits.within_15_s, waits.within_20_s, waits.max_s, waits.unanswered) == (0.25, 0.75, 20.1, 1)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)]
)
def test_where_the_true_share_lies(hits: int, of: int, low: float, high: float) -> None:
    """The last is the example of R. G. Newcombe (1998), method 3."""
    assert likely(hits, of) == pytest.approx((low, high), abs=5e-5)
