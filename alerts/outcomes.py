"""What came of calls and pages, and what the desk makes of it.

    safe, from the rider ─▶ 1      help, duress ─▶ 4      a person is wanted ─▶ 3
    voicemail, silence, busy, hung up, failed ─▶ 3 where the case waited for the call
    page answered by an agent ─▶ claimed      a page that reached nobody, an effect given up ─▶ one step up

Rule: nothing but a human's own word calms. A carrier repeats and reorders; what is settled stays settled, but a cry for
help is heard whenever it comes, even after the close.
"""

from typing import assert_never

from alerts import requests as r
from alerts import timeline as t
from alerts.checkins import page_id_of, was_called, was_paged
from alerts.escalation import bring_in_next, settle_call, unanswered
from alerts.incident import Incident
from alerts.repeats import call_key, effect_key, page_key
from alerts.severity import Severity
from alerts.turn import Turn

_WAY = {"ringing": 1, "in_progress": 2}  # how far a call has come; a callback that comes late tells nothing new


def outcome(turn: Turn, request: r.Outreach) -> str | None:
    """Write what came of something; returns the incident it belongs to."""
    incident = turn.ledger.open.get(request.incident)
    match request:
        case r.CallProgressed():
            if incident is not None:
                _progressed(turn, incident, request)
        case r.CallSettled():
            return _settled(turn, incident, request)
        case r.PageSettled():
            key = page_key(request.page_id, request.outcome, request.by)
            if incident is not None and key not in turn.ledger.memory.repeats and was_paged(incident, request.page_id):
                _page_settled(turn, incident, request)
        case r.EffectFailed():
            new = effect_key(request.effect_id) not in turn.ledger.memory.repeats
            if incident is not None and new and request.effect_id.startswith(f"{incident.incident}/"):
                _given_up(turn, incident, request)
        case _:
            assert_never(request)
    return request.incident


def _progressed(turn: Turn, incident: Incident, request: r.CallProgressed) -> None:
    call, state = incident.call, request.state
    if call is None or call.call_id != request.call_id or (state != "ringing" and state != "in_progress"):
        return
    if _WAY[state] > _WAY.get(call.state, 0):
        turn.write(incident, t.CallProgressed(request.call_id, state))


def _settled(turn: Turn, incident: Incident | None, request: r.CallSettled) -> str | None:
    memory = turn.ledger.memory
    known = memory.repeats.get(call_key(request.call_id, request.outcome))
    if known is not None:
        return known
    if incident is None:
        return _cried_after_the_close(turn, request)
    if not was_called(incident, request.call_id):
        return incident.incident
    match request.outcome:
        case "help" | "duress":
            _cried(turn, incident, request)
        case "safe" | "person" | "taken_over":
            _reached(turn, incident, request)
        case _:
            if incident.call is not None and incident.call.call_id == request.call_id:
                settle_call(turn, incident, request.outcome, request.detail)
            elif request.call_id not in incident.settled_calls:
                turn.write(incident, _entry(request))
    return incident.incident


def _reached(turn: Turn, incident: Incident, request: r.CallSettled) -> None:
    call = incident.call
    running = call is not None and call.call_id == request.call_id
    if not running and request.call_id in incident.settled_calls:
        return
    incident = turn.write(incident, _entry(request))
    if request.outcome == "person":
        turn.raise_to(incident, Severity.HUMAN, "The one who was called wants to speak with a person.")
    elif request.outcome == "safe" and running and call is not None and call.to == "rider" and incident.calmable:
        turn.lower_to(incident, Severity.LOOK, "The rider said on the phone that all is well.")


def _cried(turn: Turn, incident: Incident, request: r.CallSettled) -> None:
    incident = turn.write(incident, _entry(request))
    why = "Help was asked for on the phone."
    if request.outcome == "duress":
        why = "The duress PIN was given on the phone: the call sounded as if all were well."
        incident = turn.write(incident, t.Duress(request.call_id))
    turn.raise_to(incident, Severity.LIFE, why)


def _cried_after_the_close(turn: Turn, request: r.CallSettled) -> str | None:
    closing = turn.ledger.memory.closed.get(request.incident)
    if closing is None or request.outcome not in ("help", "duress"):
        return None
    incident = turn.ledger.of_trip(closing.trip)
    why = "Help was asked for on the phone."
    incident = incident or turn.open(t.Opened(closing.trip, Severity.LIFE, why, continues=request.incident))
    _cried(turn, incident, request)
    return incident.incident


def _page_settled(turn: Turn, incident: Incident, request: r.PageSettled) -> None:
    incident = turn.write(incident, t.PageSettled(request.page_id, request.outcome, request.by))
    if incident.claimed_by is not None:
        return
    if request.outcome == "answered" and request.by is not None:
        turn.write(incident, t.Claimed(request.by))
    newest = request.page_id == page_id_of(incident, incident.pages)
    if request.outcome in ("no_answer", "failed") and newest and not _at_the_end(turn, incident):
        level, outcome = incident.level.replace("_", " "), request.outcome.replace("_", " ")
        bring_in_next(turn, incident, f"The page to the {level} reached nobody: {outcome}.")


def _given_up(turn: Turn, incident: Incident, request: r.EffectFailed) -> None:
    """The case must not wait for what will never be done."""
    incident = turn.write(incident, t.EffectFailed(request.effect_id, request.why))
    channel = request.effect_id.rpartition("/")[2]
    call, unheld = incident.call, incident.claimed_by is None
    if channel == "prompt" and incident.level == "ask" and incident.answer_by is not None:
        unanswered(turn, incident)
    elif channel == "voice" and call is not None and call.taken_by is None:
        settle_call(turn, incident, "failed", request.why)
    elif channel == "page" and unheld and not _at_the_end(turn, incident):
        bring_in_next(turn, incident, f"A page could not be sent: {request.why}")


def _at_the_end(turn: Turn, incident: Incident) -> bool:
    """Whether the last level is brought in already; its own pace goes on, or failing pages would spin."""
    return turn.policy.ladder(incident.severity).after(incident.level) == incident.level


def _entry(request: r.CallSettled) -> t.CallSettled:
    return t.CallSettled(request.call_id, request.outcome, request.detail)
