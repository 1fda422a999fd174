"""What has to be done in the world because an entry was written.

Rule: an effect is derived from its entry, and so is its id: carried out twice, it is recognised. There is no effect
without an entry. The bodies of prompts are the frames of docs/wire.md; the others are what outreach understands.
"""

from typing import Literal

import msgspec

from alerts.incident import Incident
from alerts.moments import unix_s
from alerts.severity import Severity
from alerts.timeline import Asked, Called, CallTaken, Closed, Lowered, Opened, Paged, Raised, Recorded, Said

QUESTION = "Are you all right?"

Channel = Literal["prompt", "voice", "page", "sms", "webhook"]


class Checkin(msgspec.Struct, frozen=True, tag_field="type", tag="checkin"):
    """The question on the phone, and why it is asked."""

    checkin_id: str
    text: str
    reason: str
    answer_by: float


class Told(msgspec.Struct, frozen=True, tag_field="type", tag="told"):
    """A line from an agent."""

    sender: str = msgspec.field(name="from")
    text: str
    at: float


class PlaceCall(msgspec.Struct, frozen=True, tag_field="type", tag="place_call"):
    """Ring this person and ask. Whoever places it looks up the number and, where it is not told, the language."""

    call_id: str
    to: Literal["rider", "driver"]
    reason: str
    attempt: int
    severity: int
    language: str | None = None


class TakeOver(msgspec.Struct, frozen=True, tag_field="type", tag="take_over"):
    """Connect this agent to the running call."""

    call_id: str
    agent: str


class HangUp(msgspec.Struct, frozen=True, tag_field="type", tag="hang_up"):
    """The answer came another way, or the case is closed: ring no longer."""

    call_id: str


class Page(msgspec.Struct, frozen=True, tag_field="type", tag="page"):
    """Reach people beyond the wall: an agent by name, or "team", "supervisor", "break_glass"."""

    page_id: str
    level: str
    to: str
    severity: int
    summary: str
    incident: str


class Announce(msgspec.Struct, frozen=True, tag_field="type", tag="announce"):
    """Tell subscribed systems that a severe case was opened, raised or closed."""

    what: Literal["opened", "raised", "closed"]
    summary: str
    severity: int


class Guardian(msgspec.Struct, frozen=True, tag_field="type", tag="guardian"):
    """Tell the rider's trusted contacts; whoever sends it asks first whether the rider wants that."""

    trip: str
    severity: int


Body = Checkin | Told | PlaceCall | TakeOver | HangUp | Page | Announce | Guardian


class Effect(msgspec.Struct, frozen=True):
    """One thing to carry out, at least once; `effect_id` makes a repeat harmless."""

    effect_id: str
    channel: Channel
    incident: str
    trip: str
    to: str
    body: Body
    severity: int = 0  # of the incident then: what is worse is carried out first


def effects_of(before: Incident | None, incident: Incident, recorded: Recorded) -> tuple[Effect, ...]:
    """What an entry asks the world to do; `before` and `incident` are the incident before and after it."""
    entry = recorded.entry
    match entry:
        case Asked():
            body: Body = Checkin(entry.checkin_id, QUESTION, entry.reason, entry.answer_by)
            return (_effect(incident, "prompt", entry.to, body),)
        case Said() if entry.to != "desk":
            return (_effect(incident, "prompt", entry.to, Told(entry.by, entry.text, unix_s(recorded.at))),)
        case Called():
            call = PlaceCall(entry.call_id, entry.to, entry.reason, entry.attempt, incident.severity, incident.language)
            return (_effect(incident, "voice", entry.to, call),)
        case CallTaken():
            return (_effect(incident, "voice", entry.agent, TakeOver(entry.call_id, entry.agent)),)
        case Paged():
            summary = f"{incident.why} {entry.why}"
            page = Page(entry.page_id, entry.level, entry.to, incident.severity, summary, incident.incident)
            return (_effect(incident, "page", entry.to, page),)
        case Opened() | Raised():
            return _grown_severe(before, incident)
        case Lowered(by=None) | Closed():
            return _over(before, incident)
        case _:
            return ()


def _grown_severe(before: Incident | None, incident: Incident) -> tuple[Effect, ...]:
    """Guardians at a threat to life, subscribers from "human now" on; operators' cases concern neither."""
    severity = incident.severity
    if incident.of_operators or severity < Severity.HUMAN:
        return ()
    told = _effect(
        incident, "webhook", "subscribers", Announce("raised" if before else "opened", incident.why, severity)
    )
    if severity < Severity.LIFE:
        return (told,)
    return (told, _effect(incident, "sms", "guardians", Guardian(incident.trip, severity)))


def _over(before: Incident | None, incident: Incident) -> tuple[Effect, ...]:
    """Nobody's phone rings any longer; a severe case that ended is announced."""
    effects: list[Effect] = []
    call = None if before is None else before.call
    if call is not None and call.taken_by is None:
        effects.append(_effect(incident, "voice", call.to, HangUp(call.call_id)))
    if incident.closed_at is not None and incident.worst >= Severity.HUMAN and not incident.of_operators:
        body = Announce("closed", f"{incident.incident} is closed: {incident.disposition}.", incident.severity)
        effects.append(_effect(incident, "webhook", "subscribers", body))
    return tuple(effects)


def _effect(incident: Incident, channel: Channel, to: str, body: Body) -> Effect:
    effect_id = f"{incident.incident}/{incident.entries}/{channel}"
    return Effect(effect_id, channel, incident.incident, incident.trip, to, body, incident.severity)
