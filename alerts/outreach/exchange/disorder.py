"""In which order, how often and how late callbacks arrive: networks promise nothing.

Rule: chance is keyed by call and sequence number, so that the same seed is the same disorder.
"""

from collections.abc import Callable
from random import Random

Disorder = Callable[[str, int], tuple[float, ...]]  # call sid, sequence: after how many seconds each copy arrives


def orderly(_sid: str, _sequence: int) -> tuple[float, ...]:
    """Each callback once, at once."""
    return (0.0,)


def unruly(seed: int, *, lost: float = 0.1, repeated: float = 0.3, late_s: float = 3.0) -> Disorder:
    """Some callbacks lost, some repeated, all late by anything up to `late_s`, so that they overtake each other."""

    def disorder(sid: str, sequence: int) -> tuple[float, ...]:
        chance = Random(f"{seed}/{sid}/{sequence}")
        if chance.random() < lost:
            return ()
        copies = 2 if chance.random() < repeated else 1
        return tuple(chance.uniform(0, late_s) for _ in range(copies))

    return disorder
