"""Stretches of time, held against counting the seconds one by one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from escort.report.spans import Span, merged, overlap, total_s, without

stretches = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda s: (float(s[0]), float(s[1]))))


def moments(spans: list[Span]) -> set[int]:
    """Every whole second that is in one of them."""
    return {second for second in range(41) if any(begin <= second < end for begin, end in spans)}


@given(stretches)
def test_merged_is_the_same_time_sorted_and_apart(spans: list[Span]) -> None:
    apart = merged(spans)
    assert moments(apart) == moments(spans)
    assert all(begin < end for begin, end in apart)
    assert all(before[1] < after[0] for before, after in pairwise(apart))
    assert total_s(spans) == len(moments(spans))


@given(stretches, stretches)
def test_common_and_without_share_the_time_out(some: list[Span], others: list[Span]) -> None:
    assert moments(overlap(some, others)) == moments(some) & moments(others)
    assert moments(without(some, others)) == moments(some) - moments(others)
