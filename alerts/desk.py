"""All incidents of one region, decided one request at a time.

    request + now ──handle──▶ entries (applied already) + effects, or a refusal
    entry ─────────apply───▶ the same desk, without deciding anything again

Rule: a decision is a function of what the desk knows, the request and the time given. A restart restores a snapshot and
applies the timeline since then; it never decides twice. The desk's time never goes back, whatever the clock does.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from alerts.acts import act, brought_about
from alerts.alarms import alarm
from alerts.escalation import due
from alerts.incident import Incident
from alerts.ledger import Ledger
from alerts.policy import Policy
from alerts.refusals import NoSuchIncident, NotOpen, Refusal, RequestIdTaken
from alerts.requests import Act, Due, Request
from alerts.timeline import Recorded
from alerts.turn import Decision, Turn

due_at_once_max = 200  # incidents moved on by one Due; the rest stay due, and the next Due follows at once


class Desk:
    """One deterministic machine; one owner at a time."""

    def __init__(self, policy: Policy, region: str) -> None:
        self._policy = policy
        self._ledger = Ledger(policy, region)
        self._ahead = timedelta()  # by how much the desk's time runs before a clock that stepped back

    @property
    def open(self) -> Mapping[str, Incident]:
        """The open incidents by id, in the order in which they were opened."""
        return self._ledger.open

    def of_trip(self, trip: str) -> Incident | None:
        """The open incident of a trip; there is at most one."""
        return self._ledger.of_trip(trip)

    def next_due(self) -> datetime | None:
        """When a Due must be in the inbox, on the clock `handle` was last given; None while nothing is open."""
        earliest = self._ledger.next_due()
        return None if earliest is None else earliest - self._ahead

    def handle(self, request: Request, now: datetime) -> Decision:
        """Decide one request. The same request again writes nothing and gets its first answer."""
        at = self._at(now)
        if isinstance(request, Due):
            return self._due(at)
        if isinstance(request, Act):
            return self._act(request, at)
        turn = Turn(self._ledger, self._policy, at)
        return turn.decision(alarm(turn, request))

    def apply(self, recorded: Recorded) -> None:
        """Take in an entry that was decided before."""
        self._ledger.apply(recorded)

    def snapshot(self) -> bytes:
        """Everything the desk knows."""
        return self._ledger.snapshot()

    @classmethod
    def restore(cls, data: bytes, policy: Policy, region: str) -> "Desk":
        """The desk a snapshot holds. Raises: SnapshotRefused; then the whole timeline rebuilds it."""
        desk = cls(policy, region)
        desk._ledger = Ledger.restore(data, policy, region)
        return desk

    def _at(self, now: datetime) -> datetime:
        """The desk's time: `now`, or, where the clock stepped back, the newest entry's time and on from there."""
        assert now.tzinfo is not None, "the desk's time is aware"
        newest = self._ledger.newest
        behind = timedelta() if newest is None else newest - now
        self._ahead = max(self._ahead, behind) if behind > timedelta() else timedelta()
        return now + self._ahead

    def _due(self, at: datetime) -> Decision:
        turn = Turn(self._ledger, self._policy, at)
        for moved, incident in enumerate(self._ledger.overdue(at), start=1):
            for entry in due(self._policy, incident, at):
                turn.write(incident, entry)
            if moved == due_at_once_max:
                break
        return turn.decision()

    def _act(self, request: Act, at: datetime) -> Decision:
        first = self._ledger.memory.answers.get(request.request_id)
        if first is not None:
            return _again(request, first)
        incident = self._ledger.open.get(request.incident)
        written = self._missing(request.incident) if incident is None else act(self._policy, incident, request, at)
        if isinstance(written, Refusal):
            return Decision(incident=request.incident, answer_to=request.request_id, refusal=written)
        assert incident is not None
        turn = Turn(self._ledger, self._policy, at, request.request_id)
        turn.write(incident, written)
        return turn.decision()

    def _missing(self, incident: str) -> Refusal:
        closing = self._ledger.memory.closed.get(incident)
        return NoSuchIncident(incident) if closing is None else NotOpen(closing.by, closing.disposition)


def _again(request: Act, first: Recorded) -> Decision:
    if not brought_about(request, first):
        taken = RequestIdTaken(first.incident)
        return Decision(incident=request.incident, answer_to=request.request_id, refusal=taken)
    return Decision(incident=request.incident, answer_to=request.request_id, repeated=first)
