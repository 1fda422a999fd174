"""Trips in doubt: fixes may still come late of them, so they are remembered as they were.

    sure --a fix after a gap of `gap_s`, or the first--> in doubt for `late_max_s`  |  kept as it was, once in
      ^                                                                             |  `late_max_s`, and each fix since
      '--a fix later than that-- in doubt for `unordered_s` <--a fix that came late-'
    in doubt --a fix dated after what is kept--> put back, to be judged again with it in its place

Two copies a trip at most: what is `late_max_s` late at most is always after the older one. Time that goes back, a new
plan, an impact and the end settle a trip: what came before is judged no more. Source: docs/adr/0016.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from geo.columns import Column, Columns, Rows
from geo.detectors.facts import Change
from geo.fix import Fixes
from geo.kept import Kept
from geo.recent import Recent

gap_s = 20.0  # a phone that was not heard of for so long may have more to say about it
unordered_s = 600.0  # a phone whose fix came late is taken to send in any order for so long
remembered_max = 2_000_000  # fixes, 70 bytes each; beyond it all trips are settled, and doubt begins anew
none = np.int32(-1)


class Again(NamedTuple):
    """Trips that were put back, the fixes to judge again, and what was told of each. Shapes: rows (n,)."""

    rows: Rows
    fixes: Fixes
    told: dict[int, list[Change]]


class Doubt:
    """Which trips are in doubt, and what is remembered of them."""

    def __init__(self, tables: Mapping[str, Columns], only: Mapping[str, Sequence[str]]) -> None:
        self.columns = Columns({"until_s": np.float64(-np.inf), "older": none, "newer": none})
        self._kept = Kept(tables, only)
        self._recent = Recent()
        self._told: dict[int, list[Change]] = defaultdict(list)  # of the few trips that anything was told of
        self._batch = 0

    def before(self, rows: Rows, at_s: Column, received_s: Column, applied_s: Column, late_max_s: Column) -> None:
        """Fixes are about to be judged, of trips whose newest fix was `applied_s`. Shapes: all (n,), no row twice."""
        own = self.columns
        until_s = np.where(at_s - applied_s > gap_s, received_s + late_max_s, -np.inf)
        own["until_s"][rows] = until_s = np.fmax(own["until_s"][rows], until_s)
        doubtful = until_s >= received_s
        over = ~doubtful & (own["newer"][rows] != none)
        if over.any():
            self.settle(rows[over])
        keep = doubtful & ~(at_s - self._kept.at_s(own["newer"][rows]) < late_max_s)
        if keep.any():
            keeps = rows[keep]
            self._kept.free(own["older"][keeps])
            own["older"][keeps] = own["newer"][keeps]
            own["newer"][keeps] = self._kept.keep(keeps, applied_s[keep], at_s[keep], self._batch)

    def begin_anew(self, rows: Rows, until_s: Column) -> None:
        """Trips come from a snapshot, and nothing of what they were before: they are in doubt until then."""
        self.columns["until_s"][rows] = until_s

    def judged(self, fixes: Fixes, at_s: Column, told: Sequence[Change]) -> None:
        """A batch was judged, each fix at its `at_s`, and led to what was told. Shapes: (n,)."""
        doubtful = self.columns["newer"][fixes.row] != none
        if not self._recent.has_room(len(fixes)):
            self._tidy()
        self._recent.add(replace(fixes[doubtful], fixed_at_s=at_s[doubtful]), self._batch)
        for change in told:
            self._told[change.row].append(change)
        self._batch += 1

    def placed(self, late: Fixes, late_at_s: Column) -> tuple[Rows, Rows]:
        """Fixes came late. Which trips can be put back before them, and to which slot; not where all are known already.

        Shapes: (n,), a trip any number of times -> (k,), (k,), no trip twice.
        """
        own = self.columns
        np.maximum.at(own["until_s"], late.row, late.received_at_s + unordered_s)
        slots = self._slots_before(late.row.astype(np.int64), late_at_s)
        remembered = self._of(late.row[slots != none])
        known_s = self._recent[remembered].fixed_at_s.tolist()
        known = {*zip(self._recent.rows[remembered].tolist(), known_s, strict=True)}
        news = [pair not in known for pair in zip(late.row.tolist(), late_at_s.tolist(), strict=True)]
        moves = np.flatnonzero(np.array(news, bool) & (slots != none))
        order = moves[np.lexsort((late_at_s[moves], late.row[moves]))]
        rows, first = np.unique(late.row[order], return_index=True)
        return rows.astype(np.int64), slots[order[first]]

    def put_back(self, rows: Rows, slots: Rows) -> Again:
        """These trips are what they were in these slots. Shapes: (n,), no trip twice."""
        own = self.columns
        self._kept.put_back(slots, rows)
        to_older = rows[slots != own["newer"][rows]]
        self._kept.free(own["newer"][to_older])
        own["newer"][to_older], own["older"][to_older] = own["older"][to_older], none
        since = dict(zip(rows.tolist(), self._kept.since(slots).tolist(), strict=True))
        remembered = self._of(rows)
        numbers = np.array([since[row] for row in self._recent.rows[remembered].tolist()], np.int64)
        remembered = remembered[self._recent.batches[remembered] >= numbers]
        fixes = self._recent[remembered]
        self._recent.drop(remembered)
        return Again(rows, fixes, {row: self._told.get(row, []) for row in rows.tolist()})

    def settle(self, rows: Rows) -> None:
        """What these trips were before is forgotten: their fixes are judged once and for all."""
        rows = rows[self.columns["newer"][rows] != none]
        if not len(rows):
            return
        self._kept.free(np.concatenate([self.columns[which][rows] for which in ("older", "newer")]))
        self._recent.drop(self._of(rows))
        self.columns.blank(rows)

    def forget(self, rows: Rows) -> None:
        """These rows are nobody's."""
        self.settle(rows)
        if self._told:
            for row in rows.tolist():
                self._told.pop(row, None)

    def _slots_before(self, rows: Rows, at_s: Column) -> Rows:
        """The newest slot of each trip that is older than each time; -1 where there is none. Shapes: all (n,)."""
        newer, older = self.columns["newer"][rows], self.columns["older"][rows]
        slots: Rows = np.where(
            self._kept.before_s(newer) < at_s, newer, np.where(self._kept.before_s(older) < at_s, older, none)
        )
        return slots

    def _of(self, rows: Rows) -> Rows:
        """Where in `recent` the fixes of these trips are."""
        wanted = np.zeros(len(self.columns["newer"]) + 1, bool)  # the last is nobody's
        wanted[rows] = True
        return np.flatnonzero(wanted[self._recent.rows])

    def _tidy(self) -> None:
        """Forget fixes that are in every copy of their trip."""
        own = self.columns
        oldest = np.where(own["older"] != none, own["older"], own["newer"])
        since = np.append(np.where(oldest != none, self._kept.since(oldest), self._batch), self._batch)
        self._recent.drop(self._recent.batches < since[self._recent.rows])
        self._recent.close_holes()
        if len(self._recent) > remembered_max:
            self.settle(np.flatnonzero(own["newer"] != none))
            self._recent.close_holes()
