"""Erlang's delay formula, held against published examples, against its definition and against what is always true."""

from fractions import Fraction
from math import factorial, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.staffing import TargetRefused, agents_needed, crew, erlangs, parse_target


@pytest.mark.parametrize(
    ("presses_per_hour", "handling_s", "agents", "within_s", "waits", "answered", "mean_wait_s"),
    [
        (200, 180, 14, 20, 0.1741319, 0.88835, 7.83593701),  # example of the R package ErlangC
        (720, 240, 55, 15, 0.239, 0.846, 8.2),  # 360 calls in half an hour, the common textbook example
    ],
)
def test_published_examples(
    presses_per_hour: int,
    handling_s: int,
    agents: int,
    within_s: int,
    waits: float,
    answered: float,
    mean_wait_s: float,
) -> None:
    found = crew(agents, erlangs(presses_per_hour, handling_s), handling_s)
    assert found.waits == pytest.approx(waits, abs=5e-4)
    assert found.answered(within_s) == pytest.approx(answered, abs=5e-4)
    assert found.mean_wait_s == pytest.approx(mean_wait_s, abs=0.05)


def by_definition(agents: int, load: Fraction) -> Fraction:
    """The delay formula as it is printed, in exact fractions."""
    all_busy = load**agents / factorial(agents) * Fraction(agents) / (agents - load)
    return all_busy / (sum(load**k / factorial(k) for k in range(agents)) + all_busy)


@given(st.integers(1, 60), st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100))
def test_the_recurrence_is_the_definition(agents: int, busy: Fraction) -> None:
    load = agents * busy
    assert crew(agents, float(load), 60.0).waits == pytest.approx(float(by_definition(agents, load)), rel=1e-9)


@given(st.floats(0.01, 300.0), st.floats(10.0, 1800.0), st.floats(0.5, 0.999), st.floats(0.0, 120.0))
def test_the_crew_needed_meets_the_target_and_one_fewer_does_not(
    load: float, handling_s: float, share: float, within_s: float
) -> None:
    target = parse_target(f"{share:.4f}@{within_s:.1f}s")
    needed = agents_needed(load, handling_s, target)
    assert needed.answered(target.within_s) >= target.share
    fewer = crew(needed.agents - 1, load, handling_s)
    assert fewer.answered(target.within_s) < target.share


@given(st.integers(1, 200), st.floats(0.1, 150.0), st.floats(0.5, 0.9999))
def test_the_wait_of_a_share_is_the_wait_within_which_that_share_is_answered(
    agents: int, load: float, share: float
) -> None:
    found = crew(agents, load, 240.0)
    wait_s = found.wait_s(share)
    if load >= agents:
        assert wait_s == inf
    elif wait_s == 0.0:
        assert found.answered(0.0) >= share
    else:
        assert found.answered(wait_s) == pytest.approx(share)


def test_thousands_of_agents_are_no_overflow() -> None:
    found = agents_needed(5_000.0, 240.0, parse_target("0.9@15s"))
    assert 5_000 < found.agents < 5_100, "a large crew shares the peaks"
    assert found.agents < agents_needed(5_000.0, 240.0, parse_target("0.9@15s"), occupancy_max=0.85).agents == 5_883


def test_too_few_agents_never_catch_up() -> None:
    found = crew(10, 10.0, 240.0)
    assert (found.waits, found.answered(3600.0), found.mean_wait_s, found.wait_s(0.5)) == (1.0, 0.0, inf, inf)


@pytest.mark.parametrize("word", ["", "0.9", "90@15s", "0@15s", "1.0@15s", "0.9@-1s", "0.9@15m", "a@b"])
def test_a_target_that_says_nothing_is_refused(word: str) -> None:
    with pytest.raises(TargetRefused, match=r"like 0\.9@15s"):
        parse_target(word)


def test_a_mistaken_unit_ends_in_a_sentence() -> None:
    with pytest.raises(TargetRefused, match="mistaken"):
        agents_needed(1e6, 240.0, parse_target("0.9@15s"))
