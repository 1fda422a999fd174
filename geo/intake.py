"""Which fixes of a batch are judged, and in whose turn.

    batch --by itself--> usable --by trip, by time--> turn 0: the first of each trip
                                                      turn 1: the second of those that have one
                                                      ...        late and duplicate ones have no turn

Order within a batch costs nothing; order between batches is the log's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.columns import Column, Mask, Rows, RuleColumns
from geo.fix import AHEAD, DUPLICATE, JUDGED, LATE, Fixes, outcome_alone


@dataclass(frozen=True, slots=True)
class Intake:
    """A batch, sorted. `outcome` (n,) in the order received; the others (k,) for the k judged, by trip and time."""

    outcome: NDArray[np.int8]
    judged: Rows
    at_s: Column
    turn: Rows

    def turns(self) -> Iterator[tuple[Rows, Column]]:
        """The places in the batch whose turn it is, and the time each is judged on; no trip twice in a turn."""
        if not len(self.turn):
            return
        for turn in range(int(self.turn.max()) + 1):
            now = self.turn == turn
            yield self.judged[now], self.at_s[now]


def take_in(fixes: Fixes, known: Mask, newest_s: Column, newest_received_s: Column, rule: RuleColumns) -> Intake:
    """Sort a batch.

    Shapes: all (n,). `newest_s` is the time of the newest fix judged of each fix's trip, `newest_received_s` when that
    was received; `rule` its profile's for fixes.
    """
    outcome = outcome_alone(fixes, known, rule["vague_m"])
    usable = np.flatnonzero(outcome == JUDGED)
    at_s = judged_at_s(fixes[usable], rule["ahead_max_s"][usable])
    order = np.lexsort((at_s, fixes.row[usable]))
    usable, at_s = usable[order], at_s[order]
    same_trip = np.zeros(len(usable), bool)
    same_trip[1:] = fixes.row[usable[1:]] == fixes.row[usable[:-1]]
    twin = same_trip.copy()
    second = np.floor(at_s)
    twin[1:] &= second[1:] == second[:-1]
    older_s = newest_s[usable] - fixes.fixed_at_s[usable]
    later_s = fixes.received_at_s[usable] - newest_received_s[usable]
    late = (at_s < newest_s[usable]) & ~_stepped_back(older_s, later_s, rule["late_max_s"][usable])
    outcome[usable[twin | (second == np.floor(newest_s[usable]))]] = DUPLICATE
    outcome[usable[late]] = LATE
    good = outcome[usable] == JUDGED
    outcome[usable[good & (at_s < fixes.fixed_at_s[usable])]] = AHEAD
    return Intake(outcome, usable[good], at_s[good], turns_of(fixes.row[usable[good]]))


def judged_at_s(fixes: Fixes, ahead_max_s: Column) -> Column:
    """The device's time, held to at most `ahead_max_s` after ours.

    A phone whose clock runs ahead is judged on the time we received it; one wild fix from next year cannot make every
    honest fix after it a late one.
    """
    at_s: Column = np.minimum(fixes.fixed_at_s, fixes.received_at_s + ahead_max_s)
    return at_s


def _stepped_back(older_s: Column, later_s: Column, late_max_s: Column) -> Mask:
    """Whether the phone's clock was set back: older than any delay explains, and for as long nothing newer came.

    Without this a clock that is set right would make all its honest fixes late, and the trip unwatched, for an hour.
    Shapes: all (n,). A fix is `older_s` than the trip's newest, and was received `later_s` after it.
    """
    stepped: Mask = (older_s > late_max_s) & (later_s > late_max_s)
    return stepped


def turns_of(row: NDArray[np.int32] | Rows) -> Rows:
    """0, 1, 2, ... within each run of equal rows. Shapes: (k,), sorted."""
    index = np.arange(len(row))
    begins = np.ones(len(row), bool)
    begins[1:] = row[1:] != row[:-1]
    turn: Rows = index - np.maximum.accumulate(np.where(begins, index, 0))
    return turn
