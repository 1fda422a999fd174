"""What the desk remembers so that a repeat is recognised; the oldest is forgotten first.

Rule: it is part of the fold: everything in it comes from entries, so a restart remembers the same.
"""

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import msgspec

from alerts import timeline as t
from alerts.incident import Incident
from alerts.repeats import press_key, repeat_key

presses_max = 100_000  # presses known again; a press resent after that many others opens a new incident
repeats_max = 100_000  # findings, answers, lines and cancels known again; an older one would be written twice
answers_max = 10_000  # agents' requests known again; an older one would be judged anew
closed_max = 20_000  # closed incidents named in a refusal or gone on with; an older one is "no such incident"
riders_max = 20_000  # riders whose last agent is known; an older one is met as if for the first time


class Closing(msgspec.Struct, frozen=True):
    """What is left in memory of a closed incident."""

    trip: str
    by: str
    disposition: str
    at: datetime = datetime.fromtimestamp(0, UTC)  # version 1 did not say: long ago, so nothing goes on with it
    severity: int = 0
    language: str | None = None
    rider: str | None = None


class Memory(msgspec.Struct):
    """Bounded in every part; dicts keep the order in which things came."""

    presses: dict[str, str] = {}  # press_key -> incident
    repeats: dict[str, str] = {}  # key of a request from a phone or a watcher -> incident
    answers: dict[str, t.Recorded] = {}  # request_id -> the first entry it brought about
    closed: dict[str, Closing] = {}  # incident -> how it ended
    last_of: dict[str, str] = {}  # trip -> its last closed incident
    agent_of: dict[str, str] = {}  # rider -> the agent who closed their last incident

    def remember(self, recorded: t.Recorded, incident: Incident | None) -> None:
        """Keep what this entry makes recognisable; `incident` as the entry leaves it, None for the floor's own."""
        if recorded.request is not None:
            self.answers.setdefault(recorded.request, recorded)
            _trim(self.answers, answers_max)
        if incident is None:
            return
        entry = recorded.entry
        if isinstance(entry, t.Pressed):
            self.presses.setdefault(press_key(incident.trip, entry.press_id), incident.incident)
            _trim(self.presses, presses_max)
        elif isinstance(entry, t.Closed):
            self._remember_close(incident, entry, recorded.at)
        elif (key := repeat_key(incident.trip, entry)) is not None:
            self.repeats.setdefault(key, incident.incident)
            _trim(self.repeats, repeats_max)

    def warm(self, trip: str, now: datetime, within_s: float) -> str | None:
        """The incident of this trip that was closed so short a time ago that its story goes on."""
        incident = self.last_of.get(trip)
        closing = None if incident is None else self.closed.get(incident)
        return incident if closing is not None and now <= closing.at + timedelta(seconds=within_s) else None

    def knows(self, incident: Incident) -> str | None:
        """The agent who knows this trip, or at least this rider."""
        before = None if incident.continues is None else self.closed.get(incident.continues)
        if before is not None:
            return before.by
        return None if incident.rider is None else self.agent_of.get(incident.rider)

    def _remember_close(self, incident: Incident, entry: t.Closed, at: datetime) -> None:
        self.closed[incident.incident] = Closing(
            incident.trip, entry.agent, entry.disposition, at, incident.severity, incident.language, incident.rider
        )
        self.last_of.pop(incident.trip, None)
        self.last_of[incident.trip] = incident.incident
        _trim(self.closed, closed_max)
        _trim(self.last_of, closed_max)
        if incident.rider is not None:
            self.agent_of.pop(incident.rider, None)
            self.agent_of[incident.rider] = entry.agent
            _trim(self.agent_of, riders_max)


def _trim(remembered: dict[str, Any], most: int) -> None:
    """Beyond the limit the oldest tenth goes at once: one by one, finding the oldest of a dict takes ever longer."""
    if len(remembered) > most:
        for key in list(islice(remembered, max(1, most // 10))):
            del remembered[key]
