"""What a timeline adds up to.

    entries ──fold_one──▶ incident      told: alarms and talk · acted: agents · reached: calls and pages

Rule: the live desk, the restart, the wall's board and the tests call this one fold; nothing else changes an incident.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, assert_never, get_args

from msgspec.structs import replace

from alerts import timeline as t
from alerts.folding_reach import reached, touched
from alerts.incident import MACHINES, Clock, Company, Incident, Offer
from alerts.moments import moment_of
from alerts.requests import Fix
from alerts.severity import Severity
from alerts.stories import told

reasons_max = 12  # sentences kept an incident; beyond it the first stays, and the oldest of the others goes
passed_by_max = 40  # agents remembered to have passed an incident by; beyond it the first of them are asked as if anew


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
        return _opened(recorded.incident, entry, at)
    assert incident is not None, f"{recorded.incident} begins with {type(entry).__name__}"
    assert incident.closed_at is None, f"{recorded.incident} is closed; {type(entry).__name__} cannot follow"
    assert type(entry) in _FOLD_OF, f"{type(entry).__name__} belongs to no incident"
    return _FOLD_OF[type(entry)](replace(incident, entries=incident.entries + 1), entry, at)


def _opened(incident: str, entry: t.Opened, at: datetime) -> Incident:
    return Incident(
        incident=incident,
        trip=entry.trip,
        severity=entry.severity,
        worst=entry.severity,
        why=entry.why,
        reasons=(entry.why,),
        opened_at=at,
        clocks=(Clock(entry.severity, at),),
        language=entry.language,
        rider=entry.rider,
        continues=entry.continues,
        opened_by=entry.by,
    )


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
            return _found(incident, entry)
        case t.Raised():
            after = replace(incident, clocks=(*incident.clocks, Clock(entry.severity, at)))
            return touched(_stands_at(after, entry), entry.by, at)
        case t.Lowered():
            below = tuple(clock for clock in incident.clocks if clock.severity < entry.severity)
            after = replace(incident, clocks=(*below, Clock(entry.severity, at)))
            return (
                touched(_stands_at(after, entry), entry.by, at) if entry.by else _called_off(_stands_at(after, entry))
            )
        case t.TripEnded():
            return replace(incident, trip_ended=True, company=None)
        case _:
            assert_never(entry)


def _stands_at(incident: Incident, entry: t.Raised | t.Lowered) -> Incident:
    """At another severity. People are asked from now on: it is worse than machines may handle, or somebody answered."""
    leaves = incident.level in MACHINES and (entry.severity >= Severity.HUMAN or isinstance(entry, t.Lowered))
    return replace(
        incident,
        severity=entry.severity,
        worst=max(incident.worst, entry.severity),
        why=entry.why,
        reasons=_with(incident.reasons, entry.why) if isinstance(entry, t.Raised) else incident.reasons,
        level="offer" if leaves else incident.level,
    )


def _called_off(incident: Incident) -> Incident:
    """The rider has answered: an automatic call that still rings is of no interest, and there will be no other."""
    call = incident.call
    return replace(incident, call=None if call is None or call.taken_by is None else call, unreached_at=None)


def _found(incident: Incident, entry: t.Found) -> Incident:
    finding = entry.finding
    after = replace(incident, place=entry.place or incident.place, stories=told(incident.stories, entry))
    if finding.edge == "cleared":
        return after
    kinds = incident.kinds if finding.kind in incident.kinds else (*incident.kinds, finding.kind)
    return replace(after, reasons=_with(incident.reasons, finding.sentence), kinds=kinds)


def _talked(incident: Incident, entry: t.Talking, at: datetime) -> Incident:
    match entry:
        case t.Asked():
            return _asked(touched(incident, entry.by, at), entry, at)
        case t.Answered(answer="help"):
            return replace(_settled(incident, entry.checkin_id), cried_help=True)
        case t.Answered():
            return _well(_settled(incident, entry.checkin_id), at) if entry.by == "rider" else incident
        case t.Unanswered():
            return _settled(incident, entry.checkin_id)
        case t.Said():
            return incident if entry.to == "desk" else touched(incident, entry.by, at)
        case t.Accompanied():
            return replace(incident, company=Company(entry.every_s, entry.by, at), accompanied=True)
        case t.AccompanyEnded():
            return replace(incident, company=None)
        case _:
            assert_never(entry)


def _well(incident: Incident, at: datetime) -> Incident:
    """All is well along the way: whoever merely accompanies has nothing to do until the next check-in."""
    return touched(incident, incident.claimed_by, at) if incident.company and incident.peaceful else incident


def _asked(incident: Incident, entry: t.Asked, at: datetime) -> Incident:
    company = incident.company
    after = replace(
        incident,
        asked=incident.asked + 1,
        checkin_id=entry.checkin_id,
        answer_by=moment_of(entry.answer_by),
        company=None if company is None else replace(company, since=at),
    )
    if entry.level is None or incident.severity >= Severity.HUMAN:
        return after
    return replace(after, level=entry.level, clocks=(Clock(incident.severity, at),))


def _acted(incident: Incident, entry: t.Acting, at: datetime) -> Incident:
    match entry:
        case t.Offered():
            return replace(incident, offer=Offer(entry.agent, moment_of(entry.accept_by)))
        case t.OfferDeclined() | t.OfferExpired() | t.OfferWithdrawn():
            return _passed_by(replace(incident, offer=None), entry.agent)
        case t.Claimed():
            return _held_by(incident, entry.agent, at)
        case t.Assigned():
            return _held_by(incident, entry.agent, at)
        case t.Transferred():
            return _held_by(incident, entry.to, at)
        case t.TakenBack():
            clocks = (Clock(incident.severity, at),)
            after = replace(incident, claimed_by=None, claimed_at=None, acted=False, level="offer", clocks=clocks)
            return _passed_by(replace(after, step=0, repeats=0), entry.agent)
        case t.Noted():
            return touched(incident, entry.agent, at)
        case t.Escalated():
            return _escalated(incident, entry, at)
        case t.Closed():
            after = replace(incident, closed_at=at, closed_by=entry.agent, disposition=entry.disposition)
            return replace(after, answer_by=None, offer=None, call=None, unreached_at=None, company=None)
        case _:
            assert_never(entry)


def _escalated(incident: Incident, entry: t.Escalated, at: datetime) -> Incident:
    """Another level is brought in: all clocks start anew, and whoever passed it by may be asked again."""
    before = (*incident.declined_before, *incident.declined)
    return replace(
        incident,
        step=entry.step,
        level=entry.level,
        repeats=incident.repeats + 1 if entry.level == incident.level else 0,
        clocks=(Clock(incident.severity, at),),
        declined=(),
        declined_before=tuple(dict.fromkeys(before))[-passed_by_max:],
    )


def _held_by(incident: Incident, agent: str, at: datetime) -> Incident:
    """A new holder; who passed it by is forgotten, for somebody has it now."""
    after = replace(incident, claimed_by=agent, claimed_at=at, offer=None, unreached_at=None, declined=())
    return replace(touched(after, agent, at), acted=False)


def _passed_by(incident: Incident, agent: str) -> Incident:
    passed = incident.declined if agent in incident.declined else (*incident.declined, agent)
    return replace(incident, declined=passed[-passed_by_max:])


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


# By the type of the entry: asking each of four unions whether it holds the entry takes longer than the fold itself.
_FOLD_OF: dict[type[t.Entry], Callable[[Incident, Any, datetime], Incident]] = {
    **dict.fromkeys(get_args(t.Alarming), _alarmed),
    **dict.fromkeys(get_args(t.Talking), _talked),
    **dict.fromkeys(get_args(t.Acting), _acted),
    **dict.fromkeys(get_args(t.Reaching), reached),
}
