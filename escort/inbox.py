"""What stands in a desk's inbox: the desk's own requests, and findings before anybody has judged how bad they are."""

from typing import Any, Literal

import msgspec

from alerts import Request


class FindingSeen(msgspec.Struct, frozen=True, tag_field="type", tag="finding_seen"):
    """A finding as geometry made it; the keeper's triage turns it into `alerts.requests.Found`."""

    finding_id: str
    trip: str
    kind: str
    edge: Literal["raised", "cleared"]
    since: float
    at: float
    sentence: str
    proof: dict[str, Any]
    place: tuple[float, float] | None = None  # lon, lat
    risk_area: str | None = None  # the one the trip is in
    language: str | None = None  # the rider's
    rider: str | None = None  # the rider's opaque name
    prefers: tuple[str, ...] = ()  # how the rider wishes to be asked: prompt, voice, sms, the dearest first


Letter = Request | FindingSeen

_decoder = msgspec.json.Decoder(Letter)


def sealed(letter: Letter) -> bytes:
    """A letter as it stands in the inbox."""
    return msgspec.json.encode(letter)


def opened(payload: bytes) -> Letter:
    """Raises: msgspec.DecodeError for what no version of this file has written."""
    letter: Letter = _decoder.decode(payload)
    return letter


class Settled(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a request that somebody waits for: of an agent's act, or of a press.

    `entry` is the JSON of the `Recorded` it brought about, the first time where the request was a repeat.
    """

    request: str
    incident: str | None = None
    why: str | None = None  # the refusal
    entry: msgspec.Raw = msgspec.Raw(b"null")


def press_name(trip: str, press_id: str) -> str:
    """How a press is known in the spool and among settled requests: two phones may both say "1".

    The length of the trip's id keeps trip "a/b", press "c" apart from trip "a", press "b/c".
    """
    return f"press/{len(trip)}/{trip}/{press_id}"


def act_name(request_id: str) -> str:
    """How an agent's act is known among settled requests: whatever it is called, it is no press."""
    return f"act/{request_id}"
