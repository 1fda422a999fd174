"""Stretches of time, put together, cut and counted: an agent with three cases at once is busy once.

Rule: every function takes stretches in any order, overlapping or not, and gives them sorted and apart. Units: seconds.
"""

from collections.abc import Iterable
from itertools import pairwise
from math import inf

Span = tuple[float, float]  # from, until


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time, each moment in one stretch; what lasts no time is left out."""
    apart: list[Span] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if apart and begin <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((begin, end))
    return apart


def overlap(some: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The time that is in both."""
    left, right, both = merged(some), merged(others), list[Span]()
    i = j = 0
    while i < len(left) and j < len(right):
        begin, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if begin < end:
            both.append((begin, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return both


def without(some: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The time that is in the first and not in the second."""
    ends = [(-inf, -inf), *merged(others), (inf, inf)]
    return overlap(some, [(before[1], after[0]) for before, after in pairwise(ends)])


def total_s(spans: Iterable[Span]) -> float:
    """How long they are together."""
    return sum(end - begin for begin, end in merged(spans))
