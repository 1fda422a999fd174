"""Every entry a timeline can hold.

    opened ─▶ found, asked, called, offered, claimed, noted, escalated, paged, ... in any order ─▶ closed
    floor:    agent_came, agent_paused, agent_lost, ...

Rule: an entry is past tense, frozen and never edited, and its tag stands for ever. A new field gets a default, so that
the oldest timeline still folds. Times inside an entry are unix seconds, because entries go to the wire as they are.
"""

from datetime import datetime

import msgspec

from alerts.timeline.acted import (
    Acting,
    Assigned,
    Claimed,
    Closed,
    Escalated,
    Noted,
    OfferDeclined,
    Offered,
    OfferExpired,
    OfferWithdrawn,
    TakenBack,
    Transferred,
)
from alerts.timeline.floor import (
    FLOOR,
    AgentCame,
    AgentLeft,
    AgentLost,
    AgentPaused,
    AgentResting,
    AgentResumed,
    Floor,
)
from alerts.timeline.reached import (
    Called,
    CallProgressed,
    CallSettled,
    CallTaken,
    EffectFailed,
    Paged,
    PageSettled,
    Reaching,
)
from alerts.timeline.told import (
    Accompanied,
    AccompanyEnded,
    Alarming,
    Answered,
    Asked,
    Duress,
    Finding,
    Found,
    Lowered,
    Opened,
    PressCancelled,
    Pressed,
    Raised,
    Said,
    Talking,
    To,
    TripEnded,
    Unanswered,
)

Entry = Opened | Alarming | Talking | Acting | Reaching | Floor


class Recorded(msgspec.Struct, frozen=True):
    """One entry in its place: which incident (or `FLOOR`), when, and the agent's request it answers."""

    incident: str
    at: datetime
    entry: Entry
    request: str | None = None  # the request_id of an agent's request; None for everything else


__all__ = [
    "FLOOR",
    "Accompanied",
    "AccompanyEnded",
    "Acting",
    "AgentCame",
    "AgentLeft",
    "AgentLost",
    "AgentPaused",
    "AgentResting",
    "AgentResumed",
    "Alarming",
    "Answered",
    "Asked",
    "Assigned",
    "CallProgressed",
    "CallSettled",
    "CallTaken",
    "Called",
    "Claimed",
    "Closed",
    "Duress",
    "EffectFailed",
    "Entry",
    "Escalated",
    "Finding",
    "Floor",
    "Found",
    "Lowered",
    "Noted",
    "OfferDeclined",
    "OfferExpired",
    "OfferWithdrawn",
    "Offered",
    "Opened",
    "PageSettled",
    "Paged",
    "PressCancelled",
    "Pressed",
    "Raised",
    "Reaching",
    "Recorded",
    "Said",
    "TakenBack",
    "Talking",
    "To",
    "Transferred",
    "TripEnded",
    "Unanswered",
]
