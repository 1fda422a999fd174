"""When somebody must be reached next, and what happens if nobody was.

    check-in awaited --answer_by--> unanswered, raised to 3
    nobody acts ----ladder's wait--> escalated to the next level, again and again

Rule: the due time is computed from the timeline and never stored, so no crash can lose one. Every step moves it into
the future, so nothing can spin.
"""

from datetime import datetime

from alerts.incident import Incident
from alerts.policy import Policy
from alerts.severity import Severity
from alerts.timeline import Escalated, Raised, Unanswered

Overdue = tuple[Unanswered | Raised | Escalated, ...]


def next_due(policy: Policy, incident: Incident) -> datetime | None:
    """When somebody must be reached next; None only once the incident is closed."""
    if incident.closed_at is not None:
        return None
    waited_out = _waited_out(policy, incident)
    return waited_out if incident.answer_by is None else min(waited_out, incident.answer_by)


def due(policy: Policy, incident: Incident, now: datetime) -> Overdue:
    """What has to be written because time passed; nothing where it is not yet due or closed."""
    if incident.closed_at is not None:
        return ()
    silent = incident.answer_by is not None and incident.answer_by <= now
    written: Overdue = _unanswered(incident) if silent else ()
    if _waited_out(policy, incident) <= now:
        written = (*written, escalated(policy, incident, _why(incident, now)))
    return written


def escalated(policy: Policy, incident: Incident, why: str, by: str | None = None) -> Escalated:
    """The entry that brings in the next level; beyond the last level it is the last level again."""
    step = incident.step + 1
    return Escalated(policy.ladder(incident.severity).level(step), why, step, by)


def _waited_out(policy: Policy, incident: Incident) -> datetime:
    claimed = incident.claimed_by is not None
    return min(clock.since + policy.ladder(clock.severity).wait(incident.step, claimed) for clock in incident.clocks)


def _unanswered(incident: Incident) -> Overdue:
    assert incident.checkin_id is not None
    entry = Unanswered(incident.checkin_id)
    if incident.severity >= Severity.HUMAN:
        return (entry,)
    return (entry, Raised(int(Severity.HUMAN), "Nobody answered when asked whether all is well."))


def _why(incident: Incident, now: datetime) -> str:
    waited_s = (now - incident.clocks[0].since).total_seconds()
    if incident.claimed_by is not None:
        return f"{incident.claimed_by} holds it, and has done nothing for {waited_s:.0f} s."
    return f"Nobody claimed it in the {waited_s:.0f} s it has been with the {incident.level}."
