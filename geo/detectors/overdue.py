"""Overdue: the trip has not ended long after it was to arrive.

    on_time --expected arrival, and `late_s` or `late_share` of the planned time more--> overdue

Judged on our clock, raised at the moment it was due, whoever looks first: a tick, or the trip's end (docs/adr/0013).
Only the end of the trip, or a new plan, ends it. A trip whose arrival nobody expects is never overdue.
"""

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.detectors.facts import Change, Ended, Passed
from geo.findings import OverdueProof
from geo.profiles import Profiles

kind = "overdue"
about_the_plan = True
blank: Blank = {"overdue": np.bool_(False), "since_s": np.float64(np.nan)}


def tick(own: Columns, passed: Passed, profiles: Profiles) -> list[Change]:
    """Who should have arrived by now."""
    soonest_s = profiles.rules[kind]["late_s"].min()
    row = np.flatnonzero(passed.trip["expected_at_s"] < passed.now_s - soonest_s)
    row = row[~own["overdue"][row] & np.isnan(passed.trip["ended_at_s"][row])]
    return _raised(own, row, np.full(len(row), passed.now_s), passed, profiles)


def end(own: Columns, ended: Ended, profiles: Profiles) -> list[Change]:
    """Trips end: one that came too late is found all the same, if no tick did."""
    row = ended.row[~own["overdue"][ended.row]]
    return _raised(own, row, np.full(len(row), ended.told_at_s), ended, profiles)


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["overdue"][rows], own["since_s"][rows]


def _raised(own: Columns, row: Rows, by_s: Column, asked: Passed | Ended, profiles: Profiles) -> list[Change]:
    """Those of `row` that were due before `by_s`. Shapes: (n,), (n,)."""
    expected_s, started_s = asked.trip["expected_at_s"][row], asked.trip["started_at_s"][row]
    profile = asked.whose.at(row, np.where(np.isnan(expected_s), 0.0, expected_s))
    rule = profiles.columns(kind, profile)
    late_s = np.fmax(rule["late_s"], rule["late_share"] * (expected_s - started_s))
    due = expected_s + late_s < by_s
    own["overdue"][row[due]], own["since_s"][row[due]] = True, expected_s[due]
    changes = []
    for i in np.flatnonzero(due).tolist():
        proof = OverdueProof(float(expected_s[i]), float(late_s[i]), profiles.names[profile[i]])
        at_s = float(expected_s[i] + late_s[i])
        changes.append(Change(int(row[i]), kind, "raised", float(expected_s[i]), at_s, proof))
    return changes
