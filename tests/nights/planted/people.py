"""Faults between agents: two holders, offers to the wrong one, work that goes to nobody, words after the end."""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from msgspec.structs import replace

from alerts import Incident, acts, answering, desk, folding, queue, turnout
from alerts import timeline as t
from alerts.agents import AgentState
from alerts.hands import Hands
from alerts.turn import Turn
from tests.nights.planted.fault import Fault


def _the_second_claimant_wins(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(acts, "claim", lambda _, agent: t.Claimed(agent))


def _anybody_may_close(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(acts, "not_holding", lambda *_: None)


def _every_role_may_assign(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(answering, "not_allowed", lambda _: None)


def _a_lost_agent_keeps_the_case(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(turnout, "_let_go", lambda *_: None)


def _an_offer_goes_to_somebody_on_a_break(patch: pytest.MonkeyPatch) -> None:
    real = Hands.weigh

    def blind(hands: Hands, agent: str, state: AgentState | None) -> None:
        real(hands, agent, state and replace(state, paused=None))

    patch.setattr(Hands, "weigh", blind)


def _an_offer_goes_to_somebody_whose_hands_are_full(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Hands, "room", lambda *_: 99)


def _an_offer_goes_to_somebody_who_rests(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(AgentState, "resting", lambda *_: False)


def _whoever_said_no_is_asked_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(folding, "_passed_by", lambda incident, _: incident)


def _the_undrilled_are_asked_first(patch: pytest.MonkeyPatch) -> None:
    real = queue._rank

    def upside_down(turn: Turn, incident: Incident, state: AgentState) -> tuple[Any, ...]:
        drilled, *rest = real(turn, incident, state)
        return (not drilled, *rest)

    patch.setattr(queue, "_rank", upside_down)


def _the_queue_is_looked_at_every_other_time(patch: pytest.MonkeyPatch) -> None:
    real, times = queue.offer_what_waits, count()

    def lazy(turn: Turn) -> datetime | None:
        return real(turn) if next(times) % 2 else None

    patch.setattr(desk, "offer_what_waits", lazy)


def _an_incident_is_offered_to_two(patch: pytest.MonkeyPatch) -> None:
    real: Callable[[Turn, Incident], AgentState | None] = queue.best_for

    def eager(turn: Turn, incident: Incident) -> AgentState | None:
        first = real(turn, incident)
        if first is not None:
            turn.write(incident, t.Offered(first.agent, turn.at.timestamp() + 10, "First."))
            return real(turn, turn.ledger.open[incident.incident]) or first
        return None

    patch.setattr(queue, "best_for", eager)


PEOPLE = (
    Fault(
        "the second claimant wins",
        "two agents call, or each believes that the other does",
        _the_second_claimant_wins,
        "claimed what",
    ),
    Fault("anybody may close", "somebody ends a case they know nothing of", _anybody_may_close, "closed what"),
    Fault(
        "every role may assign",
        "a case is pushed to an agent who cannot refuse it",
        _every_role_may_assign,
        "may not assign",
    ),
    Fault(
        "a lost agent keeps the case",
        "the cable is cut, and the rider's agent is nobody",
        _a_lost_agent_keeps_the_case,
        "is gone, and still holds",
    ),
    Fault(
        "an offer goes to somebody on a break",
        "ten seconds are lost, each time",
        _an_offer_goes_to_somebody_on_a_break,
        "is on a break",
    ),
    Fault(
        "an offer goes to full hands",
        "two riders share one agent's ear",
        _an_offer_goes_to_somebody_whose_hands_are_full,
        "has no room",
    ),
    Fault(
        "an offer goes to somebody who rests",
        "the third terrible call in a row goes to the one who had the first two",
        _an_offer_goes_to_somebody_who_rests,
        "rests|cannot take",
    ),
    Fault(
        "whoever said no is asked again",
        "the offer goes round in a circle of one",
        _whoever_said_no_is_asked_again,
        "cannot take",
    ),
    Fault(
        "the undrilled are asked first",
        "a threat to life goes to whoever has not passed the drill, beside somebody who has",
        _the_undrilled_are_asked_first,
        "is better",
    ),
    Fault(
        "the queue is looked at every other time",
        "agents are free, and riders wait",
        _the_queue_is_looked_at_every_other_time,
        "could take it",
    ),
    Fault(
        "an incident is offered to two",
        "both accept, and one is refused in the middle of a sentence",
        _an_incident_is_offered_to_two,
        "offered to two",
    ),
)
