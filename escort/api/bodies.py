"""What agents send: the bodies of every act, and what comes back."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from alerts import timeline
from alerts.requests import Disposition
from escort import limits
from escort.cases import Case

RequestId = Annotated[str, Meta(min_length=1, max_length=limits.press_id_max)]
Words = Annotated[str, Meta(min_length=1, max_length=limits.note_max)]
AgentName = Annotated[str, Meta(min_length=1, max_length=64)]
Severity = Annotated[int, Meta(ge=0, le=4)]


class Body(msgspec.Struct, frozen=True):
    """Every act may name itself, so that it can be sent again."""

    request_id: RequestId | None = None


class TextBody(msgspec.Struct, frozen=True):
    """A text, for a note or a line to the rider."""

    text: Words
    request_id: RequestId | None = None


class WhyBody(msgspec.Struct, frozen=True):
    """A reason."""

    why: Words
    request_id: RequestId | None = None


class ToBody(msgspec.Struct, frozen=True):
    """Another agent."""

    to: AgentName
    request_id: RequestId | None = None


class CallBody(msgspec.Struct, frozen=True):
    """Whom to call."""

    to: Literal["rider", "driver"] = "rider"
    request_id: RequestId | None = None


class RaiseBody(msgspec.Struct, frozen=True):
    """How severe it is, as this agent judges, and why."""

    severity: Severity
    why: Words
    request_id: RequestId | None = None


class OpenBody(msgspec.Struct, frozen=True):
    """A trip that an agent wants a case for."""

    trip: Annotated[str, Meta(min_length=1, max_length=limits.trip_id_max)]
    severity: Severity
    why: Words
    request_id: RequestId | None = None


class CloseBody(msgspec.Struct, frozen=True):
    """How a case ended."""

    disposition: Disposition
    note: Annotated[str, Meta(max_length=limits.note_max)] | None = None
    request_id: RequestId | None = None


class PresenceBody(msgspec.Struct, frozen=True):
    """A break, or its end."""

    state: Literal["paused", "here"]
    why: Annotated[str, Meta(max_length=limits.note_max)] = ""
    request_id: RequestId | None = None


class Done(msgspec.Struct, frozen=True):
    """What an act brought about: its first entry, and the case as all its entries leave it."""

    seq: int
    entry: timeline.Entry
    case: Case


class DoneOnFloor(msgspec.Struct, frozen=True):
    """What a break, its end or a change of shift brought about: its first entry."""

    entry: timeline.Entry
