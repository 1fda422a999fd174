"""What calls and pages make of an incident.

called ─▶ call runs ─progressed, taken─▶ call runs ─settled─▶ reached a human, or unreached since then

Rule: what is settled stays settled, in whatever order the carrier tells it.
"""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from alerts import timeline as t
from alerts.incident import Clock, Incident, RunningCall
from alerts.requests import Outcome
from alerts.severity import Severity

settled_max = 24  # settled calls remembered an incident, so that a repeated outcome writes nothing
REACHED: tuple[Outcome, ...] = ("safe", "help", "duress", "person", "taken_over")  # a human answered, and said so


def reached(incident: Incident, entry: t.Reaching, at: datetime) -> Incident:
    """The incident after an entry about a call or a page."""
    match entry:
        case t.Called():
            return _called(touched(incident, entry.by, at), entry, at)
        case t.CallProgressed():
            call = incident.call
            running = call is not None and call.call_id == entry.call_id
            return replace(incident, call=replace(call, state=entry.state)) if running and call else incident
        case t.CallTaken():
            call = incident.call
            taken = None if call is None else replace(call, taken_by=entry.agent)
            return touched(replace(incident, call=taken), entry.agent, at)
        case t.CallSettled():
            return _call_settled(incident, entry, at)
        case t.Paged():
            return replace(incident, pages=incident.pages + 1)
        case t.PageSettled() | t.EffectFailed():
            return incident
        case _:
            assert_never(entry)


def touched(incident: Incident, agent: str | None, at: datetime) -> Incident:
    """The claimant did something: all clocks start anew. What others do moves no clock."""
    if agent is None or agent != incident.claimed_by:
        return incident
    clocks = (Clock(incident.severity, at),)
    return replace(incident, step=0, level="offer", repeats=0, acted=True, clocks=clocks)


def _called(incident: Incident, entry: t.Called, at: datetime) -> Incident:
    call = RunningCall(entry.call_id, entry.to, entry.attempt, at)
    after = replace(incident, call=call, calls=incident.calls + 1, unreached_at=None)
    if entry.level is None or incident.severity >= Severity.HUMAN:
        return after
    return replace(after, level=entry.level, clocks=(Clock(incident.severity, at),))


def _call_settled(incident: Incident, entry: t.CallSettled, at: datetime) -> Incident:
    call = incident.call
    ran = call is not None and call.call_id == entry.call_id
    after = replace(
        incident,
        call=None if ran else call,
        settled_calls=(*incident.settled_calls, entry.call_id)[-settled_max:],
        unreached_at=at if ran and entry.outcome not in REACHED else incident.unreached_at,
        cried_help=incident.cried_help or entry.outcome == "help",
        answer_by=None if entry.outcome == "safe" and ran and call and call.to == "rider" else incident.answer_by,
    )
    return touched(after, call.taken_by, at) if ran and call is not None else after
