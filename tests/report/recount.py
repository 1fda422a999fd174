"""The figures of a report once more, slowly and another way: presses by walking to and fro, agents second by second."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from alerts import Recorded
from alerts import timeline as t
from escort.report.period import Period

Seconds = NDArray[np.bool_]


def waits_s(timelines: Iterable[list[Recorded]], period: Period, now_s: float) -> list[tuple[float, float, bool]]:
    """When each press of the period was made, how long it waited, whether it was answered."""
    found = []
    for entries in timelines:
        for place, each in enumerate(entries):
            at_s = each.at.timestamp()
            if not isinstance(each.entry, t.Pressed) or not period.from_s <= at_s < period.to_s:
                continue
            taken = [e.at.timestamp() for e in entries[place:] if isinstance(e.entry, t.Claimed | t.Assigned)]
            if holder_before(entries[:place]) is not None:
                found.append((at_s, 0.0, True))
            elif taken:
                found.append((at_s, taken[0] - at_s, True))
            else:
                found.append((at_s, now_s - at_s, False))
    return found


def holder_before(entries: list[Recorded]) -> str | None:
    """Who held the case: the newest entry that says so."""
    for each in reversed(entries):
        if isinstance(each.entry, t.TakenBack):
            return None
        if isinstance(each.entry, t.Claimed | t.Assigned):
            return each.entry.agent
        if isinstance(each.entry, t.Transferred):
            return each.entry.to
    return None


def of_the_period(timelines: Iterable[list[Recorded]], period: Period) -> list[list[Recorded]]:
    return [entries for entries in timelines if period.from_s <= entries[0].at.timestamp() < period.to_s]


def disposition(entries: list[Recorded]) -> str | None:
    last = entries[-1].entry
    return last.disposition if isinstance(last, t.Closed) else None


def raised(entries: list[Recorded]) -> Counter[str]:
    found = (each.entry.finding for each in entries if isinstance(each.entry, t.Found))
    return Counter(finding.kind for finding in found if finding.edge == "raised")


class Painted:
    """Every second of the period, painted: who was here, on a break, with a case, wrapping up."""

    def __init__(self, period: Period, until_s: float, wrap_up_s: float) -> None:
        self._from_s, self._n, self._wrap_up_s = round(period.from_s), round(until_s - period.from_s), wrap_up_s
        self.here: dict[str, Seconds] = defaultdict(self._blank)
        self.paused: dict[str, Seconds] = defaultdict(self._blank)
        self.held: dict[str, Seconds] = defaultdict(self._blank)
        self.wrap: dict[str, Seconds] = defaultdict(self._blank)

    def _blank(self) -> Seconds:
        return np.zeros(self._n, bool)

    def floor(self, entries: list[Recorded]) -> None:
        """Each entry paints from itself to the end of time, over what was there."""
        for each in entries:
            from_, entry = self._place(each.at.timestamp()), each.entry
            match entry:
                case t.AgentCame():
                    self.here[entry.agent][from_:] = True
                case t.AgentPaused():
                    self.paused[entry.agent][from_:] = True
                case t.AgentResumed():
                    self.paused[entry.agent][from_:] = False
                case t.AgentLeft() | t.AgentLost():
                    self.here[entry.agent][from_:] = False
                    self.paused[entry.agent][from_:] = False
                case _:
                    raise AssertionError(entry)

    def case(self, entries: list[Recorded]) -> None:
        """Between each entry and the next, whoever held it held it."""
        for place, each in enumerate(entries):
            holder, from_ = holder_before(entries[: place + 1]), self._place(each.at.timestamp())
            last = place + 1 == len(entries)
            until = self._n if last else self._place(entries[place + 1].at.timestamp())
            if isinstance(each.entry, t.Closed):
                if self._from_s <= each.at.timestamp():
                    self.wrap[each.entry.agent][from_ : self._place(each.at.timestamp() + self._wrap_up_s)] = True
            elif holder is not None:
                self.held[holder][from_:until] = True

    def figures(self, agent: str) -> tuple[float, float, float, float, float | None]:
        """here, paused, with cases, wrap-up, occupancy."""
        here, held = self.here[agent], self.held[agent]
        wrap, at_work = self.wrap[agent] & ~held, here & ~self.paused[agent]
        occupancy = float((at_work & (held | wrap)).sum() / at_work.sum()) if at_work.any() else None
        paused = self.paused[agent] & here
        return float(here.sum()), float(paused.sum()), float(held.sum()), float(wrap.sum()), occupancy

    def _place(self, at_s: float) -> int:
        return min(self._n, max(0, round(at_s) - self._from_s))
