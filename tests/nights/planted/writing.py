"""Faults of writing down: acts without entries, entries without acts, restarts that forget, repeats that count."""

from typing import Any

import pytest
from msgspec.structs import replace

from alerts import Decision, Desk, Incident, Recorded
from alerts.ledger import Ledger
from alerts.memory import Memory
from alerts.timeline import Offered
from alerts.turn import Turn
from tests.nights.planted.fault import Fault


def _act_before_writing(patch: pytest.MonkeyPatch) -> None:
    real = Turn.decision

    def hasty(turn: Turn, answer: Decision) -> Decision:
        decision = real(turn, answer)
        return replace(decision, entries=decision.entries[:-1]) if decision.effects else decision

    patch.setattr(Turn, "decision", hasty)


def _a_page_is_written_and_not_sent(patch: pytest.MonkeyPatch) -> None:
    _without(patch, "page")


def _a_call_is_written_and_not_placed(patch: pytest.MonkeyPatch) -> None:
    _without(patch, "voice")


def _do_it_twice_under_two_names(patch: pytest.MonkeyPatch) -> None:
    real = Turn.decision

    def doubled(turn: Turn, answer: Decision) -> Decision:
        decision = real(turn, answer)
        again = [replace(each, effect_id=f"{each.incident}/0/{each.channel}") for each in decision.effects]
        return replace(decision, effects=(*decision.effects, *again))

    patch.setattr(Turn, "decision", doubled)


def _a_repeated_press_counts_again(patch: pytest.MonkeyPatch) -> None:
    real = Memory.remember

    def forgetful(memory: Memory, recorded: Recorded, incident: Incident | None) -> None:
        real(memory, recorded, incident)
        memory.presses.clear()

    patch.setattr(Memory, "remember", forgetful)


def _a_restart_forgets_half_the_cases(patch: pytest.MonkeyPatch) -> None:
    def half(ledger: Ledger) -> None:
        for incident in list(ledger._open)[::2]:
            del ledger._by_trip[ledger._open.pop(incident).trip]

    _after_restoring(patch, half)


def _an_offer_is_lost_at_a_restart(patch: pytest.MonkeyPatch) -> None:
    real = Desk.apply

    def without_offers(desk: Desk, recorded: Recorded) -> None:
        real(desk, recorded)
        incident = desk.open.get(recorded.incident)
        if incident is not None and isinstance(recorded.entry, Offered):
            desk._ledger._open[incident.incident] = replace(incident, offer=None)
            desk._ledger.hands._offered.clear()

    patch.setattr(Desk, "apply", without_offers)


def _a_restart_forgets_who_is_there(patch: pytest.MonkeyPatch) -> None:
    _after_restoring(patch, lambda ledger: ledger.floor.agents.clear())


def _the_clock_is_believed_when_it_steps_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Desk, "_at", lambda _, now: now)


def _without(patch: pytest.MonkeyPatch, channel: str) -> None:
    real = Turn.decision

    def silent(turn: Turn, answer: Decision) -> Decision:
        decision = real(turn, answer)
        return replace(decision, effects=tuple(each for each in decision.effects if each.channel != channel))

    patch.setattr(Turn, "decision", silent)


def _after_restoring(patch: pytest.MonkeyPatch, then: Any) -> None:
    real = Ledger.restore.__func__  # type: ignore[attr-defined]

    def restored(cls: type[Ledger], *arguments: Any) -> Ledger:
        ledger: Ledger = real(cls, *arguments)
        then(ledger)
        return ledger

    patch.setattr(Ledger, "restore", classmethod(restored))


WRITING = (
    Fault(
        "act before writing",
        "a crash, and nobody knows that the rider was called",
        _act_before_writing,
        "without its entry|not what its timeline adds up to",
    ),
    Fault(
        "a page is written and not sent",
        "the wall shows a page, and no telephone rings",
        _a_page_is_written_and_not_sent,
        "a page without its entry|not done",
    ),
    Fault(
        "a call is written and not placed",
        "everybody waits for the outcome of a call that never rings",
        _a_call_is_written_and_not_placed,
        "not done",
    ),
    Fault(
        "do it twice under two names",
        "the rider is called twice at once, and trusts neither call",
        _do_it_twice_under_two_names,
        "without its entry",
    ),
    Fault(
        "a repeated press counts again",
        "a phone that resends makes one alarm look like five; a cancel leaves four standing",
        _a_repeated_press_counts_again,
        "counts twice",
    ),
    Fault(
        "a restart forgets half the cases",
        "riders who pressed are gone from the wall",
        _a_restart_forgets_half_the_cases,
        "what is open is not|begins with",
    ),
    Fault(
        "an offer is lost at a restart",
        "the case lies until the ladder climbs, and the agent's key does nothing",
        _an_offer_is_lost_at_a_restart,
        "what is open is not|not what its timeline",
    ),
    Fault(
        "a restart forgets who is there",
        "nothing is offered to anybody until everybody has signed in again",
        _a_restart_forgets_who_is_there,
        "floor is not|is not known at this desk",
    ),
    Fault(
        "the clock is believed when it steps back",
        "entries out of order: the log cannot be folded, the desk does not start",
        _the_clock_is_believed_when_it_steps_back,
        "older than",
    ),
)
