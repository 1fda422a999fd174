"""Where an agent's time went: at the desk, on a break, with cases, wrapping them up.

    floor:  came ─▶ paused ─▶ resumed ─▶ left | lost          cases:  held from, until
    occupancy = (with a case, or wrapping one up) / (at the desk and not on a break)

Rule: time is clipped to the period, and what is still going on lasts until it is asked for. Two cases at once are one
busy agent. Wrap-up is computed, as the desk computes it: so long after a close, or until the next case.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from alerts import Recorded
from alerts import timeline as t
from escort.report.facts import Facts
from escort.report.figures import AgentFigures
from escort.report.period import Period
from escort.report.spans import Span, merged, overlap, total_s, without


@dataclass(slots=True)
class _Agent:
    here: list[Span] = field(default_factory=list)
    paused: list[Span] = field(default_factory=list)
    here_since_s: float | None = None
    paused_since_s: float | None = None
    held: list[Span] = field(default_factory=list)
    closes_s: list[float] = field(default_factory=list)
    cases: int = 0
    closed: int = 0

    def leaves(self, at_s: float) -> None:
        self.resumes(at_s)
        if self.here_since_s is not None:
            self.here.append((self.here_since_s, at_s))
            self.here_since_s = None

    def resumes(self, at_s: float) -> None:
        if self.paused_since_s is not None:
            self.paused.append((self.paused_since_s, at_s))
            self.paused_since_s = None


@dataclass(slots=True)
class AgentTally:
    """The agents of a period; `until_s`: how long lasts what is still going on."""

    period: Period
    until_s: float
    agents: defaultdict[str, _Agent] = field(default_factory=lambda: defaultdict(_Agent))
    offers: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, facts: Facts) -> None:
        """One more case."""
        for held in facts.held:
            until_s = self.until_s if held.until_s is None else held.until_s
            if until_s < self.period.from_s or held.from_s >= self.period.to_s:
                continue
            agent = self.agents[held.agent]
            agent.held.append((held.from_s, until_s))
            agent.cases += self.period.holds(held.from_s)
            if held.closed and self.period.holds(until_s):
                agent.closed += 1
                agent.closes_s.append(until_s)
        if self.period.holds(facts.opened_s):
            self.offers.update(facts.offers)

    def floor(self, recorded: Recorded) -> None:
        """One entry of the floor, in order."""
        entry, at_s = recorded.entry, recorded.at.timestamp()
        match entry:
            case t.AgentCame():
                agent = self.agents[entry.agent]
                agent.here_since_s = at_s if agent.here_since_s is None else agent.here_since_s
            case t.AgentLeft() | t.AgentLost():
                self.agents[entry.agent].leaves(at_s)
            case t.AgentPaused():
                self.agents[entry.agent].paused_since_s = at_s
            case t.AgentResumed():
                self.agents[entry.agent].resumes(at_s)
            case _:
                pass

    def figures(self, wrap_up_s: float) -> tuple[AgentFigures, ...]:
        """One line an agent, those with most cases first; who was neither here nor held anything has none."""
        lines = [self._figures(name, agent, wrap_up_s) for name, agent in self.agents.items()]
        told = [line for line in lines if line.here_s or line.busy_s or line.cases]
        return tuple(sorted(told, key=lambda line: (-line.cases, line.agent)))

    def _figures(self, name: str, agent: _Agent, wrap_up_s: float) -> AgentFigures:
        agent.leaves(self.until_s)
        inside = [(self.period.from_s, self.until_s)]
        here, paused = overlap(agent.here, inside), overlap(agent.paused, inside)
        held = overlap(agent.held, inside)
        wraps = overlap(without([(at_s, at_s + wrap_up_s) for at_s in agent.closes_s], agent.held), inside)
        at_work = without(here, paused)
        at_work_s = total_s(at_work)
        busy = overlap(merged([*held, *wraps]), at_work)
        return AgentFigures(
            agent=name,
            cases=agent.cases,
            closed=agent.closed,
            here_s=total_s(here),
            paused_s=total_s(overlap(paused, here)),
            busy_s=total_s(held),
            wrap_up_s=total_s(wraps),
            occupancy=total_s(busy) / at_work_s if at_work_s else None,
            accepted=self.offers[name, "accepted"],
            declined=self.offers[name, "declined"],
            expired=self.offers[name, "expired"],
        )
