"""What phones, watchers and the platform tell the desk.

phones      Pressed · PressCancelled · Answered · Said · Accompany · AccompanyEnd
watchers    Found (after triage) · TripEnded

Rule: whoever knows the rider's language and name adds them; the desk matches agents by them and needs neither.
"""

from typing import Any, Literal

from alerts.requests.letter import Asking, Edge, Every, Fix, PressKind, SeverityNumber


class About(Asking, frozen=True, kw_only=True):
    """What the sender knows about the rider, where it knows anything."""

    language: str | None = None
    rider: str | None = None  # an opaque name, the same on every trip of this rider


class Pressed(About, frozen=True, tag="pressed"):
    """Somebody pushed the button. A press is known again by trip and press_id together: two phones may both say "1"."""

    press_id: str
    trip: str
    kind: PressKind
    by: str  # rider, driver or fleet
    pressed_at: float | None  # as the phone's clock said it; None where it said nothing usable
    fix: Fix | None
    trip_known: bool


class PressCancelled(Asking, frozen=True, tag="press_cancelled"):
    """The phone gave a PIN, which the gateway has compared. A wrong PIN never comes this far."""

    press_id: str
    duress: bool
    trip: str  # the trip of the phone's token


class Found(About, frozen=True, tag="found"):
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
    call: bool = False  # the rider is called first: the app would not reach them, or they wish it so


class Answered(Asking, frozen=True, tag="answered"):
    """Somebody answered "are you all right?"; the gateway has compared the PIN, where one was given."""

    checkin_id: str
    answer: Literal["ok", "help"]
    duress: bool
    trip: str  # the trip of the phone's token: nobody answers for another trip
    by: str  # rider or driver: the driver's "ok" calms nobody


class Said(About, frozen=True, tag="said"):
    """A line from a phone to the desk."""

    trip: str
    by: str
    text: str
    said_id: str


class TripEnded(Asking, frozen=True, tag="trip_ended"):
    """The platform ended the trip; an open incident goes on."""

    trip: str
    how: str
    at: float


class Accompany(About, frozen=True, tag="accompany"):
    """Somebody aboard asks to be accompanied until the trip ends."""

    trip: str
    by: str
    every_s: Every | None  # between check-ins; None for the policy's
    accompany_id: str


class AccompanyEnd(Asking, frozen=True, tag="accompany_end"):
    """Somebody aboard wants no more check-ins. The driver's word ends what the driver began, nothing else."""

    trip: str
    by: str
    accompany_id: str


Alarm = Pressed | PressCancelled | Found | Answered | Said | TripEnded | Accompany | AccompanyEnd
