"""Agents' requests, answered: the entry each brought about, or the refusal and its reason.

    seen before ─▶ its first answer      not allowed, not possible ─▶ refusal      else ─▶ written

Rule: a request_id stands for one request of one agent; a refusal writes nothing, and may be asked again.
"""

from datetime import timedelta

from alerts import requests as r
from alerts import timeline as t
from alerts.acts import act, brought_about, not_allowed
from alerts.escalation import bring_in_next
from alerts.incident import Incident
from alerts.memory import Closing
from alerts.refusals import AlreadyOpen, NoSuchIncident, NotOpen, Refusal, RequestIdTaken, TooLate
from alerts.severity import Severity
from alerts.turn import Decision, Turn
from alerts.turnout import cannot_take, rest_after, turn_out


def answer(turn: Turn, request: r.Waited) -> Decision:
    """What becomes of an agent's request; what it wrote is in the turn."""
    named = request.incident if isinstance(request, r.Act) else None
    first = turn.ledger.memory.answers.get(request.request_id)
    if first is not None:
        if brought_about(request, first):
            return Decision(incident=named, answer_to=request.request_id, repeated=first)
        return Decision(incident=named, answer_to=request.request_id, refusal=RequestIdTaken(first.incident))
    turn.answers = request.request_id
    refusal = not_allowed(request) or _carry_out(turn, request)
    if refusal is not None:
        return Decision(incident=named, answer_to=request.request_id, refusal=refusal)
    return Decision(incident=None if isinstance(request, r.Reopen) else named, answer_to=request.request_id)


def _carry_out(turn: Turn, request: r.Waited) -> Refusal | None:
    if isinstance(request, r.Open):
        return _open(turn, request)
    if isinstance(request, r.Reopen):
        return _reopen(turn, request)
    if isinstance(request, r.Pause | r.Resume | r.HandOver):
        return turn_out(turn, request)
    incident = turn.ledger.open.get(request.incident)
    return _missing(turn, request.incident) if incident is None else _act(turn, incident, request)


def _act(turn: Turn, incident: Incident, request: r.Act) -> Refusal | None:
    assert not isinstance(request, r.Reopen), "what is open is not reopened"
    if isinstance(request, r.Escalate):
        bring_in_next(turn, incident, request.why, by=request.agent)
        return None
    unable = cannot_take(turn.ledger.floor, request.to) if isinstance(request, r.Transfer | r.Assign) else None
    if unable is not None:
        return unable
    written = act(turn.policy, incident, request, turn.at)
    if isinstance(written, Refusal):
        return written
    incident = turn.write(incident, written)
    if isinstance(request, r.Close):
        rest_after(turn, incident, request.agent)
    return None


def _open(turn: Turn, request: r.Open) -> Refusal | None:
    open_now = turn.ledger.of_trip(request.trip)
    if open_now is not None:
        return AlreadyOpen(open_now.incident)
    incident = turn.open(t.Opened(request.trip, request.severity, request.why, by=request.agent))
    turn.write(incident, t.Claimed(request.agent))
    return None


def _reopen(turn: Turn, request: r.Reopen) -> Refusal | None:
    if request.incident in turn.ledger.open:
        return AlreadyOpen(request.incident)
    closing = turn.ledger.memory.closed.get(request.incident)
    if closing is None:
        return NoSuchIncident(request.incident)
    open_now = turn.ledger.of_trip(closing.trip)
    if open_now is not None:
        return AlreadyOpen(open_now.incident)
    within_s = turn.policy.reopen.within_s
    if turn.at > closing.at + timedelta(seconds=within_s):
        return TooLate(within_s)
    _go_on_with(turn, request, closing)
    return None


def _go_on_with(turn: Turn, request: r.Reopen, closing: Closing) -> None:
    severity = min(max(closing.severity, Severity.LOOK), Severity.HUMAN)  # no siren for what an agent has in hand
    opened = t.Opened(closing.trip, int(severity), request.why, continues=request.incident, by=request.agent)
    turn.write(turn.open(opened), t.Claimed(request.agent))


def _missing(turn: Turn, incident: str) -> Refusal:
    closing = turn.ledger.memory.closed.get(incident)
    return NoSuchIncident(incident) if closing is None else NotOpen(closing.by, closing.disposition)
