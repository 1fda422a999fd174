"""Adds cases up, one after the other, and says what they come to: the figures of a report.

    Facts of one case ──take──▶ sums ──report──▶ Report

Rule: a case belongs to the period in which it was opened, a press to that in which it was pressed, an agent's time to
that in which it was spent. Of each press one number is kept, of each holding two: a year fits in memory.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from escort.report.agents import AgentTally
from escort.report.facts import Facts
from escort.report.figures import Funnel, PlaceAndHour, Report, Rule, Waits
from escort.report.period import Period
from escort.report.shares import likely, waits_of


@dataclass(slots=True)
class _Presses:
    waited_s: "array[float]" = field(default_factory=lambda: array("d"))
    unanswered: int = 0

    def figures(self) -> Waits:
        return waits_of(self.waited_s, self.unanswered)


@dataclass(slots=True)
class _Kind:
    findings: int = 0
    cases: int = 0
    closed: int = 0
    real: int = 0


@dataclass(slots=True)
class Tally:
    """The sums of a period. `now_s`: when it is asked; what is still going on lasts until then."""

    period: Period
    now_s: float
    cases: int = 0
    open_still: int = 0
    presses: defaultdict[tuple[str, int], _Presses] = field(default_factory=lambda: defaultdict(_Presses))
    kinds: defaultdict[str, _Kind] = field(default_factory=lambda: defaultdict(_Kind))
    dispositions: Counter[str] = field(default_factory=Counter)
    funnel: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)  # dispositions of the funnel's cases
    agents: AgentTally = field(init=False)

    def __post_init__(self) -> None:
        self.agents = AgentTally(self.period, min(self.now_s, self.period.to_s))

    def take(self, region: str, facts: Facts) -> None:
        """One more case."""
        self.agents.take(facts)
        self._presses(region, facts)
        if not self.period.holds(facts.opened_s):
            return
        self.cases += 1
        self.open_still += facts.closed_s is None
        if facts.disposition is not None:
            self.dispositions[facts.disposition] += 1
        self._kinds(facts)
        if facts.kinds and not facts.by_press:
            self._funnel(facts)

    def report(self, regions: tuple[str, ...], wrap_up_s: float) -> Report:
        """What it all comes to."""
        return Report(
            period=self.period.words(),
            from_s=self.period.from_s,
            to_s=self.period.to_s,
            regions=regions,
            cases=self.cases,
            open_still=self.open_still,
            presses=_together(self.presses.values()),
            by_region=tuple(
                PlaceAndHour(each, None, _together(p for (at, _), p in self.presses.items() if at == each))
                for each in regions
            ),
            by_hour=tuple(
                PlaceAndHour(region, hour, p.figures()) for (region, hour), p in sorted(self.presses.items())
            ),
            funnel=self._funnel_figures(),
            dispositions=dict(sorted(self.dispositions.items())),
            rules=tuple(_rule(kind, sums) for kind, sums in sorted(self.kinds.items())),
            agents=self.agents.figures(wrap_up_s),
        )

    def _presses(self, region: str, facts: Facts) -> None:
        for press in facts.presses:
            if self.period.holds(press.at_s):
                sums = self.presses[region, self.period.hour_of(press.at_s)]
                answered_s = self.now_s if press.answered_s is None else press.answered_s
                sums.waited_s.append(max(0.0, answered_s - press.at_s))
                sums.unanswered += press.answered_s is None

    def _kinds(self, facts: Facts) -> None:
        for kind, times in facts.kinds.items():
            sums = self.kinds[kind]
            sums.findings += times
            sums.cases += 1
            sums.closed += facts.closed_s is not None
            sums.real += facts.real

    def _funnel(self, facts: Facts) -> None:
        self.funnel["findings"] += sum(facts.kinds.values())
        self.funnel["cases"] += 1
        self.funnel["asked"] += facts.asked
        self.funnel["answered"] += facts.answered
        self.funnel["human"] += facts.claimed_s is not None
        self.funnel["closed"] += facts.closed_s is not None
        if facts.disposition is not None:
            self.ended[facts.disposition] += 1

    def _funnel_figures(self) -> Funnel:
        steps = self.funnel
        return Funnel(
            findings=steps["findings"],
            cases=steps["cases"],
            asked=steps["asked"],
            answered=steps["answered"],
            human=steps["human"],
            closed=steps["closed"],
            dispositions=dict(sorted(self.ended.items())),
        )


def _rule(kind: str, sums: _Kind) -> Rule:
    low, high = likely(sums.real, sums.closed) or (None, None)
    precision = sums.real / sums.closed if sums.closed else None
    return Rule(kind, sums.findings, sums.cases, sums.closed, sums.real, precision, low, high)


def _together(parts: Iterable[_Presses]) -> Waits:
    every = _Presses()
    for part in parts:
        every.waited_s.extend(part.waited_s)
        every.unanswered += part.unanswered
    return every.figures()
