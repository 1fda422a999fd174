"""What a phone says and hears, as docs/wire.md has it, in JSON or MessagePack.

    says                               hears
    Fixes Press Cancel                 Pressed Cancelled Refused
    Answer Say Motion                  CheckIn Told

Written from the contract, apart from the service's own `wire`: the two hold each other to it.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import msgspec

Row: TypeAlias = Sequence[str | float | None]
"""fixed_at, lat, lon, accuracy_m, speed_mps, heading_deg; of a fleet token with the trip in front."""


class Fixes(msgspec.Struct, tag_field="type", tag="fixes", frozen=True, gc=False):
    """Measured positions of this phone's trip, oldest first."""

    fixes: Sequence[Row]


class Press(msgspec.Struct, tag_field="type", tag="press", frozen=True):
    """Somebody pushed the button."""

    press_id: str
    at: float
    kind: Literal["sos", "silent"]
    fix: Row | None = None
    trip: str | msgspec.UnsetType = msgspec.UNSET


class Cancel(msgspec.Struct, tag_field="type", tag="cancel", frozen=True):
    """The press was not meant; the PIN says who says so."""

    press_id: str
    pin: str


class Answer(msgspec.Struct, tag_field="type", tag="answer", frozen=True):
    """The reply to a check-in."""

    checkin_id: str
    answer: Literal["ok", "help"]
    pin: str | None = None


class Say(msgspec.Struct, tag_field="type", tag="say", frozen=True):
    """A line to the agent."""

    text: str


class Motion(msgspec.Struct, tag_field="type", tag="motion", frozen=True):
    """An impact and the stillness after it, felt by the phone."""

    at: float
    peak_g: float
    still_s: float


class Pressed(msgspec.Struct, tag_field="type", tag="pressed", frozen=True):
    """The press is on disk."""

    press_id: str
    at: float
    incident: str | None = None


class Cancelled(msgspec.Struct, tag_field="type", tag="cancelled", frozen=True):
    """The cancel was taken; PIN and duress PIN get the same answer."""

    press_id: str
    at: float


class CheckIn(msgspec.Struct, tag_field="type", tag="checkin", frozen=True):
    """Are you all right? And why we ask."""

    checkin_id: str
    text: str = ""
    reason: str = ""
    answer_by: float | None = None


class Told(msgspec.Struct, tag_field="type", tag="told", frozen=True):
    """A line from the agent."""

    sender: str = msgspec.field(name="from", default="")
    text: str = ""
    at: float = 0.0


class Refused(msgspec.Struct, tag_field="type", tag="refused", frozen=True):
    """A frame that was not taken, and why."""

    of: str = ""
    why: str = ""
    press_id: str | None = None


Said: TypeAlias = Fixes | Press | Cancel | Answer | Say | Motion
Heard: TypeAlias = Pressed | Cancelled | CheckIn | Told | Refused

_json = msgspec.json.Encoder()
_msgpack = msgspec.msgpack.Encoder()
_of_json: msgspec.json.Decoder[Heard] = msgspec.json.Decoder(Heard)
_of_msgpack: msgspec.msgpack.Decoder[Heard] = msgspec.msgpack.Decoder(Heard)


def encoded(said: Said, *, binary: bool) -> str | bytes:
    """One frame: bytes are sent as MessagePack, text as JSON."""
    return _msgpack.encode(said) if binary else _json.encode(said).decode()


def decoded(frame: str | bytes) -> Heard | None:
    """What the service said; None for a type this phone does not know yet: the contract only grows."""
    try:
        return _of_json.decode(frame) if isinstance(frame, str) else _of_msgpack.decode(frame)
    except msgspec.DecodeError:
        return None
