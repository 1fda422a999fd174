"""What a timeline adds up to.

    (nothing) --opened--> open --claimed--> claimed --closed--> closed
                            '------------------------closed-----^

Rule: the live desk, the restart, the wall's board and the tests call this one fold; nothing else changes an incident.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, assert_never

import msgspec
from msgspec.structs import replace

from alerts import timeline as t
from alerts.moments import moment_of
from alerts.requests import Disposition, Fix
from alerts.stories import Story, told

reasons_max = 12  # sentences kept an incident; beyond it the first stays, and the oldest of the others goes

State = Literal["open", "claimed", "closed"]


class Clock(msgspec.Struct, frozen=True):
    """Since when the incident has waited at one severity; a raise adds a clock, so that it never postpones."""

    severity: int
    since: datetime


class Incident(msgspec.Struct, frozen=True):
    """Everything known about one trip that went wrong, as its timeline tells it."""

    incident: str
    trip: str
    severity: int
    why: str  # one sentence: why it stands at this severity
    reasons: tuple[str, ...]
    opened_at: datetime
    clocks: tuple[Clock, ...]  # never empty
    entries: int = 1
    step: int = 0
    level: str = "desk"
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    disposition: Disposition | None = None
    place: tuple[float, float] | None = None  # lon, lat: the last one told
    asked: int = 0
    checkin_id: str | None = None  # the newest check-in
    answer_by: datetime | None = None  # None unless an answer is awaited
    presses_standing: int = 0
    cried_help: bool = False
    under_duress: bool = False
    trip_ended: bool = False
    kinds: tuple[str, ...] = ()  # of finding, each raised at least once
    stories: tuple[Story, ...] = ()  # of each kind raised, what triage tells a new story by

    @property
    def state(self) -> State:
        """How it stands, in the wall's three words."""
        if self.closed_at is not None:
            return "closed"
        return "open" if self.claimed_by is None else "claimed"

    @property
    def calmable(self) -> bool:
        """Whether an "ok" without a PIN may lower it: not while somebody's own alarm stands."""
        return not (self.presses_standing or self.cried_help or self.under_duress)


def fold(recorded: Iterable[t.Recorded]) -> Incident:
    """The incident a whole timeline adds up to. Raises AssertionError where it does not begin with `opened`."""
    incident: Incident | None = None
    for each in recorded:
        incident = fold_one(incident, each)
    assert incident is not None, "a timeline without entries is no incident"
    return incident


def fold_one(incident: Incident | None, recorded: t.Recorded) -> Incident:
    """The incident after one more entry; None stands before `opened`. Nothing follows the close."""
    entry, at = recorded.entry, recorded.at
    if isinstance(entry, t.Opened):
        assert incident is None, f"{recorded.incident} was opened twice"
        clocks = (Clock(entry.severity, at),)
        return Incident(recorded.incident, entry.trip, entry.severity, entry.why, (entry.why,), at, clocks)
    assert incident is not None, f"{recorded.incident} begins with {type(entry).__name__}"
    assert incident.closed_at is None, f"{recorded.incident} is closed; {type(entry).__name__} cannot follow"
    after = replace(incident, entries=incident.entries + 1)
    if isinstance(entry, t.Alarming):
        return _alarmed(after, entry, at)
    if isinstance(entry, t.Talking):
        return _talked(after, entry, at)
    return _acted(after, entry, at)


def _alarmed(incident: Incident, entry: t.Alarming, at: datetime) -> Incident:
    match entry:
        case t.Pressed():
            place = _place_of(entry.fix) or incident.place
            return replace(incident, presses_standing=incident.presses_standing + 1, place=place)
        case t.PressCancelled():
            return replace(incident, presses_standing=max(0, incident.presses_standing - 1))
        case t.Duress():
            return replace(_settled(incident, entry.of), under_duress=True)
        case t.Found():
            after = replace(incident, place=entry.place or incident.place, stories=told(incident.stories, entry))
            return _saw(after, entry.finding) if entry.finding.edge == "raised" else after
        case t.Raised():
            clocks = (*incident.clocks, Clock(entry.severity, at))
            reasons = _with(incident.reasons, entry.why)
            return replace(incident, severity=entry.severity, why=entry.why, reasons=reasons, clocks=clocks)
        case t.Lowered():
            below = tuple(clock for clock in incident.clocks if clock.severity < entry.severity)
            clocks = (*below, Clock(entry.severity, at))
            return replace(incident, severity=entry.severity, why=entry.why, clocks=clocks)
        case t.TripEnded():
            return replace(incident, trip_ended=True)
        case _:
            assert_never(entry)


def _saw(incident: Incident, finding: t.Finding) -> Incident:
    kinds = incident.kinds if finding.kind in incident.kinds else (*incident.kinds, finding.kind)
    return replace(incident, reasons=_with(incident.reasons, finding.sentence), kinds=kinds)


def _talked(incident: Incident, entry: t.Talking, at: datetime) -> Incident:
    match entry:
        case t.Asked():
            return replace(
                _touched(incident, entry.by, at),
                asked=incident.asked + 1,
                checkin_id=entry.checkin_id,
                answer_by=moment_of(entry.answer_by),
            )
        case t.Answered(answer="help"):
            return replace(_settled(incident, entry.checkin_id), cried_help=True)
        case t.Answered():
            return _settled(incident, entry.checkin_id) if entry.by == "rider" else incident
        case t.Unanswered():
            return _settled(incident, entry.checkin_id)
        case t.Said():
            return incident if entry.to == "desk" else _touched(incident, entry.by, at)
        case _:
            assert_never(entry)


def _acted(incident: Incident, entry: t.Acting, at: datetime) -> Incident:
    match entry:
        case t.Claimed():
            return _held_by(incident, entry.agent, at)
        case t.Transferred():
            return _held_by(incident, entry.to, at)
        case t.Noted():
            return _touched(incident, entry.agent, at)
        case t.Escalated():
            return replace(incident, step=entry.step, level=entry.level, clocks=(Clock(incident.severity, at),))
        case t.Closed():
            return replace(incident, closed_at=at, closed_by=entry.agent, disposition=entry.disposition, answer_by=None)
        case _:
            assert_never(entry)


def _held_by(incident: Incident, agent: str, at: datetime) -> Incident:
    return _touched(replace(incident, claimed_by=agent, claimed_at=at), agent, at)


def _touched(incident: Incident, agent: str | None, at: datetime) -> Incident:
    """The claimant did something: all clocks start anew. What others do moves no clock."""
    if agent is None or agent != incident.claimed_by:
        return incident
    return replace(incident, step=0, level="desk", clocks=(Clock(incident.severity, at),))


def _settled(incident: Incident, checkin_id: str) -> Incident:
    """Nothing is awaited any more, where it was this check-in that awaited."""
    return replace(incident, answer_by=None) if incident.checkin_id == checkin_id else incident


def _with(reasons: tuple[str, ...], sentence: str) -> tuple[str, ...]:
    if sentence in reasons:
        return reasons
    return (*reasons, sentence) if len(reasons) < reasons_max else (reasons[0], *reasons[2:], sentence)


def _place_of(fix: Fix | None) -> tuple[float, float] | None:
    """Where a press says it happened, lon before lat; None where its fix is broken, which is no reason to refuse it."""
    if fix is None or len(fix) < 3:
        return None
    lat, lon = fix[1], fix[2]
    if lat is None or lon is None or not (abs(lat) <= 90 and abs(lon) <= 180):
        return None
    return (lon, lat)
