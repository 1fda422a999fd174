"""Asking "are you all right?", in the app and by telephone: what is asked, of whom, and when the desk asks by itself.

Rule: ids are derived from the incident and a number, so that asking twice asks once. No phone lights up by itself while
somebody's own alarm stands: the one who pressed silently may be hiding it.
"""

from datetime import datetime
from typing import Literal

from alerts.incident import Incident
from alerts.moments import unix_s
from alerts.policy import Policy
from alerts.timeline import Asked, Called, To


def asked(
    policy: Policy,
    incident: Incident,
    reason: str,
    now: datetime,
    to: To = "both",
    by: str | None = None,
    first: bool = False,
) -> Asked:
    """The entry of one more check-in. `first`: nobody else is brought in before the answer."""
    checkin_id = _checkin_id(incident, incident.asked + 1)
    ladder = policy.ladder(incident.severity)
    if first and ladder.has("ask"):
        return Asked(checkin_id, unix_s(now + ladder.wait("ask")), reason, to, by, "ask")
    return Asked(checkin_id, unix_s(now + policy.answer_within), reason, to, by)


def was_asked(incident: Incident, checkin_id: str) -> bool:
    """Whether this check-in was ever put to this incident's phones. An id can be guessed."""
    return any(checkin_id == _checkin_id(incident, number) for number in range(1, incident.asked + 1))


def may_ask(incident: Incident) -> bool:
    """Whether the desk asks by itself: nobody's alarm stands, no answer is awaited, no agent is at work on it."""
    return _in_peace(incident) and incident.answer_by is None


def called(
    incident: Incident,
    reason: str,
    to: Literal["rider", "driver"] = "rider",
    by: str | None = None,
    first: bool = False,
) -> Called:
    """The entry of one more reassurance call. `first`: nobody else is brought in before its outcome."""
    attempt = incident.calls + 1
    return Called(_call_id(incident, attempt), to, attempt, reason, by, "call" if first else None)


def was_called(incident: Incident, call_id: str) -> bool:
    """Whether this call was ever placed for this incident."""
    return any(call_id == _call_id(incident, attempt) for attempt in range(1, incident.calls + 1))


def may_call(incident: Incident) -> bool:
    """Whether the desk calls by itself: as with asking, and no call is running."""
    return _in_peace(incident) and incident.call is None and not incident.of_operators


def was_paged(incident: Incident, page_id: str) -> bool:
    """Whether this page was ever sent for this incident."""
    return any(page_id == page_id_of(incident, number) for number in range(1, incident.pages + 1))


def page_id_of(incident: Incident, number: int) -> str:
    """i-1042-page1: the first page of i-1042."""
    return f"{incident.incident}-page{number}"


def _in_peace(incident: Incident) -> bool:
    return incident.calmable and incident.claimed_by is None


def _checkin_id(incident: Incident, number: int) -> str:
    return f"{incident.incident}-c{number}"  # i-1042-c1: the first check-in of i-1042


def _call_id(incident: Incident, attempt: int) -> str:
    return f"{incident.incident}-call{attempt}"
