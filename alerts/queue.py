"""Who is asked to take which incident.

    the line of waiting incidents × agents with a hand free ──▶ offered, one agent an incident, one incident an agent

Rule: an offer goes to the best agent who can take it now, never to nobody because the best is missing. Whoever passed
it by is asked again only after another level was brought in. Two agents are never asked about the same incident.
"""

from datetime import datetime, timedelta
from itertools import islice

from alerts.agents import AgentState
from alerts.hands import weight_of
from alerts.incident import Incident
from alerts.ledger import Ledger
from alerts.moments import unix_s
from alerts.policy import Policy
from alerts.severity import Severity
from alerts.timeline import Offered
from alerts.turn import Turn

looked_at_max = 64  # incidents from the head of the line that one request tries to place; the rest wait their turn

Rank = tuple[bool, bool, bool, bool, bool, bool, bool, int, int, datetime, str]


def offer_what_waits(turn: Turn) -> datetime | None:
    """Offer waiting incidents to whoever has a hand free.

    Returns when to look again, because somebody who could take one then is still writing things down or resting.
    """
    ledger = turn.ledger
    if not len(ledger.waiting) or not ledger.hands.ready:
        return None
    for name in list(islice(ledger.waiting, looked_at_max)):
        if not ledger.hands.ready:
            break
        ledger.at_work = name
        incident = ledger.open[name]
        agent = best_for(turn, incident)
        if agent is not None:
            accept_by = unix_s(turn.at + turn.policy.accept_within)
            turn.write(incident, Offered(agent.agent, accept_by, _why(ledger, incident, agent, turn.at)))
    ledger.at_work = None
    return _look_again(turn)


def best_for(turn: Turn, incident: Incident) -> AgentState | None:
    """The agent to ask first; None where nobody can take it now."""
    able = [state for state in turn.ledger.hands.ready.values() if _can_take(turn, state, incident)]
    return min(able, key=lambda state: _rank(turn, incident, state), default=None)


def _can_take(turn: Turn, state: AgentState, incident: Incident) -> bool:
    if incident.of_operators and state.role not in ("supervisor", "admin"):
        return False
    if state.agent in incident.declined or state.resting(turn.at):
        return False
    wraps_up_until = state.wraps_up_until(turn.policy)
    if wraps_up_until is not None and wraps_up_until > turn.at and incident.severity < Severity.LIFE:
        return False
    return turn.ledger.hands.room(state) >= weight_of(incident)


def _rank(turn: Turn, incident: Incident, state: AgentState) -> Rank:
    """What speaks against an agent, the weightiest first; the smallest is asked."""
    policy, ledger = turn.policy, turn.ledger
    wraps_up_until = state.wraps_up_until(policy)
    return (
        incident.severity == Severity.LIFE and not state.certified(turn.at),
        state.agent in incident.declined_before,
        ledger.memory.knows(incident) != state.agent,
        not _speaks(state, incident.language),
        not _skills_for(policy, incident) <= set(state.skills),
        not incident.of_operators and state.role != "agent",
        wraps_up_until is not None and wraps_up_until > turn.at,
        state.missed,
        ledger.hands.load(state.agent),
        state.closed_at or state.since,
        state.agent,
    )


def _speaks(state: AgentState, language: str | None) -> bool:
    """Whether they understand each other: zh-TW and zh do, as far as an emergency goes."""
    return language is None or _tongue(language) in map(_tongue, state.languages)


def _tongue(language: str) -> str:
    return language.partition("-")[0].lower()


def _skills_for(policy: Policy, incident: Incident) -> set[str]:
    return {policy.skills[kind] for kind in incident.kinds if kind in policy.skills}


def _why(ledger: Ledger, incident: Incident, state: AgentState, now: datetime) -> str:
    """Why this agent, in the words of the wall."""
    if ledger.memory.knows(incident) == state.agent:
        return f"{state.agent} knows this trip or rider."
    if incident.severity == Severity.LIFE and not state.certified(now):
        return "Nobody whose certificate counts is free."
    if not _speaks(state, incident.language):
        return f"Nobody who is free speaks {incident.language}."
    return "Free, and able to take it."


def _look_again(turn: Turn) -> datetime | None:
    wrap_up = timedelta(seconds=turn.policy.wrap_up.after_s)
    moments = [
        moment
        for state in turn.ledger.hands.ready.values()
        for moment in (state.rest_until, None if state.closed_at is None else state.closed_at + wrap_up)
        if moment is not None and moment > turn.at
    ]
    return min(moments, default=None)
