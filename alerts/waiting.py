"""Which incidents wait for an agent, the most urgent first.

    threat to life, then human now, oldest first · below: by age, one severity more worth some minutes of waiting

Rule: the order of an incident depends on its severity and its opening alone: waiting only ever brings it nearer.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator

from alerts.incident import Incident
from alerts.moments import unix_s
from alerts.policy import Policy
from alerts.severity import Severity

Turn = tuple[int, float, int, str]  # class, opening less the credit of its severity, length of the id, id


class Waiting:
    """The line of incidents; putting one in or taking one out costs a search of O(log n)."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._line: list[Turn] = []
        self._turn_of: dict[str, Turn] = {}

    def __len__(self) -> int:
        return len(self._line)

    def __iter__(self) -> Iterator[str]:
        """Incidents, the most urgent first."""
        return (turn[-1] for turn in self._line)

    def set(self, incident: Incident, waits: bool) -> None:
        """From now on this incident stands in the line where it belongs, or not at all."""
        before = self._turn_of.get(incident.incident)
        turn = self._turn(incident) if waits else None
        if before == turn:
            return
        if before is not None:
            del self._line[bisect_left(self._line, before)], self._turn_of[incident.incident]
        if turn is not None:
            insort(self._line, turn)
            self._turn_of[incident.incident] = turn

    def _turn(self, incident: Incident) -> Turn:
        severity = incident.severity
        opened_s = unix_s(incident.opened_at)
        if severity >= Severity.HUMAN:
            return (Severity.LIFE - severity, opened_s, len(incident.incident), incident.incident)
        credit_s = severity * self._policy.queue.level_worth_s
        return (Severity.LIFE, opened_s - credit_s, len(incident.incident), incident.incident)
