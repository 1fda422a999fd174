"""Trips were judged again, late fixes in their place: what is there to say, over what was told before?

    found, not told                         --> told now, with the times it has
    told and open, and not found            --> withdrawn: cleared, by late fixes
    found as it was told, dated differently --> stays as it was told
    told as over, and found open            --> raised anew, since it was told to be over

So what stands open is always what all fixes that have come say in their order, and no edge is told twice.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from geo.columns import Column, Rows
from geo.detectors.facts import Change
from geo.doubt import Again
from geo.findings import Moot
from geo.known import Known


class Standing:
    """What stands open of some trips, before they are put back."""

    def __init__(self, known: Known, rows: Rows) -> None:
        self._known = known
        self._at = {row: i for i, row in enumerate(rows.tolist())}
        self._was_s = known.panel.open_of_motion(rows)

    def over(self, again: Again, found: Sequence[Change]) -> list[Change]:
        """What there is to say of `found`, after these trips were judged again."""
        of: dict[tuple[int, str], list[Change]] = {}
        said = []
        for change in found:
            if change.row in self._at and change.kind in self._was_s:
                of.setdefault((change.row, change.kind), []).append(change)
            else:
                said.append(change)
        now_s = self._known.panel.open_of_motion(again.rows)
        for row, kind in sorted(of.keys() | self._stand_otherwise(now_s)):
            told = [change for change in again.told[row] if change.kind == kind]
            was, now = (float(open_s[kind][self._at[row]]) for open_s in (self._was_s, now_s))
            said += self._of_one(row, kind, (was, now), told, of.get((row, kind), []))
        return said

    def _stand_otherwise(self, now_s: Mapping[str, Column]) -> set[tuple[int, str]]:
        """Trips and kinds of which another finding is open than before, or none."""
        otherwise = set()
        for kind, was_s in self._was_s.items():
            same = (was_s == now_s[kind]) | (np.isnan(was_s) & np.isnan(now_s[kind]))
            otherwise |= {(row, kind) for row, i in self._at.items() if not same[i]}
        return otherwise

    def _of_one(
        self, row: int, kind: str, open_s: tuple[float, float], told: Sequence[Change], found: Sequence[Change]
    ) -> list[Change]:
        """Of one kind of one trip. `open_s`: since when one was open before, and since when one is now; NaN: none."""
        was_s, now_s = open_s
        were_told, are_found = ({(c.edge, c.since_s) for c in some} for some in (told, found))
        new = [c for c in _other_than(found, _spans(told, was_s), now_s) if (c.edge, c.since_s) not in were_told]
        newest_s = float(self._known.trip["fixed_at_s"][row])
        goes_on = not np.isnan(was_s) and ("cleared", was_s) not in are_found
        if was_s == now_s:
            return new
        if np.isnan(now_s):
            return [*new, Change(row, kind, "cleared", was_s, newest_s, Moot("late_fixes"))] if goes_on else new
        if goes_on:
            self._date(row, kind, was_s)
            return [change for change in new if change.since_s != now_s]
        if ("cleared", now_s) not in were_told:
            return new
        raised = [c for c in (*told, *found) if (c.edge, c.since_s) == ("raised", now_s)][:1]
        since_s = max(change.at_s for change in told if change.edge == "cleared")
        while ("raised", since_s) in were_told:
            since_s += 0.001
        self._date(row, kind, since_s)
        return [*new, *(change._replace(since_s=since_s, at_s=max(newest_s, since_s)) for change in raised)]

    def _date(self, row: int, kind: str, since_s: float) -> None:
        """The finding that stands open began then, as far as anybody was told."""
        self._known.panel.tables[kind]["since_s"][row] = since_s


def _spans(edges: Sequence[Change], open_s: float) -> dict[float, float]:
    """From when to when findings of one kind of one trip stood, by when they began; the open one for ever."""
    spans = {edge.since_s: edge.at_s for edge in edges if edge.edge == "cleared"}
    return spans if np.isnan(open_s) else {**spans, open_s: np.inf}


def _other_than(found: Sequence[Change], told: Mapping[float, float], open_s: float) -> list[Change]:
    """Without findings that are over and stood, in part, while another was told to stand: the same, seen better."""
    same = {
        since_s
        for since_s, until_s in _spans(found, np.nan).items()
        if since_s != open_s and since_s not in told
        if any(since_s <= other_until_s and other_s <= until_s for other_s, other_until_s in told.items())
    }
    return [change for change in found if change.since_s not in same]
