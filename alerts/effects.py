"""What has to be done in the world because an entry was written.

Rule: an effect is derived from its entry, and so is its id: carried out twice, it is recognised. There is no effect
without an entry, and the bodies are the frames of docs/wire.md.
"""

from typing import Literal

import msgspec

from alerts.incident import Incident
from alerts.moments import unix_s
from alerts.timeline import Asked, Recorded, Said, To

QUESTION = "Are you all right?"


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


Body = Checkin | Told


class Effect(msgspec.Struct, frozen=True):
    """One thing to carry out, at least once; `effect_id` makes a repeat harmless."""

    effect_id: str
    channel: Literal["prompt"]
    incident: str
    trip: str
    to: To
    body: Body


def effects_of(incident: Incident, recorded: Recorded) -> tuple[Effect, ...]:
    """What an entry asks the world to do; `incident` is the incident as this entry leaves it."""
    entry = recorded.entry
    if isinstance(entry, Asked):
        body: Body = Checkin(entry.checkin_id, QUESTION, entry.reason, entry.answer_by)
        return (_prompt(incident, entry.to, body),)
    if isinstance(entry, Said) and entry.to != "desk":
        return (_prompt(incident, entry.to, Told(entry.by, entry.text, unix_s(recorded.at))),)
    return ()


def _prompt(incident: Incident, to: To, body: Body) -> Effect:
    effect_id = f"{incident.incident}/{incident.entries}/prompt"
    return Effect(effect_id, "prompt", incident.incident, incident.trip, to, body)
