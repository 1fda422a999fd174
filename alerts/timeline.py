"""Every entry an incident can hold.

    opened ─▶ pressed, found, said, asked, answered, raised, claimed, noted, escalated, ... in any order ─▶ closed

Rule: an entry is past tense, frozen and never edited, and its tag stands for ever. A new field gets a default, so that
the oldest timeline still folds. Times inside an entry are unix seconds, because entries go to the wire as they are.
"""

from datetime import datetime
from typing import Any, Literal

import msgspec

from alerts.requests import Disposition, Edge, Fix, PressKind

To = Literal["rider", "driver", "both"]


class _Entry(msgspec.Struct, frozen=True, tag_field="kind"):
    pass


class Opened(_Entry, frozen=True, tag="opened"):
    """The first entry of every incident."""

    trip: str
    severity: int
    why: str


class Pressed(_Entry, frozen=True, tag="pressed"):
    """Somebody pushed the button."""

    press_id: str
    trip: str
    press: PressKind
    by: str
    pressed_at: float | None
    fix: Fix | None
    trip_known: bool = True


class PressCancelled(_Entry, frozen=True, tag="press_cancelled"):
    """The rider's PIN was given for this press."""

    press_id: str


class Duress(_Entry, frozen=True, tag="duress"):
    """The duress PIN was given; the phone shows what it shows for the PIN."""

    of: str  # the press_id or checkin_id it was given for


class Finding(msgspec.Struct, frozen=True):
    """What geometry saw, with its proof."""

    finding_id: str
    kind: str
    edge: Edge
    since: float
    at: float
    sentence: str
    proof: dict[str, Any]


class Found(_Entry, frozen=True, tag="found"):
    """A finding was raised or cleared on this trip."""

    finding: Finding
    severity: int
    place: tuple[float, float] | None = None  # lon, lat


class Raised(_Entry, frozen=True, tag="raised"):
    """The severity went up."""

    severity: int
    why: str


class Lowered(_Entry, frozen=True, tag="lowered"):
    """The severity went down, because a human answered."""

    severity: int
    why: str


class Asked(_Entry, frozen=True, tag="asked"):
    """The phones are asked "are you all right?"."""

    checkin_id: str
    answer_by: float
    reason: str
    to: To
    by: str | None = None  # the agent; None where the desk asked by itself


class Answered(_Entry, frozen=True, tag="answered"):
    """Somebody answered a check-in."""

    checkin_id: str
    answer: Literal["ok", "help"]
    by: str


class Unanswered(_Entry, frozen=True, tag="unanswered"):
    """The time to answer a check-in is over."""

    checkin_id: str


class Said(_Entry, frozen=True, tag="said"):
    """A line of the conversation, from a phone to the desk or from an agent to a phone."""

    by: str
    text: str
    to: Literal["desk", "rider", "driver", "both"]
    said_id: str | None = None


class Claimed(_Entry, frozen=True, tag="claimed"):
    """One agent took the incident."""

    agent: str


class Noted(_Entry, frozen=True, tag="noted"):
    """An agent wrote something down."""

    agent: str
    text: str


class Transferred(_Entry, frozen=True, tag="transferred"):
    """The incident went from one agent to another."""

    agent: str
    to: str


class Escalated(_Entry, frozen=True, tag="escalated"):
    """The next level is brought in, by an agent or by the clock."""

    level: str
    why: str
    step: int  # counts up from 0 at opening, claim and every act of the claimant
    by: str | None = None


class TripEnded(_Entry, frozen=True, tag="trip_ended"):
    """The platform ended the trip; the incident goes on."""

    how: str
    at: float


class Closed(_Entry, frozen=True, tag="closed"):
    """The last entry of every incident."""

    agent: str
    disposition: Disposition
    note: str | None = None


Alarming = Pressed | PressCancelled | Duress | Found | Raised | Lowered | TripEnded
Talking = Asked | Answered | Unanswered | Said
Acting = Claimed | Noted | Transferred | Escalated | Closed
Entry = Opened | Alarming | Talking | Acting


class Recorded(msgspec.Struct, frozen=True):
    """One entry in its place: which incident, when, and the agent's request it answers."""

    incident: str
    at: datetime
    entry: Entry
    request: str | None = None  # the request_id of an agent's request; None for everything else
