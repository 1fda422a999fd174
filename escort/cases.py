"""An incident as walls and agents see it: the CASE of docs/wire.md."""

from datetime import datetime
from typing import Literal

import msgspec

from alerts import Incident
from escort import clock, wire


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


def case_of(incident: Incident, due: datetime | None) -> Case:
    """The case of an incident whose next due time is known."""
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
    )


def standing(case: Case) -> wire.Standing:
    """What a phone that pressed is told: who has it, and nothing of how bad it is taken to be."""
    state: Literal["open", "claimed", "closed"] = (
        "closed" if case.closed_at is not None else "open" if case.claimed_by is None else "claimed"
    )
    return wire.Standing(case.incident, state, case.claimed_by, clock.now_s())


def _s(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
