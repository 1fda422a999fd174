"""What every request is, and the words several of them share."""

from typing import Annotated, Literal

import msgspec

PressKind = Literal["sos", "silent"]
Edge = Literal["raised", "cleared"]
Disposition = Literal["safe", "false_alarm", "assisted", "emergency_dispatched", "unreachable"]
Role = Literal["viewer", "agent", "supervisor", "admin"]
Outcome = Literal[
    "safe",
    "help",
    "duress",
    "person",  # somebody who wants to speak with a person
    "no_input",
    "voicemail",
    "no_answer",
    "busy",
    "failed",
    "hung_up",
    "taken_over",
]
PageOutcome = Literal["answered", "no_answer", "failed", "delivered"]
Fix = tuple[float | None, ...]  # fixed_at, lat, lon, accuracy_m, ... as the phone sent it
SeverityNumber = Annotated[int, msgspec.Meta(ge=0, le=4)]
Every = Annotated[float, msgspec.Meta(ge=30, le=3_600)]  # seconds between check-ins along the way


class Asking(msgspec.Struct, frozen=True, tag_field="type"):
    """One thing that happened or is asked, as it stands in the inbox."""
