"""What one must know of a case before speaking with the rider, kept up to date entry by entry.

    recorded ──digest_one──▶ Digest ──lines──▶ a few lines, in the agent's language   (alerts/summary.py)

Rule: a fold like the incident's own, beside it and not in it: the desk decides nothing by it. Every list keeps only its
newest, so that a case that goes on for hours stays a few lines.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from alerts import timeline as t
from alerts.moments import moment_of
from alerts.requests import Disposition

kept = 6  # of each list


class Asking(msgspec.Struct, frozen=True):
    """One check-in on the phones, and what came of it; `answered` None while it is awaited."""

    checkin_id: str
    at: datetime
    answered: Literal["ok", "help", "nothing", "duress"] | None = None
    by: str | None = None
    after_s: float | None = None


class Calling(msgspec.Struct, frozen=True):
    """One reassurance call; `outcome` None while it goes on."""

    call_id: str
    to: str
    outcome: str | None = None
    taken_by: str | None = None


class Holding(msgspec.Struct, frozen=True):
    """One agent's time with the case, or what became of one offer; `why`: how it ended, in the entry's own words."""

    agent: str
    since: datetime
    until: datetime | None = None
    ended: Literal["offered", "declined", "expired", "withdrawn", "held", "taken_back", "handed_on"] = "held"
    why: str | None = None


class Digest(msgspec.Struct, frozen=True):
    """A case in short. Times are aware."""

    incident: str
    opened_at: datetime
    opened_why: str
    severity: int
    why: str  # it stands as it does
    opened_by: str | None = None
    continues: str | None = None
    presses: int = 0
    cancelled: int = 0
    duress: bool = False
    found: tuple[tuple[str, str, bool], ...] = ()  # kind, newest sentence, whether it stands
    asked: tuple[Asking, ...] = ()
    calls: tuple[Calling, ...] = ()
    held: tuple[Holding, ...] = ()
    offers: tuple[Holding, ...] = ()
    level: str | None = None  # who was brought in last
    pages: int = 0
    accompanied_s: float | None = None
    trip_ended: bool = False
    rider_said: str | None = None
    noted: tuple[str, str] | None = None  # agent, text
    closed_at: datetime | None = None
    closed_by: str | None = None
    disposition: Disposition | None = None


def digest(recorded: Iterable[t.Recorded]) -> Digest:
    """The digest of a whole timeline. Raises AssertionError where it does not begin with `opened`."""
    found: Digest | None = None
    for each in recorded:
        found = digest_one(found, each)
    assert found is not None, "a timeline without entries is no incident"
    return found


def digest_one(before: Digest | None, recorded: t.Recorded) -> Digest:
    """The digest after one more entry; None stands before `opened`."""
    entry, at = recorded.entry, recorded.at
    if isinstance(entry, t.Opened):
        by, continues = entry.by, entry.continues
        return Digest(recorded.incident, at, entry.why, entry.severity, entry.why, by, continues)
    assert before is not None, f"{recorded.incident} begins with {type(entry).__name__}"
    if isinstance(entry, t.Alarming):
        return _alarmed(before, entry, at)
    if isinstance(entry, t.Talking):
        return _talked(before, entry, at)
    if isinstance(entry, t.Reaching):
        return _reached(before, entry)
    if isinstance(entry, t.Acting):
        return _acted(before, entry, at)
    return before


def _alarmed(before: Digest, entry: t.Alarming, at: datetime) -> Digest:
    match entry:
        case t.Pressed():
            return replace(before, presses=before.presses + 1)
        case t.PressCancelled():
            return replace(before, cancelled=before.cancelled + 1)
        case t.Duress():
            return replace(before, duress=True, asked=_answered(before.asked, entry.of, "duress", "rider", at))
        case t.Found():
            return replace(before, found=_saw(before.found, entry.finding))
        case t.Raised() | t.Lowered():
            return replace(before, severity=entry.severity, why=entry.why)
        case t.TripEnded():
            return replace(before, trip_ended=True)


def _saw(found: tuple[tuple[str, str, bool], ...], finding: t.Finding) -> tuple[tuple[str, str, bool], ...]:
    """The newest sentence of each kind; where it was cleared, what had been raised is still what one must know."""
    raised = next((sentence for kind, sentence, _ in found if kind == finding.kind), None)
    if finding.edge == "cleared" and raised is None:
        return found
    stands = finding.edge == "raised"
    line = (finding.kind, finding.sentence if stands or raised is None else raised, stands)
    return (*(each for each in found if each[0] != finding.kind), line)[-kept:]


def _talked(before: Digest, entry: t.Talking, at: datetime) -> Digest:
    match entry:
        case t.Asked():
            return replace(before, asked=(*before.asked, Asking(entry.checkin_id, at))[-kept:])
        case t.Answered():
            return replace(before, asked=_answered(before.asked, entry.checkin_id, entry.answer, entry.by, at))
        case t.Unanswered():
            return replace(before, asked=_answered(before.asked, entry.checkin_id, "nothing", None, at))
        case t.Said():
            return replace(before, rider_said=entry.text) if entry.to == "desk" else before
        case t.Accompanied():
            return replace(before, accompanied_s=entry.every_s)
        case t.AccompanyEnded():
            return replace(before, accompanied_s=None)


def _answered(
    asked: tuple[Asking, ...],
    checkin_id: str,
    answer: Literal["ok", "help", "nothing", "duress"],
    by: str | None,
    at: datetime,
) -> tuple[Asking, ...]:
    """The newest answer to a check-in is the one that counts."""
    return tuple(
        replace(each, answered=answer, by=by, after_s=(at - each.at).total_seconds())
        if each.checkin_id == checkin_id
        else each
        for each in asked
    )


def _reached(before: Digest, entry: t.Reaching) -> Digest:
    match entry:
        case t.Called():
            return replace(before, calls=(*before.calls, Calling(entry.call_id, entry.to))[-kept:])
        case t.CallSettled():
            settled = (
                replace(each, outcome=entry.outcome) if each.call_id == entry.call_id else each for each in before.calls
            )
            return replace(before, calls=tuple(settled))
        case t.CallTaken():
            taken = (
                replace(each, taken_by=entry.agent) if each.call_id == entry.call_id else each for each in before.calls
            )
            return replace(before, calls=tuple(taken))
        case t.Paged():
            return replace(before, pages=before.pages + 1)
        case t.CallProgressed() | t.PageSettled() | t.EffectFailed():
            return before


def _acted(before: Digest, entry: t.Acting, at: datetime) -> Digest:
    match entry:
        case t.Offered():
            offer = Holding(entry.agent, at, moment_of(entry.accept_by), "offered")
            return replace(before, offers=(*before.offers, offer)[-kept:])
        case t.OfferDeclined():
            return replace(before, offers=_ended(before.offers, at, "declined", entry.why))
        case t.OfferExpired():
            return replace(before, offers=_ended(before.offers, at, "expired"))
        case t.OfferWithdrawn():
            return replace(before, offers=_ended(before.offers, at, "withdrawn", entry.why))
        case t.Claimed():
            offers = tuple(each for each in before.offers if each.ended != "offered")
            return replace(before, offers=offers, held=_held(before.held, entry.agent, at))
        case t.Transferred():
            return replace(before, held=_held(_ended(before.held, at, "handed_on"), entry.to, at))
        case t.Assigned():
            return replace(before, held=_held(_ended(before.held, at, "handed_on"), entry.agent, at))
        case t.TakenBack():
            return replace(before, held=_ended(before.held, at, "taken_back", entry.why))
        case t.Noted():
            return replace(before, noted=(entry.agent, entry.text))
        case t.Escalated():
            return replace(before, level=entry.level)
        case t.Closed():
            note = before.noted if entry.note is None else (entry.agent, entry.note)
            return replace(
                before, closed_at=at, closed_by=entry.agent, disposition=entry.disposition, noted=note, level=None
            )


def _held(held: tuple[Holding, ...], agent: str, at: datetime) -> tuple[Holding, ...]:
    return (*held, Holding(agent, at))[-kept:]


def _ended(
    held: tuple[Holding, ...],
    at: datetime,
    ended: Literal["declined", "expired", "withdrawn", "taken_back", "handed_on"],
    why: str | None = None,
) -> tuple[Holding, ...]:
    """The last one, over now; nothing where it is over already."""
    if not held or held[-1].ended not in ("offered", "held"):
        return held
    return (*held[:-1], replace(held[-1], until=at, ended=ended, why=why))
