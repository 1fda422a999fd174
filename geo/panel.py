"""All detectors side by side: what was seen, heard or waited for goes to those that judge it.

    seen (a fix, placed)      --judge---> deviation, ...       |
    heard (anything at all)   --listen--> signal_loss, ...     |  edges crossed
    time passed               --tick----> signal_loss, ...     |
    a trip's end, and after   --end-----> ended_early, ...     |

A detector is a module; which of these functions it has says what it judges. Nothing else here knows one by name.
"""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.detectors.facts import Change, Ended, Felt, Heard, Passed, Placed, Seen
from geo.findings import Moot, Why
from geo.profiles import Profiles


class Detector(Protocol):
    """What every detector has. `about_the_plan`: a new plan makes moot what was found against the old one."""

    kind: str
    blank: Blank
    about_the_plan: bool

    def open_since_s(self, own: Columns, rows: Rows) -> tuple[Mask, Column]:
        """Which of `rows` have an open finding, and since when."""


@runtime_checkable
class OfMotion(Protocol):
    """Judges fixes that were placed, one a trip at a time, in the order of the phone's time."""

    kind: str

    def judge(self, own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
        """Take one fix of each row into account."""


@runtime_checkable
class OfHearing(Protocol):
    """Judges whatever is received, usable or not, in the order of our time."""

    kind: str

    def begin(self, own: Columns, rows: Rows, at_s: Column) -> None:
        """Trips begin: what is to be heard of them is waited for from `at_s`."""

    def listen(self, own: Columns, heard: Heard, profiles: Profiles) -> list[Change]:
        """Take what was received of some trips into account."""

    def resume(self, own: Columns, rows: Rows, now_s: float) -> None:
        """We were away until now."""


@runtime_checkable
class OfTime(Protocol):
    """Judges time passing."""

    kind: str

    def tick(self, own: Columns, passed: Passed, profiles: Profiles) -> list[Change]:
        """Who has reached a limit by now."""


@runtime_checkable
class OfBoth(Protocol):
    """Judges the driver's phone beside the rider's."""

    kind: str

    def beside(self, own: Columns, placed: Placed, profiles: Profiles) -> list[Change]:
        """Take one fix of each row that moved no trip into account."""


@runtime_checkable
class OfFeeling(Protocol):
    """Judges what phones feel."""

    kind: str

    def feel(self, own: Columns, felt: Felt, profiles: Profiles) -> list[Change]:
        """Take one report of each row into account."""


@runtime_checkable
class OfEnds(Protocol):
    """Judges how trips end."""

    kind: str

    def end(self, own: Columns, ended: Ended, profiles: Profiles) -> list[Change]:
        """Trips end now."""


@runtime_checkable
class OfAfterwards(Protocol):
    """Judges what the rider's phone does after the end."""

    kind: str

    def after(self, own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
        """Take one fix of each row into account."""


class Panel:
    """Every detector's columns, and who is asked about what."""

    def __init__(self, detectors: Sequence[Detector]) -> None:
        self.tables = {each.kind: Columns(each.blank) for each in detectors}
        self._all = tuple(detectors)
        self.of_motion = [each.kind for each in detectors if isinstance(each, OfMotion)]
        self._of_motion = [each for each in detectors if isinstance(each, OfMotion)]
        self._of_hearing = [each for each in detectors if isinstance(each, OfHearing)]
        self._of_time = [each for each in detectors if isinstance(each, OfTime)]
        self._of_both = [each for each in detectors if isinstance(each, OfBoth)]
        self._of_feeling = [each for each in detectors if isinstance(each, OfFeeling)]
        self._of_ends = [each for each in detectors if isinstance(each, OfEnds)]
        self._of_afterwards = [each for each in detectors if isinstance(each, OfAfterwards)]

    def begin(self, rows: Rows, at_s: Column) -> None:
        """Trips begin."""
        for each in self._of_hearing:
            each.begin(self.tables[each.kind], rows, at_s)

    def judge(self, seen: Seen, profiles: Profiles) -> list[Change]:
        """One fix of each of some trips."""
        return [change for each in self._of_motion for change in each.judge(self.tables[each.kind], seen, profiles)]

    def open_of_motion(self, rows: Rows) -> dict[str, Column]:
        """By kind, since when each of `rows` has an open finding of motion; NaN where it has none."""
        found = {}
        for each in self._all:
            if each.kind in self.of_motion:
                is_open, since_s = each.open_since_s(self.tables[each.kind], rows)
                found[each.kind] = np.where(is_open, since_s, np.nan)
        return found

    def listen(self, heard: Heard, profiles: Profiles) -> list[Change]:
        """Whatever was received."""
        return [change for each in self._of_hearing for change in each.listen(self.tables[each.kind], heard, profiles)]

    def tick(self, passed: Passed, profiles: Profiles) -> list[Change]:
        """Time has passed."""
        return [change for each in self._of_time for change in each.tick(self.tables[each.kind], passed, profiles)]

    def beside(self, placed: Placed, profiles: Profiles) -> list[Change]:
        """One fix of the driver's phone of each of some trips."""
        return [change for each in self._of_both for change in each.beside(self.tables[each.kind], placed, profiles)]

    def feel(self, felt: Felt, profiles: Profiles) -> list[Change]:
        """What phones felt."""
        return [change for each in self._of_feeling for change in each.feel(self.tables[each.kind], felt, profiles)]

    def resume(self, rows: Rows, now_s: float) -> None:
        """We were away until now."""
        for each in self._of_hearing:
            each.resume(self.tables[each.kind], rows, now_s)

    def new_plan(self, rows: Rows, at_s: float) -> list[Change]:
        """Rows have a new plan: what was found against the old one is moot, and begun again."""
        moot = [each for each in self._all if each.about_the_plan]
        changes = self._cleared(moot, rows, at_s, "new_plan")
        for each in moot:
            self.tables[each.kind].blank(rows)
        return changes

    def end(self, ended: Ended, profiles: Profiles) -> list[Change]:
        """Trips end: how is judged, and what is open is cleared."""
        found = [change for each in self._of_ends for change in each.end(self.tables[each.kind], ended, profiles)]
        return found + self.dismiss(ended.row, ended.told_at_s)

    def after(self, seen: Seen, profiles: Profiles) -> list[Change]:
        """One fix of each of some trips that have ended."""
        return [change for each in self._of_afterwards for change in each.after(self.tables[each.kind], seen, profiles)]

    def dismiss(self, rows: Rows, at_s: float) -> list[Change]:
        """Trips are over: what is open is cleared; all is forgotten but what is asked afterwards."""
        cleared = self._cleared(self._all, rows, at_s, "trip_ended")
        for each in self._all:
            if not isinstance(each, OfAfterwards):
                self.tables[each.kind].blank(rows)
        return cleared

    def _cleared(self, detectors: Sequence[Detector], rows: Rows, at_s: float, why: Why) -> list[Change]:
        changes = []
        for each in detectors:
            is_open, since_s = each.open_since_s(self.tables[each.kind], rows)
            for row, since in zip(rows[is_open], since_s[is_open], strict=True):
                changes.append(Change(int(row), each.kind, "cleared", float(since), at_s, Moot(why)))
        return changes
