"""What an agent may do with an open incident: the entry that comes of it, or the refusal.

    claim          when nobody holds it
    note, escalate always, by anybody
    say, ask, transfer, close   by the agent who holds it

Rule: pure functions of the incident and the request; one incident has at most one claimant.
"""

from datetime import datetime
from typing import assert_never

from alerts import requests as r
from alerts import timeline as t
from alerts.checkins import asked
from alerts.escalation import escalated
from alerts.incident import Incident
from alerts.policy import Policy
from alerts.refusals import AlreadyAsked, AlreadyClaimed, NotClaimed, NotYours, Refusal


def act(policy: Policy, incident: Incident, request: r.Act, now: datetime) -> t.Entry | Refusal:
    """The entry an agent's request adds to an open incident, or why it adds none."""
    match request:
        case r.Claim():
            return claim(incident, request.agent)
        case r.Note():
            return t.Noted(request.agent, request.text)
        case r.Escalate():
            return escalated(policy, incident, request.why, by=request.agent)
        case r.Say() | r.Ask() | r.Transfer() | r.Close():
            return not_holding(incident, request.agent) or _as_holder(policy, incident, request, now)
        case _:
            assert_never(request)


_ENTRY_OF: dict[type[r.Act], type[t.Entry]] = {
    r.Claim: t.Claimed,
    r.Note: t.Noted,
    r.Say: t.Said,
    r.Ask: t.Asked,
    r.Escalate: t.Escalated,
    r.Transfer: t.Transferred,
    r.Close: t.Closed,
}


def brought_about(request: r.Act, first: t.Recorded) -> bool:
    """Whether this entry is what such a request of this agent on this incident brings about."""
    entry = first.entry
    agent = entry.agent if isinstance(entry, t.Claimed | t.Noted | t.Transferred | t.Closed) else _by(entry)
    return (first.incident, agent) == (request.incident, request.agent) and isinstance(entry, _ENTRY_OF[type(request)])


def _by(entry: t.Entry) -> str | None:
    return entry.by if isinstance(entry, t.Said | t.Asked | t.Escalated) else None


def claim(incident: Incident, agent: str) -> t.Claimed | AlreadyClaimed:
    """First come, first served; a case already mine is refused like another's, for nothing new would be written."""
    return t.Claimed(agent) if incident.claimed_by is None else AlreadyClaimed(incident.claimed_by)


def not_holding(incident: Incident, agent: str) -> NotClaimed | NotYours | None:
    """Why this agent may not act as the holder; None where it is the holder."""
    if incident.claimed_by is None:
        return NotClaimed()
    return None if incident.claimed_by == agent else NotYours(incident.claimed_by)


def _as_holder(
    policy: Policy, incident: Incident, request: r.Say | r.Ask | r.Transfer | r.Close, now: datetime
) -> t.Entry | Refusal:
    match request:
        case r.Say():
            return t.Said(request.agent, request.text, to="rider")
        case r.Ask():
            if incident.answer_by is not None and incident.checkin_id is not None:
                return AlreadyAsked(incident.checkin_id)
            return asked(policy, incident, f"{request.agent} asks.", now, to="rider", by=request.agent)
        case r.Transfer():
            same = request.to == request.agent
            return AlreadyClaimed(request.agent) if same else t.Transferred(request.agent, request.to)
        case r.Close():
            return t.Closed(request.agent, request.disposition, request.note)
        case _:
            assert_never(request)
