"""What is known of one trip that went wrong.

    (nothing) --opened--> open --claimed--> claimed --closed--> closed
                            ^---taken back-----'

Rule: frozen; only `alerts.folding` makes one out of another, and only by an entry.
"""

from datetime import datetime
from typing import Literal

import msgspec

from alerts.requests import Disposition
from alerts.stories import Story

State = Literal["open", "claimed", "closed"]
CallState = Literal["placed", "ringing", "in_progress"]

OPERATORS = "operators/"  # what the made-up trips of cases begin with that are about the service itself
MACHINES = ("ask", "call")  # the levels at which no agent is brought in yet


class Clock(msgspec.Struct, frozen=True):
    """Since when the incident has waited at one severity; a raise adds a clock, so that it never postpones."""

    severity: int
    since: datetime


class Offer(msgspec.Struct, frozen=True):
    """Who is asked to take it, and until when."""

    agent: str
    accept_by: datetime


class RunningCall(msgspec.Struct, frozen=True):
    """A reassurance call that has not settled."""

    call_id: str
    to: Literal["rider", "driver"]
    attempt: int
    since: datetime
    state: CallState = "placed"
    taken_by: str | None = None


class Company(msgspec.Struct, frozen=True):
    """Somebody aboard is asked every so often whether all is well."""

    every_s: float
    by: str
    since: datetime  # of the last check-in, or of the wish


class Incident(msgspec.Struct, frozen=True):
    """Everything known about one trip that went wrong, as its timeline tells it."""

    incident: str
    trip: str
    severity: int
    why: str  # one sentence: why it stands at this severity
    reasons: tuple[str, ...]
    opened_at: datetime
    clocks: tuple[Clock, ...]  # never empty
    entries: int = 1
    step: int = 0
    level: str = "offer"  # ask, call: machines try first; offer: agents; team, supervisor, break_glass: brought in
    repeats: int = 0  # how often the level has been brought in again
    worst: int = 0  # the highest severity it ever stood at
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    acted: bool = False  # whether the claimant has done anything since it claimed
    closed_at: datetime | None = None
    closed_by: str | None = None
    disposition: Disposition | None = None
    place: tuple[float, float] | None = None  # lon, lat: the last one told
    language: str | None = None
    rider: str | None = None
    continues: str | None = None
    opened_by: str | None = None  # the agent who opened it by hand
    offer: Offer | None = None
    declined: tuple[str, ...] = ()  # who has passed it by since the last level was brought in
    declined_before: tuple[str, ...] = ()  # who passed it by earlier
    asked: int = 0
    checkin_id: str | None = None  # the newest check-in
    answer_by: datetime | None = None  # None unless an answer is awaited
    call: RunningCall | None = None
    calls: int = 0
    settled_calls: tuple[str, ...] = ()
    unreached_at: datetime | None = None  # when the last call settled, where it reached nobody
    pages: int = 0
    company: Company | None = None
    accompanied: bool = False  # was or is
    presses_standing: int = 0
    cried_help: bool = False
    under_duress: bool = False
    trip_ended: bool = False
    kinds: tuple[str, ...] = ()  # of finding, each raised at least once
    stories: tuple[Story, ...] = ()  # what was found, kind by kind

    @property
    def state(self) -> State:
        """How it stands, in the wall's three words."""
        if self.closed_at is not None:
            return "closed"
        return "open" if self.claimed_by is None else "claimed"

    @property
    def calmable(self) -> bool:
        """Whether an "ok" without a PIN may lower it: not while somebody's own alarm stands."""
        return not (self.presses_standing or self.cried_help or self.under_duress)

    @property
    def offered_to(self) -> str | None:
        """The agent who is asked to take it, None where nobody is."""
        return None if self.offer is None else self.offer.agent

    @property
    def waits(self) -> bool:
        """Whether it waits for an agent: open, held by nobody, offered to nobody, and no machine is still trying."""
        taken = self.closed_at is not None or self.claimed_by is not None or self.offer is not None
        return not taken and self.level not in MACHINES

    @property
    def of_operators(self) -> bool:
        """Whether it is about the service itself, not about a trip."""
        return self.trip.startswith(OPERATORS)

    @property
    def peaceful(self) -> bool:
        """Whether somebody is merely accompanied, so that one agent can hold many of the kind."""
        return self.accompanied and self.severity <= 1
