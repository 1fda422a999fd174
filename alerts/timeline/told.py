"""What phones and watchers made known: alarms, findings, the conversation.

    opened ─▶ pressed, found, raised, lowered, trip_ended ... · asked, answered, unanswered, said · accompanied

Rule: times inside an entry are unix seconds, because entries go to the wire as they are.
"""

from typing import Any, Literal

import msgspec

from alerts.requests import Edge, Fix, PressKind
from alerts.timeline.entry import Written

To = Literal["rider", "driver", "both"]


class Opened(Written, frozen=True, tag="opened"):
    """The first entry of every incident."""

    trip: str
    severity: int
    why: str
    continues: str | None = None  # the closed incident of the same trip whose story this goes on with
    by: str | None = None  # the agent who opened it by hand
    language: str | None = None  # the rider's, where it is known
    rider: str | None = None  # the rider's opaque name, the same on every trip, where it is known


class Pressed(Written, frozen=True, tag="pressed"):
    """Somebody pushed the button."""

    press_id: str
    trip: str
    press: PressKind
    by: str
    pressed_at: float | None
    fix: Fix | None
    trip_known: bool = True


class PressCancelled(Written, frozen=True, tag="press_cancelled"):
    """The rider's PIN was given for this press."""

    press_id: str


class Duress(Written, frozen=True, tag="duress"):
    """The duress PIN was given; the phone shows what it shows for the PIN."""

    of: str  # the press_id, checkin_id or call_id it was given for


class Finding(msgspec.Struct, frozen=True):
    """What geometry saw, with its proof."""

    finding_id: str
    kind: str
    edge: Edge
    since: float
    at: float
    sentence: str
    proof: dict[str, Any]


class Found(Written, frozen=True, tag="found"):
    """A finding was raised or cleared on this trip."""

    finding: Finding
    severity: int
    place: tuple[float, float] | None = None  # lon, lat


class Raised(Written, frozen=True, tag="raised"):
    """The severity went up."""

    severity: int
    why: str
    by: str | None = None  # the agent; None where a machine or a rider's answer raised it


class Lowered(Written, frozen=True, tag="lowered"):
    """The severity went down, because a human answered or an agent judged so."""

    severity: int
    why: str
    by: str | None = None  # the agent; None where the rider's answer lowered it


class TripEnded(Written, frozen=True, tag="trip_ended"):
    """The platform ended the trip; the incident goes on."""

    how: str
    at: float


class Asked(Written, frozen=True, tag="asked"):
    """The phones are asked "are you all right?"."""

    checkin_id: str
    answer_by: float
    reason: str
    to: To
    by: str | None = None  # the agent; None where the desk asked by itself
    level: str | None = None  # "ask" where nobody else is brought in before the answer


class Answered(Written, frozen=True, tag="answered"):
    """Somebody answered a check-in."""

    checkin_id: str
    answer: Literal["ok", "help"]
    by: str


class Unanswered(Written, frozen=True, tag="unanswered"):
    """The time to answer a check-in is over."""

    checkin_id: str


class Said(Written, frozen=True, tag="said"):
    """A line of the conversation, from a phone to the desk or from an agent to a phone."""

    by: str
    text: str
    to: Literal["desk", "rider", "driver", "both"]
    said_id: str | None = None


class Accompanied(Written, frozen=True, tag="accompanied"):
    """Somebody aboard asked to be accompanied: a check-in every so often, until the trip ends."""

    every_s: float
    by: str
    accompany_id: str | None = None


class AccompanyEnded(Written, frozen=True, tag="accompany_ended"):
    """Nobody is asked along the way any more."""

    by: str
    accompany_id: str | None = None


Alarming = Pressed | PressCancelled | Duress | Found | Raised | Lowered | TripEnded
Talking = Asked | Answered | Unanswered | Said | Accompanied | AccompanyEnded
