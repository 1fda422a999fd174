"""Everything that can stand in a desk's inbox.

    phones      Pressed · PressCancelled · Answered · Said
    watchers    Found (after triage) · TripEnded
    agents      Claim · Note · Say · Ask · Escalate · Transfer · Close
    the keeper  Due

Rule: a request says what happened or what is asked, never what to do about it. Times are unix seconds, as on the wire.
"""

from typing import Annotated, Any, Literal

import msgspec

PressKind = Literal["sos", "silent"]
Edge = Literal["raised", "cleared"]
Disposition = Literal["safe", "false_alarm", "assisted", "emergency_dispatched", "unreachable"]
Fix = tuple[float | None, ...]  # fixed_at, lat, lon, accuracy_m, ... as the phone sent it
SeverityNumber = Annotated[int, msgspec.Meta(ge=0, le=4)]


class _Request(msgspec.Struct, frozen=True, tag_field="type"):
    pass


class Pressed(_Request, frozen=True, tag="pressed"):
    """Somebody pushed the button. A press is known again by trip and press_id together: two phones may both say "1"."""

    press_id: str
    trip: str
    kind: PressKind
    by: str  # rider, driver or fleet
    pressed_at: float | None  # as the phone's clock said it; None where it said nothing usable
    fix: Fix | None
    trip_known: bool


class PressCancelled(_Request, frozen=True, tag="press_cancelled"):
    """The phone gave a PIN, which the gateway has compared. A wrong PIN never comes this far."""

    press_id: str
    duress: bool
    trip: str  # the trip of the phone's token


class Found(_Request, frozen=True, tag="found"):
    """A finding after triage. Severity 0 is a note: it joins an open incident, and opens none."""

    finding_id: str
    trip: str
    kind: str
    edge: Edge
    since: float
    at: float
    sentence: str
    proof: dict[str, Any]
    severity: SeverityNumber
    ask: bool
    place: tuple[float, float] | None = None  # lon, lat in degrees, WGS84


class Answered(_Request, frozen=True, tag="answered"):
    """Somebody answered "are you all right?"; the gateway has compared the PIN, where one was given."""

    checkin_id: str
    answer: Literal["ok", "help"]
    duress: bool
    trip: str  # the trip of the phone's token: nobody answers for another trip
    by: str  # rider or driver: the driver's "ok" calms nobody


class Said(_Request, frozen=True, tag="said"):
    """A line from a phone to the desk."""

    trip: str
    by: str
    text: str
    said_id: str


class TripEnded(_Request, frozen=True, tag="trip_ended"):
    """The platform ended the trip; an open incident goes on."""

    trip: str
    how: str
    at: float


class _Act(_Request, frozen=True):
    incident: str
    agent: str
    request_id: str  # unique over the desk; the same id again gets the same answer


class Claim(_Act, frozen=True, tag="claim"):
    """I take this incident."""


class Note(_Act, frozen=True, tag="note"):
    """Write this into the timeline."""

    text: str


class Say(_Act, frozen=True, tag="say"):
    """Show this line on the rider's phone."""

    text: str


class Ask(_Act, frozen=True, tag="ask"):
    """Ask the rider in the app whether all is well."""


class Escalate(_Act, frozen=True, tag="escalate"):
    """Bring in the next level now."""

    why: str


class Transfer(_Act, frozen=True, tag="transfer"):
    """Hand my incident to another agent."""

    to: str


class Close(_Act, frozen=True, tag="close"):
    """It is over, and this is how it ended."""

    disposition: Disposition
    note: str | None = None


class Due(_Request, frozen=True, tag="due"):
    """Time has passed: the keeper appends this once `Desk.next_due` lies behind, and once when it starts."""


Alarm = Pressed | PressCancelled | Found | Answered | Said | TripEnded
Act = Claim | Note | Say | Ask | Escalate | Transfer | Close
Request = Alarm | Act | Due
