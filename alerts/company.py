"""Escort on request: somebody aboard is asked along the way whether all is well, until they have arrived.

    accompany ─▶ severity 1, a check-in every so often ─▶ trip ends ─▶ asked whether they have arrived
                      '─ unanswered ─▶ called, human now

Rule: whoever wished for company ends it, or the rider; the driver's word does not end the rider's.
"""

from alerts import requests as r
from alerts import timeline as t
from alerts.checkins import asked
from alerts.incident import Incident
from alerts.severity import Severity
from alerts.turn import Turn


def accompanied(turn: Turn, incident: Incident | None, request: r.Accompany) -> Incident:
    """A wish for company, heard; a second one sets another interval. The driver cannot stretch the rider's."""
    why = f"The {request.by} asked to be accompanied."
    if incident is None:
        opened = t.Opened(request.trip, int(Severity.LOOK), why, language=request.language, rider=request.rider)
        incident = turn.open(opened)
    if incident.company is not None and request.by == "driver" and incident.company.by != "driver":
        return incident
    every_s = request.every_s or turn.policy.accompany.every_s
    return turn.write(incident, t.Accompanied(every_s, request.by, request.accompany_id))


def left_alone(turn: Turn, incident: Incident | None, request: r.AccompanyEnd) -> None:
    """No more company, as wished; what else is known of the trip stands as it stood."""
    company = None if incident is None else incident.company
    if incident is not None and company is not None and (request.by == "rider" or company.by == request.by):
        turn.write(incident, t.AccompanyEnded(request.by, request.accompany_id))


def trip_ended(turn: Turn, incident: Incident | None, request: r.TripEnded) -> None:
    """The platform ended the trip: company ends with the question whether they have arrived."""
    if incident is None or incident.trip_ended:
        return
    accompanied_till_now = incident.company is not None
    incident = turn.write(incident, t.TripEnded(request.how, request.at))
    if accompanied_till_now and incident.calmable:
        reason = "Your trip has ended: have you arrived safely?"
        turn.write(incident, asked(turn.policy, incident, reason, turn.at, to="rider"))
