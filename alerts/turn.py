"""One request being decided: the pen with which rules write entries.

Rule: every entry is applied as it is written, so that the next rule sees the incident as it now is.
"""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from alerts.effects import Effect, effects_of
from alerts.incident import Incident
from alerts.ledger import Ledger
from alerts.policy import Policy
from alerts.refusals import Refusal
from alerts.severity import Severity
from alerts.timeline import FLOOR, Entry, Floor, Lowered, Opened, Raised, Recorded

NEEDED_HELP = ("assisted", "emergency_dispatched", "unreachable")  # dispositions after which nobody looks away so soon


class Decision(msgspec.Struct, frozen=True):
    """What one request brought about; the keeper commits entries and effects together."""

    entries: tuple[Recorded, ...] = ()
    effects: tuple[Effect, ...] = ()
    incident: str | None = None  # the incident it concerned, also where nothing new was written
    answer_to: str | None = None  # the agent's request_id; None for everything else
    refusal: Refusal | None = None  # why the agent's request was not carried out
    repeated: Recorded | None = None  # the entry this request_id brought about the first time


class Turn:
    """The entries and effects of one request, at one moment."""

    def __init__(self, ledger: Ledger, policy: Policy, at: datetime) -> None:
        self.ledger, self.policy, self.at = ledger, policy, at
        self.answers: str | None = None  # the request_id that entries written now answer
        self._entries: list[Recorded] = []
        self._effects: list[Effect] = []

    def open(self, opened: Opened) -> Incident:
        """Open the trip's incident. Soon after a close it goes on with the closed one, and stands no lower than that
        deserves: where somebody needed help, a human looks now."""
        memory = self.ledger.memory
        if opened.continues is None:
            opened = replace(opened, continues=memory.warm(opened.trip, self.at, self.policy.warm.after_s))
        before = None if opened.continues is None else memory.closed.get(opened.continues)
        if before is not None:
            least = Severity.HUMAN if before.disposition in NEEDED_HELP else Severity.NOTE
            opened = replace(
                opened,
                severity=max(opened.severity, int(least)),
                language=opened.language or before.language,
                rider=opened.rider or before.rider,
            )
        return self._write(self.ledger.next_id(), opened)

    def write(self, incident: Incident, entry: Entry) -> Incident:
        """Add one entry; returns the incident as it now is."""
        return self._write(incident.incident, entry)

    def write_floor(self, entry: Floor) -> None:
        """Add one entry about who is at the desk."""
        recorded = Recorded(FLOOR, self.at, entry, self.answers)
        self.ledger.apply(recorded)
        self._entries.append(recorded)

    def raise_to(self, incident: Incident, severity: int, why: str) -> Incident:
        """Raise it, where it does not stand as high already."""
        if severity <= incident.severity:
            return incident
        return self.write(incident, Raised(int(severity), why))

    def lower_to(self, incident: Incident, severity: int, why: str) -> Incident:
        """Lower it, where it stands higher. Only for what a human answered."""
        if severity >= incident.severity:
            return incident
        return self.write(incident, Lowered(int(severity), why))

    def decision(self, answer: Decision) -> Decision:
        """All that was written, with the answer to whoever asked."""
        incident = answer.incident
        if incident is None:
            incident = next((each.incident for each in self._entries if each.incident != FLOOR), None)
        return replace(answer, entries=tuple(self._entries), effects=tuple(self._effects), incident=incident)

    def _write(self, incident: str, entry: Entry) -> Incident:
        recorded = Recorded(incident, self.at, entry, self.answers)
        before = self.ledger.open.get(incident)
        after = self.ledger.apply(recorded)
        assert after is not None
        self._entries.append(recorded)
        self._effects.extend(effects_of(before, after, recorded))
        return after
