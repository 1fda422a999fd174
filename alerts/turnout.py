"""Who comes, goes and takes a break, and what becomes of what they held.

    came ─▶ here        paused ─▶ the offer goes on        left, lost ─▶ the offer goes on, the cases go back

Rule: what somebody who is gone held waits for the next agent at once, and says why.
"""

from datetime import timedelta
from typing import assert_never

from alerts import requests as r
from alerts import timeline as t
from alerts.agents import Floor
from alerts.incident import Incident
from alerts.moments import unix_s
from alerts.refusals import AlreadySo, NotAllowed, NotHere, Refusal
from alerts.severity import Severity
from alerts.turn import Turn


def come(turn: Turn, request: r.Came) -> None:
    """Somebody is here, or what is known of somebody here has changed."""
    entry = t.AgentCame(
        agent=request.agent,
        role=request.role,
        skills=request.skills,
        languages=request.languages,
        capacity=request.capacity,
        certified_until=request.certified_until,
        phone=request.phone,
    )
    state = turn.ledger.floor.agents.get(request.agent)
    known = state is not None and state.here and _same(state, entry)
    if not known:
        turn.write_floor(entry)


def come_back(turn: Turn, agents: tuple[str, ...]) -> None:
    """A wall that was lost is seen again: its agent never went away, and is known still."""
    for agent in agents:
        state = turn.ledger.floor.agents.get(agent)
        if state is not None and state.lost:
            known = {field: getattr(state, field) for field in t.AgentCame.__struct_fields__}
            turn.write_floor(t.AgentCame(**known))


def leave(turn: Turn, request: r.Left) -> None:
    """Somebody signed out."""
    if turn.ledger.floor.here(request.agent):
        turn.write_floor(t.AgentLeft(request.agent, request.why))
        _let_go(turn, request.agent, f"{request.agent} signed out.")


def lose(turn: Turn, agent: str) -> None:
    """Nobody has seen this agent's wall for too long."""
    if turn.ledger.floor.here(agent):
        turn.write_floor(t.AgentLost(agent))
        _let_go(turn, agent, f"{agent}'s wall is gone.")


def cannot_take(floor: Floor, agent: str) -> NotHere | NotAllowed | None:
    """Why nothing can be put into this agent's hands; None where it can, as at a desk that keeps no floor."""
    state = floor.agents.get(agent)
    if state is not None and state.here:
        return NotAllowed(state.role, "hold a case") if state.role == "viewer" else None
    return NotHere(agent) if floor.anybody() else None


def rest_after(turn: Turn, incident: Incident, agent: str) -> None:
    """After the policy's number of severe cases, their agent rests; whoever is not here needs no telling."""
    state, rule = turn.ledger.floor.agents.get(agent), turn.policy.rest
    severe = incident.worst == Severity.LIFE
    if state is None or not state.here or not severe or state.severe < rule.severe_cases:
        return
    until = unix_s(turn.at + timedelta(seconds=rule.for_s))
    turn.write_floor(t.AgentResting(agent, until, f"{state.severe} threats to life since the last rest."))


def turn_out(turn: Turn, request: r.Pause | r.Resume | r.HandOver) -> Refusal | None:
    """A break begins or ends, or the shift changes; None where it was written."""
    state = turn.ledger.floor.agents.get(request.agent)
    if state is None or not state.here:
        return NotHere(request.agent)
    match request:
        case r.Pause():
            if state.paused is not None:
                return AlreadySo("on a break")
            turn.write_floor(t.AgentPaused(request.agent, request.why))
            _withdraw_offer(turn, request.agent, f"{request.agent} is on a break.")
        case r.Resume():
            if state.paused is None:
                return AlreadySo("here")
            turn.write_floor(t.AgentResumed(request.agent))
        case r.HandOver():
            return _hand_over(turn, request)
        case _:
            assert_never(request)
    return None


def _hand_over(turn: Turn, request: r.HandOver) -> Refusal | None:
    held = turn.ledger.hands.held_by(request.agent)
    if request.to == request.agent or not held:
        return AlreadySo("so: there is nothing to hand over")
    unable = cannot_take(turn.ledger.floor, request.to)
    if unable is not None:
        return unable
    for incident in held:
        turn.write(turn.ledger.open[incident], t.Transferred(request.agent, request.to))
    return None


def _same(state: object, entry: t.AgentCame) -> bool:
    return all(getattr(state, field) == getattr(entry, field) for field in entry.__struct_fields__)


def _let_go(turn: Turn, agent: str, why: str) -> None:
    _withdraw_offer(turn, agent, why)
    for incident in turn.ledger.hands.held_by(agent):
        turn.write(turn.ledger.open[incident], t.TakenBack(agent, why))


def _withdraw_offer(turn: Turn, agent: str, why: str) -> None:
    incident = turn.ledger.hands.offered_to(agent)
    if incident is not None:
        turn.write(turn.ledger.open[incident], t.OfferWithdrawn(agent, why))
