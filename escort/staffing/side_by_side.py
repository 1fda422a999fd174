"""A line an hour: the crew the formula wants, and the crew with which the desk itself met the target.

    formula: agents, share in time ──start──▶ simulated with so many ─▶ one more until the target is met, or one fewer

Rule: an agent is busy from the offer on, so the formula counts the seconds to accept as handling, and off the target.
"""

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from alerts import Policy
from alerts.staffing import Crew, Target, agents_needed, erlangs
from escort.staffing.simulated import Hour, Served, simulate

more_max = 40  # agents beyond the formula's; a desk that needs more is not short of agents


class Line(msgspec.Struct, frozen=True):
    """One hour of the day, both ways; `desk` None where not even `more_max` more would do."""

    hour: str
    presses_per_hour: float
    formula: Crew
    formula_share: float
    desk: Served | None


def lines(
    policy: Policy, hours: list[tuple[str, float]], every: Hour, target: Target, occupancy_max: float
) -> Iterator[Line]:
    """A line an hour, as soon as it is known; hours alike are simulated once. `hours`: name, presses an hour."""
    known: dict[float, tuple[Crew, Served | None]] = {}
    for name, presses_per_hour in hours:
        if presses_per_hour not in known:
            hour = replace(every, presses_per_hour=presses_per_hour)
            formula = formula_for(hour, target, occupancy_max)
            known[presses_per_hour] = (formula, fewest(policy, hour, formula.agents, target, occupancy_max))
        formula, desk = known[presses_per_hour]
        share = formula.answered(max(0.0, target.within_s - every.accept_s))
        yield Line(name, presses_per_hour, formula, share, desk)


def formula_for(hour: Hour, target: Target, occupancy_max: float) -> Crew:
    """Erlang's crew for an hour. Raises: TargetRefused."""
    busy_s = hour.handling_s + hour.accept_s
    sooner = Target(target.share, max(0.0, target.within_s - hour.accept_s))
    return agents_needed(erlangs(hour.presses_per_hour, busy_s), busy_s, sooner, occupancy_max)


def fewest(policy: Policy, hour: Hour, guess: int, target: Target, occupancy_max: float) -> Served | None:
    """The smallest crew around the guess with which the simulated desk meets the target."""

    def met(served: Served) -> bool:
        return served.answered(target.within_s) >= target.share and served.occupancy <= occupancy_max

    best: Served | None = None
    for agents in range(guess, guess + more_max + 1):
        served = simulate(policy, hour, agents)
        if met(served):
            best = served
            break
    for agents in range(guess - 1, 0, -1) if best is not None and best.agents == guess else ():
        served = simulate(policy, hour, agents)
        if not met(served):
            break
        best = served
    return best
