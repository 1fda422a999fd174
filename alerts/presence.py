"""Whose wall is alive.

    seen ─▶ ... `lost_after_s` without a word ─▶ unseen ─▶ lost

Rule: it is no part of the fold: heartbeats write no entries, and after a restart everybody counts as seen. Whoever was
deaf accuses nobody of silence: where the clock's own word comes late, the heartbeats may merely have been held up too.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from alerts.agents import Floor
from alerts.dues import Dues
from alerts.policy import Policy

late_s = 2.0  # a Due that comes so long after its time was held up, by a stalled log or a clock that stepped


class Presence:
    """When each agent who is here counts as lost."""

    def __init__(self, policy: Policy) -> None:
        self._lost_after = timedelta(seconds=policy.presence.lost_after_s)
        self._dues = Dues()
        self._begun = False

    def begin(self, floor: Floor, at: datetime) -> None:
        """At the first request after a start, everybody is seen."""
        if not self._begun:
            self._begun = True
            self.see(floor.agents, floor, at)

    def see(self, agents: Iterable[str], floor: Floor, at: datetime) -> None:
        """These walls are alive now; agents who are not here are none of its business."""
        for agent in agents:
            self._dues.set(agent, at + self._lost_after if floor.here(agent) else None)

    def next_due(self, floor: Floor, newest: datetime | None) -> datetime | None:
        """When the next agent counts as lost; before the first request, at once, so that there is one."""
        if not self._begun:
            return newest if floor.anybody() else None
        earliest = self._dues.earliest()
        return None if earliest is None else earliest[0]

    def unseen(self, floor: Floor, at: datetime) -> list[str]:
        """The agents whom nobody has seen for too long, each told once."""
        earliest = self._dues.earliest()
        if earliest is not None and earliest[0] + timedelta(seconds=late_s) < at:
            self.see(floor.agents, floor, at)
        unseen: list[str] = []
        while (earliest := self._dues.earliest()) is not None and earliest[0] <= at:
            unseen.append(earliest[1])
            self._dues.set(earliest[1], None)
        return unseen
