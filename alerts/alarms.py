"""What phones and watchers report, and what the desk writes about it.

    press ──▶ severity 4                     cancelled with PIN ──▶ 2      with duress PIN ──▶ 4, silently
    finding ▶ its severity, ask the phones   rider "ok" ──▶ 1              "help", duress ──▶ 4
    line from a phone ─▶ 1                   no answer ──▶ 3

Rule: whatever comes joins the trip's open incident, or opens one. Machines raise, only a human answer lowers, and an
"ok" without a PIN never calms somebody's own alarm. What came before is recognised and writes nothing.
"""

from typing import assert_never

from alerts import requests as r
from alerts import timeline as t
from alerts.checkins import asked, may_ask, was_asked
from alerts.incident import Incident
from alerts.memory import answer_key, cancel_key, found_key, press_key, said_key
from alerts.severity import Severity
from alerts.turn import Turn

_PRESSED = {"sos": "pressed the alarm button", "silent": "pressed the silent alarm"}


def alarm(turn: Turn, request: r.Alarm) -> str | None:
    """Write what this report makes known; returns the incident it belongs to, None where it belongs to none."""
    if (known := _known_before(turn, request)) is not None:
        return known
    incident = turn.ledger.of_trip(request.trip)
    match request:
        case r.Pressed():
            incident = _pressed(turn, incident, request)
        case r.PressCancelled():
            incident = _press_cancelled(turn, incident, request)
        case r.Found():
            incident = _found(turn, incident, request)
        case r.Answered():
            incident = _answered(turn, incident, request)
        case r.Said():
            incident = incident or turn.open(request.trip, Severity.LOOK, f"The {request.by} wrote to the desk.")
            turn.write(incident, t.Said(request.by, request.text, to="desk", said_id=request.said_id))
        case r.TripEnded():
            if incident is not None and not incident.trip_ended:
                turn.write(incident, t.TripEnded(request.how, request.at))
        case _:
            assert_never(request)
    return None if incident is None else incident.incident


def _known_before(turn: Turn, request: r.Alarm) -> str | None:
    memory = turn.ledger.memory
    match request:
        case r.Pressed():
            return memory.presses.get(press_key(request.trip, request.press_id))
        case r.PressCancelled():
            return memory.repeats.get(cancel_key(request.trip, request.press_id, request.duress))
        case r.Found():
            return memory.repeats.get(found_key(request.finding_id, request.edge))
        case r.Answered(duress=True):
            return memory.repeats.get(cancel_key(request.trip, request.checkin_id, duress=True))
        case r.Answered():
            return memory.repeats.get(answer_key(request.checkin_id, request.by, request.answer))
        case r.Said():
            return memory.repeats.get(said_key(request.trip, request.said_id))
        case r.TripEnded():
            return None
        case _:
            assert_never(request)


def _pressed(turn: Turn, incident: Incident | None, request: r.Pressed) -> Incident:
    why = f"The {request.by} {_PRESSED[request.kind]}."
    incident = incident or turn.open(request.trip, Severity.LIFE, why)
    entry = t.Pressed(
        request.press_id, request.trip, request.kind, request.by, request.pressed_at, request.fix, request.trip_known
    )
    return turn.raise_to(turn.write(incident, entry), Severity.LIFE, why)


def _press_cancelled(turn: Turn, incident: Incident | None, request: r.PressCancelled) -> Incident | None:
    if request.duress:
        return _duress(turn, incident, request.trip, request.press_id)
    pressed = turn.ledger.memory.presses.get(press_key(request.trip, request.press_id))
    if incident is None or incident.incident != pressed:
        return None  # its incident is closed, or the press is still under way: it will stand
    incident = turn.write(incident, t.PressCancelled(request.press_id))
    if incident.calmable:
        return turn.lower_to(incident, Severity.ASK, "The press was cancelled with the PIN.")
    return incident


def _found(turn: Turn, incident: Incident | None, request: r.Found) -> Incident | None:
    raised = request.edge == "raised"
    if incident is None:
        if not raised or request.severity == Severity.NOTE:
            return None
        incident = turn.open(request.trip, request.severity, request.sentence)
    finding = t.Finding(
        request.finding_id, request.kind, request.edge, request.since, request.at, request.sentence, request.proof
    )
    incident = turn.write(incident, t.Found(finding, request.severity, request.place))
    if not raised:
        return incident
    incident = turn.raise_to(incident, request.severity, request.sentence)
    if request.ask and may_ask(incident):
        incident = turn.write(incident, asked(turn.policy, incident, request.sentence, turn.at))
    return incident


def _answered(turn: Turn, incident: Incident | None, request: r.Answered) -> Incident | None:
    if request.duress:
        return _duress(turn, incident, request.trip, request.checkin_id)
    if request.answer == "help":
        return _cried_help(turn, incident, request)
    if incident is None or not was_asked(incident, request.checkin_id):
        return None  # an "ok" to what is closed, to another trip's check-in, or to one never asked
    newest = incident.checkin_id == request.checkin_id
    incident = turn.write(incident, t.Answered(request.checkin_id, request.answer, request.by))
    if newest and request.by == "rider" and incident.calmable:
        return turn.lower_to(incident, Severity.LOOK, "The rider answered that all is well.")
    return incident


def _cried_help(turn: Turn, incident: Incident | None, request: r.Answered) -> Incident:
    why = f"The {request.by} asked for help."
    incident = incident or turn.open(request.trip, Severity.LIFE, why)
    incident = turn.write(incident, t.Answered(request.checkin_id, "help", request.by))
    return turn.raise_to(incident, Severity.LIFE, why)


def _duress(turn: Turn, incident: Incident | None, trip: str, of: str) -> Incident:
    why = "The duress PIN was given: the phone shows that all is well."
    incident = incident or turn.open(trip, Severity.LIFE, why)
    return turn.raise_to(turn.write(incident, t.Duress(of)), Severity.LIFE, why)
