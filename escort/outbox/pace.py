"""How long a failed effect waits before it is tried again, and when it is given up.

tried ─fails─▶ waits 0.5 s, 1, 2, 4, 8, ... ±half, tried again ─▶ ... ─▶ given up after `tries_max`
"""

from random import Random

first_s, longest_s = 0.5, 30.0
tries_max = 8  # about a minute in all: by then the case has gone up by itself, and people decide


def again_after_s(failures: int, chance: Random) -> float | None:
    """How long to wait after so many failures, from 1; None: no more. Half of it is chance, so that crowds spread."""
    if failures >= tries_max:
        return None
    whole_s: float = min(longest_s, first_s * 2.0 ** (failures - 1))
    return whole_s * chance.uniform(0.5, 1.0)
