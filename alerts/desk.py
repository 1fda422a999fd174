"""All incidents of one region, decided one request at a time.

    request + now ──handle──▶ entries (applied already) + effects, or a refusal
    entry ─────────apply───▶ the same desk, without deciding anything again

Rule: a decision is a function of what the desk knows, the request and the time given. A restart restores a snapshot and
applies the timeline since then; it never decides twice. The desk's time never goes back, whatever the clock does.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never

from alerts import requests as r
from alerts.agents import Floor
from alerts.alarms import alarm, of_operators
from alerts.answering import answer
from alerts.escalation import move_on
from alerts.incident import Incident
from alerts.ledger import Ledger
from alerts.outcomes import outcome
from alerts.policy import Policy
from alerts.presence import Presence
from alerts.queue import offer_what_waits
from alerts.timeline import Recorded
from alerts.turn import Decision, Turn
from alerts.turnout import come, come_back, leave, lose

due_at_once_max = 200  # incidents moved on by one Due; the rest stay due, and the next Due follows at once


class Desk:
    """One deterministic machine; one owner at a time."""

    def __init__(self, policy: Policy, region: str) -> None:
        self._policy = policy.of_region(region)
        self._ledger = Ledger(self._policy, region)
        self._presence = Presence(self._policy)
        self._ahead = timedelta()  # by how much the desk's time runs before a clock that stepped back
        self._look_again: datetime | None = None  # when somebody's wrap-up or rest ends while something waits

    @property
    def open(self) -> Mapping[str, Incident]:
        """The open incidents by id, in the order in which they were opened."""
        return self._ledger.open

    @property
    def floor(self) -> Floor:
        """Who is at the desk."""
        return self._ledger.floor

    @property
    def at_work(self) -> str | None:
        """After `handle` or `next_due` has raised: the incident which it was moving on or offering, if it was that."""
        return self._ledger.at_work

    def of_trip(self, trip: str) -> Incident | None:
        """The open incident of a trip; there is at most one."""
        return self._ledger.of_trip(trip)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The incidents that wait for an agent, the most urgent first."""
        return tuple(self._ledger.waiting)

    def held_by(self, agent: str) -> tuple[str, ...]:
        """The incidents an agent holds."""
        return self._ledger.hands.held_by(agent)

    def set_aside(self, incident: str) -> None:
        """Let neither the clock nor the queue touch this incident any more: moving it on has failed."""
        self._ledger.set_aside(incident)

    def next_due(self) -> datetime | None:
        """When a Due must be in the inbox, on the clock `handle` was last given; None while nothing can become due."""
        ledger = self._ledger
        ledger.at_work = None
        dues = (ledger.next_due(), self._presence.next_due(ledger.floor, ledger.newest), self._look_again)
        earliest = min((due for due in dues if due is not None), default=None)
        return None if earliest is None else earliest - self._ahead

    def handle(self, request: r.Request, now: datetime) -> Decision:
        """Decide one request. The same request again writes nothing and gets its first answer."""
        at, self._ledger.at_work = self._at(now), None
        self._presence.begin(self._ledger.floor, at)
        turn = Turn(self._ledger, self._policy, at)
        decision = self._decide(turn, request)
        turn.answers = None
        self._look_again = offer_what_waits(turn)
        return turn.decision(decision)

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
        desk._ledger = Ledger.restore(data, desk._policy, region)
        return desk

    def _at(self, now: datetime) -> datetime:
        """The desk's time: `now`, or, where the clock stepped back, the newest entry's time and on from there."""
        assert now.tzinfo is not None, "the desk's time is aware"
        newest = self._ledger.newest
        behind = timedelta() if newest is None else newest - now
        self._ahead = max(self._ahead, behind) if behind > timedelta() else timedelta()
        return now + self._ahead

    def _decide(self, turn: Turn, request: r.Request) -> Decision:
        """Write what the request comes to; the answer to whoever asked, still without the entries."""
        if isinstance(request, r.Due):
            self._move_on(turn)
            return Decision()
        if isinstance(request, r.Came | r.Seen | r.Left):
            self._turn_out(turn, request)
            return Decision()
        if isinstance(request, r.OperatorAlarm):
            return Decision(incident=alarm(turn, of_operators(request)))
        if isinstance(request, r.Outreach):
            return Decision(incident=outcome(turn, request))
        return Decision(incident=alarm(turn, request)) if isinstance(request, r.Alarm) else answer(turn, request)

    def _move_on(self, turn: Turn) -> None:
        for agent in self._presence.unseen(self._ledger.floor, turn.at):
            lose(turn, agent)
        for moved, incident in enumerate(self._ledger.overdue(turn.at), start=1):
            move_on(turn, incident)
            if moved == due_at_once_max:
                break
        self._ledger.at_work = None

    def _turn_out(self, turn: Turn, request: r.Came | r.Seen | r.Left) -> None:
        match request:
            case r.Came():
                come(turn, request)
                self._presence.see((request.agent,), self._ledger.floor, turn.at)
            case r.Seen():
                come_back(turn, request.agents)
                self._presence.see(request.agents, self._ledger.floor, turn.at)
            case r.Left():
                leave(turn, request)
                self._presence.see((request.agent,), self._ledger.floor, turn.at)
            case _:
                assert_never(request)
