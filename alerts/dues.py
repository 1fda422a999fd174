"""The due times of all open incidents, earliest first.

Rule: setting one costs O(log n); a time that was replaced stays in the heap until it surfaces or the heap is swept.
"""

from datetime import datetime
from heapq import heapify, heappop, heappush

stale_max = 1_000  # replaced times a heap may hold beside as many as there are incidents, before it is swept


class Dues:
    """Which incident is due when. An incident without a time is not in it."""

    def __init__(self) -> None:
        self._due_of: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def set(self, incident: str, due: datetime | None) -> None:
        """From now on this incident is due then; None takes it out."""
        if due is None:
            self._due_of.pop(incident, None)
        elif self._due_of.get(incident) != due:
            self._due_of[incident] = due
            heappush(self._heap, (due, incident))
        if len(self._heap) > 2 * len(self._due_of) + stale_max:
            self._heap = [(due, incident) for incident, due in self._due_of.items()]
            heapify(self._heap)

    def earliest(self) -> tuple[datetime, str] | None:
        """The earliest due time and its incident; None where nothing is due ever."""
        while self._heap and self._due_of.get(self._heap[0][1]) != self._heap[0][0]:
            heappop(self._heap)
        return self._heap[0] if self._heap else None
