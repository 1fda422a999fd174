"""Percentiles and shares, as a report means them."""

import math
from collections.abc import Sequence

from escort.report.figures import Waits

Z95 = 1.959964  # of a normal distribution: 95 % lie within


def percentile(ascending: Sequence[float], share: float) -> float | None:
    """The smallest value that this share does not exceed (nearest rank); None of nothing."""
    if not ascending:
        return None
    return ascending[max(0, math.ceil(share * len(ascending) - 1e-9) - 1)]


def waits_of(waited_s: Sequence[float], unanswered: int) -> Waits:
    """The figures of these waits, unanswered ones among them with their wait so far."""
    ascending = sorted(waited_s)
    answered = len(ascending)

    def within(limit_s: float) -> float | None:
        return sum(each <= limit_s for each in ascending) / answered if answered else None

    return Waits(
        presses=len(ascending),
        unanswered=unanswered,
        within_15_s=within(15.0),
        within_20_s=within(20.0),
        p50_s=percentile(ascending, 0.50),
        p95_s=percentile(ascending, 0.95),
        p99_s=percentile(ascending, 0.99),
        max_s=ascending[-1] if ascending else None,
    )


def likely(hits: int, of: int) -> tuple[float, float] | None:
    """Where the true share lies 95 times in 100, after `hits` of so many; None of nothing.

    Source: E. B. Wilson (1927), the score interval: honest for few and for none.
    """
    if not of:
        return None
    share, z2 = hits / of, Z95 * Z95
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)
