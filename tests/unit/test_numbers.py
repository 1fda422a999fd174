"""The wall's numbers are the sum of what each process said last, for as long as that is fresh."""

import math

import numpy as np

from escort.numbers import Numbers, forgotten_s
from escort.vitals import Pulse, stale_s


def pulse(node: str, at_s: float, fixes: int = 0, trips: int = 0, moved: tuple[str, ...] = ()) -> Pulse:
    places = np.array([[-8.61, 41.14, math.nan, at_s - 2.0]] * len(moved)).tobytes()
    return Pulse(node, at_s, trips, fixes, 1, list(moved), places)


def test_processes_add_up_and_a_silent_one_counts_no_more() -> None:
    numbers = Numbers()
    numbers.hear(pulse("a", 100.0, fixes=5, trips=1))
    numbers.hear(pulse("b", 104.0, fixes=7, trips=2))
    first = numbers.kpis([], 104.0)
    assert (first.trips, first.fixes, first.connections) == (3, 12, 2)
    later = numbers.kpis([], 100.0 + stale_s)
    assert (later.trips, later.fixes, later.connections) == (2, 7, 1)


def test_a_process_that_begins_anew_under_its_old_name_makes_no_rate_negative() -> None:
    numbers, rates = Numbers(), list[float]()
    for second, fixes in enumerate([0, 100, 200, 300, 0, 100, 200]):
        numbers.hear(pulse("a", 100.0 + second, fixes=fixes))
        rates.append(numbers.kpis([], 100.0 + second).fixes_per_s)
    assert rates[:4] == [0.0, 100.0, 100.0, 100.0]
    assert min(rates) >= 0.0
    assert rates[-1] == 100.0


def test_what_moved_is_told_once_with_its_age() -> None:
    numbers = Numbers()
    numbers.hear(pulse("a", 100.0, moved=("T", "U")))
    numbers.hear(pulse("b", 101.0, moved=("T",)))
    assert numbers.take_moved(103.0) == [("T", -8.61, 41.14, None, 4.0), ("U", -8.61, 41.14, None, 5.0)]
    assert numbers.take_moved(104.0) == []


def test_nothing_known_is_no_number() -> None:
    kpis = Numbers().kpis([], 100.0)
    assert (kpis.trips, kpis.fixes_per_s, kpis.longest_waiting_s) == (0, 0.0, None)
    assert kpis.open == {"0": 0, "1": 0, "2": 0, "3": 0, "4": 0}


def test_a_wall_that_comes_new_is_told_where_everybody_is_but_not_those_long_gone() -> None:
    numbers = Numbers()
    numbers.hear(pulse("a", 100.0, moved=("T", "U")))
    numbers.take_moved(101.0)
    numbers.hear(pulse("a", 500.0, moved=("U",)))
    assert [trip for trip, *_ in numbers.everywhere(501.0)] == ["T", "U"]
    assert [trip for trip, *_ in numbers.everywhere(98.0 + forgotten_s + 1.0)] == ["U"]
