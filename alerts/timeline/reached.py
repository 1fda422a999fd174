"""Whom the desk reached out to, and what came of it: calls and pages.

called ─▶ call_progressed ─▶ call_settled      paged ─▶ page_settled      (any of them) ─▶ effect_failed
              '─ call_taken ─^
"""

from typing import Literal

from alerts.requests import Outcome, PageOutcome
from alerts.timeline.entry import Written


class Called(Written, frozen=True, tag="called"):
    """A reassurance call is to be placed now."""

    call_id: str
    to: Literal["rider", "driver"]
    attempt: int  # 1 for the first
    reason: str
    by: str | None = None  # the agent; None where the desk calls by itself
    level: str | None = None  # "call" where nobody else is brought in before its outcome


class CallProgressed(Written, frozen=True, tag="call_progressed"):
    """The carrier told how the call goes."""

    call_id: str
    state: Literal["ringing", "in_progress"]


class CallSettled(Written, frozen=True, tag="call_settled"):
    """The call is over, and this is what came of it."""

    call_id: str
    outcome: Outcome
    detail: str | None = None


class CallTaken(Written, frozen=True, tag="call_taken"):
    """An agent speaks on the running call."""

    call_id: str
    agent: str


class Paged(Written, frozen=True, tag="paged"):
    """People beyond the wall are to be reached."""

    page_id: str
    level: str
    to: str  # an agent's name, or "team", "supervisor", "break_glass"
    why: str


class PageSettled(Written, frozen=True, tag="page_settled"):
    """What came of a page; "answered" by an agent claims for that agent."""

    page_id: str
    outcome: PageOutcome
    by: str | None = None


class EffectFailed(Written, frozen=True, tag="effect_failed"):
    """Something that should have been done in the world could not be done, however often it was tried."""

    effect_id: str
    why: str


Reaching = Called | CallProgressed | CallSettled | CallTaken | Paged | PageSettled | EffectFailed
