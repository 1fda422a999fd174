"""Asking "are you all right?": what is asked, of whom, and when the desk asks by itself.

Rule: a check-in's id is derived from its incident and its number, so that asking twice asks once. No phone lights up by
itself while somebody's own alarm stands: the one who pressed silently may be hiding it.
"""

from datetime import datetime

from alerts.incident import Incident
from alerts.moments import unix_s
from alerts.policy import Policy
from alerts.timeline import Asked, To


def asked(
    policy: Policy, incident: Incident, reason: str, now: datetime, to: To = "both", by: str | None = None
) -> Asked:
    """The entry of one more check-in, due after the policy's time to answer."""
    checkin_id = _checkin_id(incident, incident.asked + 1)
    return Asked(checkin_id, unix_s(now + policy.answer_within), reason, to, by)


def was_asked(incident: Incident, checkin_id: str) -> bool:
    """Whether this check-in was ever put to this incident's phones. An id can be guessed."""
    return any(checkin_id == _checkin_id(incident, number) for number in range(1, incident.asked + 1))


def _checkin_id(incident: Incident, number: int) -> str:
    return f"{incident.incident}-c{number}"  # i-1042-c1: the first check-in of i-1042


def may_ask(incident: Incident) -> bool:
    """Whether the desk asks by itself: nobody's alarm stands, no answer is awaited, no agent is at work on it."""
    return incident.calmable and incident.answer_by is None and incident.claimed_by is None
