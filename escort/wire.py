"""The device's part of docs/wire.md: bytes become values at the door, or `Malformed`, which is a value too."""

import sys
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from escort import limits

Words = Annotated[str, Meta(min_length=1, max_length=limits.press_id_max)]
Trip = Annotated[str, Meta(min_length=1, max_length=limits.trip_id_max)]


class FixRow(msgspec.Struct, array_like=True, frozen=True):
    """One fix; what is left out at the end is unknown."""

    fixed_at: float
    lat: float
    lon: float
    accuracy_m: float | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None


class FleetRow(msgspec.Struct, array_like=True, frozen=True):
    """One fix of a fleet's feed, its trip first."""

    trip: Trip
    fixed_at: float
    lat: float
    lon: float
    accuracy_m: float | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None


class Fixes(msgspec.Struct, tag="fixes", frozen=True):
    """Positions of one trip."""

    fixes: Annotated[list[FixRow], Meta(min_length=1, max_length=limits.fixes_in_frame_max)]
    trip: Trip | None = None


class FleetFixes(msgspec.Struct, tag="fixes", frozen=True):
    """A frame of a fleet: rows as a phone sends them under one `trip`, or each with its own."""

    fixes: msgspec.Raw
    trip: Trip | None = None


class Press(msgspec.Struct, tag="press", frozen=True):
    """The button. Everything but `press_id` may be missing or absurd: a press is never refused for its decoration."""

    press_id: Words
    trip: Any = None
    at: Any = None
    kind: Any = "sos"
    fix: Any = None


class Cancel(msgspec.Struct, tag="cancel", frozen=True):
    """The rider takes a press back; needs the PIN."""

    press_id: Words
    pin: Annotated[str, Meta(max_length=64)]


class Answer(msgspec.Struct, tag="answer", frozen=True):
    """The answer to a check-in."""

    checkin_id: Words
    answer: Literal["ok", "help"]
    pin: Annotated[str, Meta(max_length=64)] | None = None


class Say(msgspec.Struct, tag="say", frozen=True):
    """A line to the agent."""

    text: Annotated[str, Meta(min_length=1, max_length=limits.said_max)]


class Motion(msgspec.Struct, tag="motion", frozen=True):
    """Impact and stillness as the phone felt them. Units: g, seconds."""

    at: float
    peak_g: float
    still_s: float


class Accompany(msgspec.Struct, tag="accompany", frozen=True):
    """Stay with me until I have arrived; `every_s` between check-ins, None for the desk's own."""

    accompany_id: Words
    every_s: Annotated[float, Meta(ge=30, le=3_600)] | None = None


class AccompanyEnd(msgspec.Struct, tag="accompany_end", frozen=True):
    """No more company."""

    accompany_id: Words


class Touch(msgspec.Struct, tag="touch", frozen=True):
    """A finger on the alarm that is no press yet: the page was opened, or the button armed. Counted, never an alarm."""

    what: Literal["opened", "armed", "let_go"]


Asked = Cancel | Answer | Say | Motion | Accompany | AccompanyEnd  # of the desk, by a rider's or driver's own phone
Frame = Fixes | Press | Asked | Touch
FleetFrame = FleetFixes | Press | Asked | Touch
Rows = list[FixRow] | list[FleetRow]


class Malformed(msgspec.Struct, frozen=True):
    """Bytes that are no frame: of which type they seemed, and why not."""

    of: str
    why: str
    press_id: str | None = None


# To the device


class Pressed(msgspec.Struct, tag="pressed", frozen=True):
    """The press is on disk."""

    press_id: str
    incident: str | None
    at: float


class Cancelled(msgspec.Struct, tag="cancelled", frozen=True):
    """The PIN, or the duress PIN, was right: the phone never knows which."""

    press_id: str
    at: float


class Accompanied(msgspec.Struct, tag="accompanied", frozen=True):
    """The wish for company is on disk."""

    accompany_id: str
    at: float


class AccompanyEnded(msgspec.Struct, tag="accompany_ended", frozen=True):
    """The wish for no more company is on disk."""

    accompany_id: str
    at: float


class Checkin(msgspec.Struct, tag="checkin", frozen=True):
    """ "Are you all right?", and why we ask."""

    checkin_id: str
    text: str
    reason: str
    answer_by: float


