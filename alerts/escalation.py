"""What happens when a deadline passes: somebody else is brought in.

    offer not accepted ──▶ the next agent        check-in unanswered ──▶ the phone rings, or human now
    call reaches nobody ─▶ human now             nobody claims ────────▶ team, supervisor, break glass, again and again
    holder does nothing ─▶ taken back; one who had worked on it is helped first, and then it is taken back

Rule: one move for each of `alerts.deadlines`, in the same order; every move puts its deadline into the future, so
nothing can spin.
"""

from collections.abc import Callable
from datetime import datetime

from alerts.checkins import asked, called, may_call, page_id_of
from alerts.deadlines import DEADLINES
from alerts.incident import Incident
from alerts.requests import Outcome
from alerts.severity import Severity
from alerts.timeline import CallSettled, Escalated, OfferExpired, Paged, TakenBack, Unanswered
from alerts.turn import Turn

Move = Callable[[Turn, Incident], Incident]


def move_on(turn: Turn, incident: Incident) -> Incident:
    """Write what has to be written because time passed; nothing where nothing is due."""
    for deadline, move in zip(DEADLINES, MOVES, strict=True):
        due = None if incident.closed_at is not None else deadline(turn.policy, incident)
        if due is not None and due <= turn.at:
            incident = move(turn, incident)
    return incident


def bring_in_next(turn: Turn, incident: Incident, why: str, by: str | None = None) -> Incident:
    """Bring in the next level, and page it; beyond the last level it is the last level again."""
    level = turn.policy.ladder(incident.severity).after(incident.level)
    incident = turn.write(incident, Escalated(level, why, incident.step + 1, by))
    if level == "offer":
        return incident
    return turn.write(incident, Paged(page_id_of(incident, incident.pages + 1), level, level, why))


def offer_expired(turn: Turn, incident: Incident) -> Incident:
    """The agent did not answer; the queue asks the next."""
    assert incident.offer is not None
    return turn.write(incident, OfferExpired(incident.offer.agent))


def unanswered(turn: Turn, incident: Incident) -> Incident:
    """Nobody answered in the app: whoever can be called is called, and everything else needs a human now."""
    assert incident.checkin_id is not None
    incident = turn.write(incident, Unanswered(incident.checkin_id))
    why, tried = "Nobody answered when asked whether all is well.", incident.level == "ask"
    if tried and may_call(incident) and turn.policy.ladder(incident.severity).has("call"):
        return turn.write(incident, called(incident, why, first=True))
    incident = turn.raise_to(incident, Severity.HUMAN, why)
    return turn.write(incident, called(incident, why)) if may_call(incident) and not incident.calls else incident


def settle_call(turn: Turn, incident: Incident, outcome: Outcome, detail: str | None) -> Incident:
    """The running call is over and reached nobody: a case that waited for it needs a human now."""
    assert incident.call is not None
    waited = incident.level == "call"
    incident = turn.write(incident, CallSettled(incident.call.call_id, outcome, detail))
    why = f"The automatic call reached nobody: {outcome.replace('_', ' ')}."
    return turn.raise_to(incident, Severity.HUMAN, why) if waited else incident


def _call_lost(turn: Turn, incident: Incident) -> Incident:
    return settle_call(turn, incident, "failed", "the carrier said nothing more about it")


def _redial(turn: Turn, incident: Incident) -> Incident:
    return turn.write(incident, called(incident, incident.why))


def _ask_on_the_way(turn: Turn, incident: Incident) -> Incident:
    reason = "You asked us to accompany you."
    return turn.write(incident, asked(turn.policy, incident, reason, turn.at, to="rider"))


def _climb(turn: Turn, incident: Incident) -> Incident:
    if incident.level in ("ask", "call"):
        return turn.raise_to(incident, Severity.HUMAN, "Nobody answered, in the app or on the phone.")
    why = _why(incident, turn.at)
    if incident.claimed_by is not None and (not incident.acted or incident.level != "offer"):
        return turn.write(incident, TakenBack(incident.claimed_by, why))
    return bring_in_next(turn, incident, why)


def _why(incident: Incident, now: datetime) -> str:
    waited_s = (now - incident.clocks[0].since).total_seconds()
    if incident.claimed_by is not None:
        return f"{incident.claimed_by} holds it, and has done nothing for {waited_s:.0f} s."
    where = "offered to the agents" if incident.level == "offer" else f"with the {incident.level.replace('_', ' ')}"
    return f"Nobody claimed it in the {waited_s:.0f} s it has been {where}."


MOVES: tuple[Move, ...] = (offer_expired, unanswered, _call_lost, _redial, _ask_on_the_way, _climb)
