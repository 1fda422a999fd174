"""TwiML, read into verbs: the small part of the language that the exchange executes.

Rule: a document that cannot be read, or holds a verb that stands not here, is `Broken` with a reason, as a carrier
would fail the call; documents that define entities are not read at all.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, fromstring

TWIML_BYTES_MAX = 64 * 1024  # Twilio's own limit of a fetched document


@dataclass(frozen=True, slots=True)
class Broken:
    """No TwiML that can be executed."""

    why: str


@dataclass(frozen=True, slots=True)
class Say:
    """Speak this."""

    text: str
    language: str = "en-US"
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    """Be silent."""

    length_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Gather:
    """Listen for keys or words, while what is nested is said. Units: seconds."""

    inputs: frozenset[str] = frozenset({"dtmf"})
    digits: int | None = None
    finish_on: str = "#"
    timeout_s: float = 5.0
    action: str = ""  # empty: the document's own address
    on_empty: bool = False  # the action is asked on silence, too
    nested: tuple[Say | Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Redirect:
    """Go on with another document."""

    url: str


@dataclass(frozen=True, slots=True)
class Conference:
    """Join a room."""

    room: str
    starts: bool = True
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Dial:
    """Connect to a number, or to a room."""

    number: str | None
    conference: Conference | None
    action: str | None = None
    ring_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Record:
    """Take down what is said."""

    action: str = ""
    timeout_s: float = 5.0
    max_s: float = 3600.0


@dataclass(frozen=True, slots=True)
class Hangup:
    """End the call."""


Verb = Say | Pause | Gather | Redirect | Dial | Record | Hangup


def read_twiml(text: str) -> tuple[Verb, ...] | Broken:
    """The verbs of a document, in order."""
    if len(text) > TWIML_BYTES_MAX:
        return Broken(f"the document is longer than {TWIML_BYTES_MAX} bytes")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return Broken("the document defines entities")
    try:
        root = fromstring(text)  # noqa: S314  # without entities nothing can expand
        if root.tag != "Response":
            return Broken(f"the document is <{root.tag}>, not <Response>")
        return tuple(_verb(child) for child in root)
    except ParseError as why:
        return Broken(f"the document is no XML: {why}")
    except ValueError as why:
        return Broken(str(why))


def _verb(element: Element) -> Verb:
    match element.tag:
        case "Gather":
            return _gather(element)
        case "Redirect":
            return Redirect(_text(element))
        case "Dial":
            return _dial(element)
        case "Hangup":
            return Hangup()
        case "Record":
            given = element.attrib
            return Record(
                given.get("action", ""), float(given.get("timeout", "5")), float(given.get("maxLength", "3600"))
            )
        case _:
            return _spoken(element)


def _spoken(element: Element) -> Say | Pause:
    match element.tag:
        case "Say":
            text, language = _text(element), element.attrib.get("language", "en-US")
            return Say(text, language, int(element.attrib.get("loop", "1")))
        case "Pause":
            return Pause(float(element.attrib.get("length", "1")))
        case other:
            raise ValueError(f"<{other}> is no verb that this exchange executes here")


def _gather(element: Element) -> Gather:
    given = element.attrib
    digits = given.get("numDigits")
    return Gather(
        inputs=frozenset(given.get("input", "dtmf").split()),
        digits=None if digits is None else int(digits),
        finish_on=given.get("finishOnKey", "#"),
        timeout_s=float(given.get("timeout", "5")),
        action=given.get("action", ""),
        on_empty=given.get("actionOnEmptyResult", "false") == "true",
        nested=tuple(_spoken(child) for child in element),
    )


def _dial(element: Element) -> Dial:
    action, ring_s = element.attrib.get("action"), float(element.attrib.get("timeout", "30"))
    room = element.find("Conference")
    if room is not None:
        starts = room.attrib.get("startConferenceOnEnter", "true") == "true"
        ends = room.attrib.get("endConferenceOnExit", "false") == "true"
        return Dial(None, Conference(_text(room), starts, ends), action, ring_s)
    number = element.find("Number")
    return Dial(_text(element if number is None else number), None, action, ring_s)


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
