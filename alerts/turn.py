"""One request being decided: the pen with which rules write entries.

Rule: every entry is applied as it is written, so that the next rule sees the incident as it now is.
"""

from datetime import datetime

import msgspec

from alerts.effects import Effect, effects_of
from alerts.incident import Incident
from alerts.ledger import Ledger
from alerts.policy import Policy
from alerts.refusals import Refusal
from alerts.timeline import Entry, Lowered, Opened, Raised, Recorded


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

    def __init__(self, ledger: Ledger, policy: Policy, at: datetime, request: str | None = None) -> None:
        self.ledger, self.policy, self.at = ledger, policy, at
        self._request = request
        self._entries: list[Recorded] = []
        self._effects: list[Effect] = []

    def open(self, trip: str, severity: int, why: str) -> Incident:
        """Open the trip's incident."""
        return self._write(self.ledger.next_id(), Opened(trip, int(severity), why))

    def write(self, incident: Incident, entry: Entry) -> Incident:
        """Add one entry; returns the incident as it now is."""
        return self._write(incident.incident, entry)

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

    def decision(self, incident: str | None = None) -> Decision:
        """All that was written."""
        if incident is None and self._entries:
            incident = self._entries[0].incident
        return Decision(tuple(self._entries), tuple(self._effects), incident, self._request)

    def _write(self, incident: str, entry: Entry) -> Incident:
        recorded = Recorded(incident, self.at, entry, self._request)
        after = self.ledger.apply(recorded)
        self._entries.append(recorded)
        self._effects.extend(effects_of(after, recorded))
        return after
