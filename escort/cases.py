"""An incident as walls and agents see it: the CASE of docs/wire.md."""

from datetime import datetime
from typing import Literal

import msgspec

from alerts import Incident
from escort import clock, wire


class CallSeen(msgspec.Struct, frozen=True):
    """A reassurance call that goes on."""

    call_id: str
    to: str
    state: str  # placed, ringing, in_progress
    attempt: int
    taken_by: str | None


class AskedSeen(msgspec.Struct, frozen=True):
    """A check-in that awaits its answer."""

    checkin_id: str
    answer_by: float


class Case(msgspec.Struct, frozen=True):
    """Times are unix seconds; `at` is [lon, lat] of the last place told."""

    incident: str
    trip: str
    severity: int
    state: str
    opened_at: float
    due_at: float | None
    claimed_by: str | None
    claimed_at: float | None
    closed_at: float | None
    disposition: str | None
    why: str
    reasons: tuple[str, ...]
    at: tuple[float, float] | None
    entries: int
    offered_to: str | None
    accept_by: float | None
    call: CallSeen | None
    asked: AskedSeen | None
    accompanied: bool
    continues: str | None
    language: str | None
    level: str
    step: int
    summary: tuple[str, ...]


def case_of(incident: Incident, due: datetime | None, summary: tuple[str, ...]) -> Case:
    """The case of an incident whose next due time and whose summary are known."""
    offer, company = incident.offer, incident.company
    return Case(
        incident=incident.incident,
        trip=incident.trip,
        severity=incident.severity,
        state=incident.state,
        opened_at=incident.opened_at.timestamp(),
        due_at=_s(due),
        claimed_by=incident.claimed_by,
        claimed_at=_s(incident.claimed_at),
        closed_at=_s(incident.closed_at),
        disposition=incident.disposition,
        why=incident.why,
        reasons=incident.reasons,
        at=incident.place,
        entries=incident.entries,
        offered_to=incident.offered_to,
        accept_by=None if offer is None else offer.accept_by.timestamp(),
        call=_call(incident),
        asked=_asked(incident),
        accompanied=company is not None,
        continues=incident.continues,
        language=incident.language,
        level=incident.level,
        step=incident.step,
        summary=summary,
    )


def _call(incident: Incident) -> CallSeen | None:
    call = incident.call
    return None if call is None else CallSeen(call.call_id, call.to, call.state, call.attempt, call.taken_by)


def _asked(incident: Incident) -> AskedSeen | None:
    if incident.checkin_id is None or incident.answer_by is None:
        return None
    return AskedSeen(incident.checkin_id, incident.answer_by.timestamp())


def standing(case: Case) -> wire.Standing:
    """What a phone that pressed is told: who has it, and nothing of how bad it is taken to be."""
    state: Literal["open", "claimed", "closed"] = (
        "closed" if case.closed_at is not None else "open" if case.claimed_by is None else "claimed"
    )
    return wire.Standing(case.incident, state, case.claimed_by, clock.now_s())


def _s(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