class Told(msgspec.Struct, tag="told", frozen=True):
    """A line from the agent."""

    sender: str = msgspec.field(name="from")
    text: str
    at: float


class Standing(msgspec.Struct, tag="case", frozen=True):
    """How the alarm of a phone that pressed stands: nobody has it yet, an agent has it, or it is closed."""

    incident: str
    state: Literal["open", "claimed", "closed"]
    agent: str | None
    at: float


class Refused(msgspec.Struct, tag="refused", frozen=True, omit_defaults=True):
    """The frame was not taken, or only in part; `why` says what to do."""

    of: str
    why: str
    press_id: str | None = None


ToDevice = Pressed | Cancelled | Accompanied | AccompanyEnded | Checkin | Told | Standing | Refused

_Many = Meta(min_length=1, max_length=limits.fixes_in_frame_max)
_from_json = {False: msgspec.json.Decoder(Frame), True: msgspec.json.Decoder(FleetFrame)}
_from_msgpack = {False: msgspec.msgpack.Decoder(Frame), True: msgspec.msgpack.Decoder(FleetFrame)}
_to_json = msgspec.json.Encoder()
_to_msgpack = msgspec.msgpack.Encoder()


def frame_of(message: str | bytes, fleet: bool = False) -> Frame | FleetFrame | Malformed:
    """A frame as a value. Text is JSON, bytes are MessagePack."""
    decoder = _from_json[fleet] if isinstance(message, str) else _from_msgpack[fleet]
    try:
        frame: Frame | FleetFrame = decoder.decode(message)  # type: ignore[arg-type]
    except msgspec.ValidationError as why:
        return _named(message, str(why))
    except (msgspec.DecodeError, UnicodeError) as why:
        return Malformed("frame", f"this is no {'JSON' if isinstance(message, str) else 'MessagePack'}: {why}")
    except RecursionError:
        return Malformed("frame", "nested too deeply")
    return frame


def fleet_rows(frame: FleetFixes, binary: bool) -> Rows | Malformed:
    """The rows of a fleet's frame: `FixRow`s where the frame names one trip, `FleetRow`s where each row does."""
    row = FleetRow if frame.trip is None else FixRow
    decode = msgspec.msgpack.decode if binary else msgspec.json.decode
    try:
        rows: Rows = decode(frame.fixes, type=Annotated[list[row], _Many])  # type: ignore[valid-type]
    except (msgspec.DecodeError, UnicodeError) as why:
        return Malformed("fixes", str(why))
    return rows


def _named(message: str | bytes, why: str) -> Malformed:
    """Which type a frame with a mistake in it meant to be, and which press."""
    try:
        loose: Any = msgspec.json.decode(message) if isinstance(message, str) else msgspec.msgpack.decode(message)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        loose = None
    if not isinstance(loose, dict):
        return Malformed("frame", why)
    press_id = loose.get("press_id")
    return Malformed(str(loose.get("type", "frame"))[:40], why, press_id if isinstance(press_id, str) else None)


def message_of(value: ToDevice, binary: bool) -> str | bytes:
    """What is sent: text where the device speaks JSON, bytes where it speaks MessagePack."""
    return _to_msgpack.encode(value) if binary else _to_json.encode(value).decode()


def tag_of(frame: Asked) -> str:
    """Its `type`."""
    return str(frame.__struct_config__.tag)


def time_or_none(said: Any) -> float | None:
    """A phone's own time of a press, where it is one."""
    return float(said) if _is_number(said) else None


def place_or_none(fix: Any) -> tuple[float | None, ...] | None:
    """A press's fix [fixed_at, lat, lon, ...] where it can be drawn on a map; a broken one never costs the press."""
    if not isinstance(fix, list | tuple) or len(fix) < 3 or not all(_is_number(value) for value in fix[:3]):
        return None
    if abs(fix[1]) > 90 or abs(fix[2]) > 180:
        return None
    return tuple(float(value) if _is_number(value) else None for value in fix[:6])


def _is_number(said: Any) -> bool:
    """A finite one; JSON's whole numbers have no end, a float's do."""
    return isinstance(said, int | float) and abs(said) <= sys.float_info.max
