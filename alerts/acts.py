"""What an agent may do with an open incident: the entries that come of it, or the refusal.

    claim                   when nobody holds it          decline    what is offered to me
    note, escalate, raise   always, by anybody            assign     by a supervisor, whoever holds it
    say, ask, call, take the call, lower, give back, transfer, close   by the agent who holds it

Rule: pure functions of the incident and the request; one incident has at most one claimant.
"""

from datetime import datetime
from typing import assert_never

from alerts import requests as r
from alerts import timeline as t
from alerts.checkins import asked, called
from alerts.incident import Incident
from alerts.policy import Policy
from alerts.refusals import (
    AlreadyAsked,
    AlreadyCalling,
    AlreadyClaimed,
    AlreadySo,
    NoCall,
    NotAllowed,
    NotClaimed,
    NotOffered,
    NotYours,
    Refusal,
)
from alerts.severity import SEVERITY_WORDS

MAY_ASSIGN = ("supervisor", "admin")
Holders = r.GiveBack | r.Say | r.Ask | r.Call | r.TakeCall | r.Transfer | r.Close
Simple = r.Claim | r.Decline | r.Note | r.Raise | r.Assign | Holders  # one entry each; Escalate and Reopen write more


def not_allowed(request: r.Waited) -> NotAllowed | None:
    """Why the session's role forbids this; None where it does not."""
    lacks = request.role == "viewer" or (isinstance(request, r.Assign) and request.role not in MAY_ASSIGN)
    return NotAllowed(request.role, str(request.__struct_config__.tag)) if lacks else None


def act(policy: Policy, incident: Incident, request: Simple, now: datetime) -> t.Entry | Refusal:
    """The entry an agent's request adds to an open incident, or why it adds none."""
    match request:
        case r.Claim():
            return claim(incident, request.agent)
        case r.Decline():
            mine = incident.offered_to == request.agent
            return t.OfferDeclined(request.agent, request.why) if mine else NotOffered()
        case r.Note():
            return t.Noted(request.agent, request.text)
        case r.Raise():
            return _judged(incident, request)
        case r.Assign():
            held = incident.claimed_by == request.to
            return AlreadyClaimed(request.to) if held else t.Assigned(request.to, request.agent)
        case r.GiveBack() | r.Say() | r.Ask() | r.Call() | r.TakeCall() | r.Transfer() | r.Close():
            return not_holding(incident, request.agent) or _as_holder(policy, incident, request, now)
        case _:
            assert_never(request)


_ENTRIES_OF: dict[type[r.Waited], tuple[type[t.Entry], ...]] = {
    r.Claim: (t.Claimed,),
    r.Decline: (t.OfferDeclined,),
    r.GiveBack: (t.TakenBack,),
    r.Note: (t.Noted,),
    r.Say: (t.Said,),
    r.Ask: (t.Asked,),
    r.Call: (t.Called,),
    r.TakeCall: (t.CallTaken,),
    r.Escalate: (t.Escalated,),
    r.Raise: (t.Raised, t.Lowered),
    r.Transfer: (t.Transferred,),
    r.Assign: (t.Assigned,),
    r.Close: (t.Closed,),
    r.Reopen: (t.Opened,),
    r.Open: (t.Opened,),
    r.Pause: (t.AgentPaused,),
    r.Resume: (t.AgentResumed,),
    r.HandOver: (t.Transferred,),
}


def brought_about(request: r.Waited, first: t.Recorded) -> bool:
    """Whether this entry is what such a request of this agent brings about, on this incident where it names one."""
    entry = first.entry
    of = entry.continues if isinstance(entry, t.Opened) else first.incident
    same = of == request.incident if isinstance(request, r.Act) else True
    return same and _who(entry) == request.agent and isinstance(entry, _ENTRIES_OF[type(request)])


def _who(entry: t.Entry) -> str | None:
    """The agent who acted."""
    by = getattr(entry, "by", None)
    agent = getattr(entry, "agent", None)
    return agent if by is None else by


def claim(incident: Incident, agent: str) -> t.Claimed | AlreadyClaimed:
    """First come, first served; a case already mine is refused like another's, for nothing new would be written."""
    return t.Claimed(agent) if incident.claimed_by is None else AlreadyClaimed(incident.claimed_by)


def not_holding(incident: Incident, agent: str) -> NotClaimed | NotYours | None:
    """Why this agent may not act as the holder; None where it is the holder."""
    if incident.claimed_by is None:
        return NotClaimed()
    return None if incident.claimed_by == agent else NotYours(incident.claimed_by)


def _judged(incident: Incident, request: r.Raise) -> t.Entry | Refusal:
    """Anybody raises; the holder alone lowers."""
    if request.severity > incident.severity:
        return t.Raised(request.severity, request.why, request.agent)
    if request.severity == incident.severity:
        return AlreadySo(f"at {SEVERITY_WORDS[incident.severity]}")
    return not_holding(incident, request.agent) or t.Lowered(request.severity, request.why, request.agent)


def _as_holder(policy: Policy, incident: Incident, request: Holders, now: datetime) -> t.Entry | Refusal:
    match request:
        case r.GiveBack():
            return t.TakenBack(request.agent, request.why)
        case r.Say():
            return t.Said(request.agent, request.text, to="rider")
        case r.Ask():
            if incident.answer_by is not None and incident.checkin_id is not None:
                return AlreadyAsked(incident.checkin_id)
            return asked(policy, incident, f"{request.agent} asks.", now, to="rider", by=request.agent)
        case r.Call():
            if incident.call is not None:
                return AlreadyCalling(incident.call.call_id)
            return called(incident, incident.why, request.to, request.agent)
        case r.TakeCall():
            if incident.call is None:
                return NoCall()
            taken = incident.call.taken_by == request.agent
            return AlreadySo("yours") if taken else t.CallTaken(incident.call.call_id, request.agent)
        case r.Transfer():
            same = request.to == request.agent
            return AlreadyClaimed(request.agent) if same else t.Transferred(request.agent, request.to)
        case r.Close():
            return t.Closed(request.agent, request.disposition, request.note)
        case _:
            assert_never(request)
