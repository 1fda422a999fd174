"""What the world answers to the desk's effects, and what the service itself reports.

outreach     CallProgressed · CallSettled · PageSettled · EffectFailed
the service  OperatorAlarm · Due

Rule: carriers repeat and reorder; each of these is known again by what it is about, and the second time writes nothing.
"""

from typing import Literal

from alerts.requests.letter import Asking, Outcome, PageOutcome


class CallProgressed(Asking, frozen=True, tag="call_progressed"):
    """How a call goes; only a help for those who look. Never undoes what is settled."""

    call_id: str
    incident: str
    state: Literal["queued", "ringing", "in_progress", "failed_to_place"]
    sequence: int


class CallSettled(Asking, frozen=True, tag="call_settled"):
    """The call is over."""

    call_id: str
    incident: str
    outcome: Outcome
    detail: str | None = None


class PageSettled(Asking, frozen=True, tag="page_settled"):
    """What came of a page. "answered" with `by`, an agent's name, claims for that agent."""

    page_id: str
    incident: str
    outcome: PageOutcome
    by: str | None = None


class EffectFailed(Asking, frozen=True, tag="effect_failed"):
    """An effect was given up: the incident must not wait for it."""

    effect_id: str
    incident: str
    why: str


class OperatorAlarm(Asking, frozen=True, tag="operator_alarm"):
    """The service itself is unwell: a case for operators, of the made-up trip `operators/<alarm_id>`."""

    alarm_id: str
    title: str
    text: str
    firing: bool
    at: float


class Due(Asking, frozen=True, tag="due"):
    """Time has passed: the keeper appends this once `Desk.next_due` lies behind, and once when it starts."""


Outreach = CallProgressed | CallSettled | PageSettled | EffectFailed
