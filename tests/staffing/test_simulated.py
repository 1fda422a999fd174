"""The simulated desk is the formula's queue where it is told to be one, and slower where its own rules say so."""

import pytest

from alerts import read_policy
from alerts.staffing import crew, erlangs, parse_target
from escort.staffing.side_by_side import fewest, formula_for, lines
from escort.staffing.simulated import Hour, idle_share, simulate

POLICY = read_policy()
TARGET = parse_target("0.9@15s")
NOISE = 0.05  # of a share, over some hundred presses that come in bunches


@pytest.mark.parametrize(("presses_per_hour", "handling_s", "agents"), [(40, 240, 5), (120, 60, 4)])
def test_without_severe_cases_the_desk_is_the_formulas_queue(
    presses_per_hour: float, handling_s: float, agents: int
) -> None:
    hour = Hour(presses_per_hour, handling_s, accept_s=0.5, real=0.0, presses=800)
    served = simulate(POLICY, hour, agents)
    formula = crew(agents, erlangs(presses_per_hour, handling_s + 0.5), handling_s + 0.5)
    for within_s in (15.0, 60.0, 180.0):
        assert served.answered(within_s) == pytest.approx(formula.answered(within_s - 0.5), abs=NOISE)
    assert served.occupancy == pytest.approx(formula.occupancy, abs=NOISE)


def test_every_press_is_claimed_however_few_agents_there_are() -> None:
    hour = Hour(60.0, 240.0, presses=120)  # a load of four
    waits = [simulate(POLICY, hour, agents) for agents in (2, 5, 8)]
    assert [len(each.waited_s) for each in waits] == [120 - int(idle_share * 120)] * 3
    assert waits[0].wait_s(0.95) > waits[1].wait_s(0.95) > waits[2].wait_s(0.95)
    assert waits[0].answered(15.0) < waits[1].answered(15.0) < waits[2].answered(15.0)


def test_an_hour_that_lasts_for_days_loses_nobody() -> None:
    served = simulate(POLICY, Hour(2.0, 240.0, presses=70), 2)
    assert served.answered(10.0) > 0.95, "somebody was there all along"


def test_one_seed_is_one_hour() -> None:
    hour = Hour(40.0, 240.0, presses=120)
    assert simulate(POLICY, hour, 5) == simulate(POLICY, hour, 5)
    assert simulate(POLICY, hour, 5) != simulate(POLICY, Hour(40.0, 240.0, presses=120, seed=2), 5)


def test_rest_after_severe_cases_costs_agents_that_the_formula_does_not_know_of() -> None:
    calm, severe = (Hour(40.0, 240.0, real=real, presses=250) for real in (0.0, 1.0))
    assert simulate(POLICY, severe, 6).answered(15.0) < simulate(POLICY, calm, 6).answered(15.0) - 0.1


def test_the_fewest_meet_the_target_and_one_fewer_does_not() -> None:
    hour = Hour(40.0, 60.0, presses=250)
    best = fewest(POLICY, hour, formula_for(hour, TARGET, 0.85).agents, TARGET, 0.85)
    assert best is not None
    assert best.answered(15.0) >= 0.9
    assert simulate(POLICY, hour, best.agents - 1).answered(15.0) < 0.9
    for guess in (best.agents - 1, best.agents + 1):
        assert fewest(POLICY, hour, guess, TARGET, 0.85) == best


def test_hours_alike_are_simulated_once() -> None:
    told = list(lines(POLICY, [("22", 20.0), ("23", 20.0)], Hour(0.0, 120.0, presses=150), TARGET, 0.85))
    assert [line.hour for line in told] == ["22", "23"]
    assert told[0].desk is told[1].desk is not None
