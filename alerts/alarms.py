"""What phones and watchers report, and what the desk writes about it.

    press ──▶ severity 4                     cancelled with PIN ──▶ 2      with duress PIN ──▶ 4, silently
    finding ▶ its severity, ask the phones   rider "ok" ──▶ 1              "help", duress ──▶ 4
    line from a phone ─▶ 1                   accompany me ─▶ 1, and asked along the way until the trip ends
    the service is unwell ─▶ a case for operators

Rule: whatever comes joins the trip's open incident, or opens one. Machines raise, only a human answer lowers, and an
"ok" without a PIN never calms somebody's own alarm. What came before is recognised and writes nothing.
"""

from typing import assert_never

from alerts import requests as r
from alerts import timeline as t
from alerts.checkins import asked, called, may_ask, may_call, was_asked
from alerts.company import accompanied, left_alone, trip_ended
from alerts.incident import OPERATORS, Incident
from alerts.repeats import accompany_key, answer_key, cancel_key, found_key, press_key, said_key
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
            incident = incident or turn.open(_opened(request, Severity.LOOK, f"The {request.by} wrote to the desk."))
            turn.write(incident, t.Said(request.by, request.text, to="desk", said_id=request.said_id))
        case r.TripEnded():
            trip_ended(turn, incident, request)
        case r.Accompany():
            incident = accompanied(turn, incident, request)
        case r.AccompanyEnd():
            left_alone(turn, incident, request)
        case _:
            assert_never(request)
    return None if incident is None else incident.incident


def of_operators(alarm: r.OperatorAlarm) -> r.Found:
    """An alarm about the service, as a finding on its made-up trip: it joins, repeats and clears like any other."""
    return r.Found(
        finding_id=f"{OPERATORS}{alarm.alarm_id}/{alarm.at}",
        trip=f"{OPERATORS}{alarm.alarm_id}",
        kind="operator_alarm",
        edge="raised" if alarm.firing else "cleared",
        since=alarm.at,
        at=alarm.at,
        sentence=f"{alarm.title}: {alarm.text}" if alarm.text else alarm.title,
        proof={},
        severity=int(Severity.HUMAN if alarm.firing else Severity.NOTE),
        ask=False,
    )


def _opened(request: r.Pressed | r.Found | r.Said | r.Accompany, severity: int, why: str) -> t.Opened:
    return t.Opened(request.trip, int(severity), why, language=request.language, rider=request.rider)


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
            return memory.repeats.get(answer_key(request.trip, request.checkin_id, request.by, request.answer))
        case r.Said():
            return memory.repeats.get(said_key(request.trip, request.said_id))
        case r.Accompany():
            return memory.repeats.get(accompany_key(request.trip, request.accompany_id, ends=False))
        case r.AccompanyEnd():
            return memory.repeats.get(accompany_key(request.trip, request.accompany_id, ends=True))
        case r.TripEnded():
            return None
        case _:
            assert_never(request)


def _pressed(turn: Turn, incident: Incident | None, request: r.Pressed) -> Incident:
    why = f"The {request.by} {_PRESSED[request.kind]}."
    incident = incident or turn.open(_opened(request, Severity.LIFE, why))
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
        incident = turn.open(_opened(request, request.severity, request.sentence))
    first = incident.entries == 1
    finding = t.Finding(
        request.finding_id, request.kind, request.edge, request.since, request.at, request.sentence, request.proof
    )
    incident = turn.write(incident, t.Found(finding, request.severity, request.place))
    if not raised:
        return incident
    incident = turn.raise_to(incident, request.severity, request.sentence)
    if request.call and may_call(incident) and not incident.calls:
        return turn.write(incident, called(incident, request.sentence, first=first))
    if request.ask and may_ask(incident):
        return turn.write(incident, asked(turn.policy, incident, request.sentence, turn.at, first=first))
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
    incident = incident or turn.open(t.Opened(request.trip, Severity.LIFE, why))
    incident = turn.write(incident, t.Answered(request.checkin_id, "help", request.by))
    return turn.raise_to(incident, Severity.LIFE, why)


def _duress(turn: Turn, incident: Incident | None, trip: str, of: str) -> Incident:
    why = "The duress PIN was given: the phone shows that all is well."
    incident = incident or turn.open(t.Opened(trip, Severity.LIFE, why))
    return turn.raise_to(turn.write(incident, t.Duress(of)), Severity.LIFE, why)
