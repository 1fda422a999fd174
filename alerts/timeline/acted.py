"""What agents did with an incident, and what the clock did where they did nothing.

offered ─▶ claimed | offer_declined | offer_expired | offer_withdrawn      claimed ─▶ taken_back | transferred | closed
"""

from alerts.requests import Disposition
from alerts.timeline.entry import Written


class Offered(Written, frozen=True, tag="offered"):
    """One agent is asked to take it, before all others."""

    agent: str
    accept_by: float
    why: str  # why this agent


class OfferDeclined(Written, frozen=True, tag="offer_declined"):
    """The agent said no; the next is asked."""

    agent: str
    why: str


class OfferExpired(Written, frozen=True, tag="offer_expired"):
    """The agent did not answer in time; the next is asked."""

    agent: str


class OfferWithdrawn(Written, frozen=True, tag="offer_withdrawn"):
    """The agent cannot take it any more: gone, or on a break."""

    agent: str
    why: str


class Claimed(Written, frozen=True, tag="claimed"):
    """One agent took the incident."""

    agent: str


class TakenBack(Written, frozen=True, tag="taken_back"):
    """Nobody holds it any more: given back, its agent gone, or nothing done with it."""

    agent: str
    why: str


class Assigned(Written, frozen=True, tag="assigned"):
    """A supervisor gave it to somebody, or took it over."""

    agent: str
    by: str


class Transferred(Written, frozen=True, tag="transferred"):
    """The incident went from one agent to another."""

    agent: str
    to: str


class Noted(Written, frozen=True, tag="noted"):
    """An agent wrote something down."""

    agent: str
    text: str


class Escalated(Written, frozen=True, tag="escalated"):
    """The next level is brought in, by an agent or by the clock."""

    level: str
    why: str
    step: int  # counts up from 0 at opening, claim and every act of the claimant
    by: str | None = None


class Closed(Written, frozen=True, tag="closed"):
    """The last entry of every incident."""

    agent: str
    disposition: Disposition
    note: str | None = None


Acting = (
    Offered
    | OfferDeclined
    | OfferExpired
    | OfferWithdrawn
    | Claimed
    | TakenBack
    | Assigned
    | Transferred
    | Noted
    | Escalated
    | Closed
)
