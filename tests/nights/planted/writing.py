"""Faults of writing down: acts without entries, restarts that forget, repeats that count twice."""

from typing import Any

import msgspec
import pytest

from alerts import Decision, Desk, Incident, Recorded
from alerts.ledger import Ledger
from alerts.memory import Memory
from alerts.turn import Turn
from tests.nights.planted.fault import Fault


def _act_before_writing(patch: pytest.MonkeyPatch) -> None:
    real = Turn.decision

    def hasty(turn: Turn, answer: Decision) -> Decision:
        decision = real(turn, answer)
        return msgspec.structs.replace(decision, entries=decision.entries[:-1]) if decision.effects else decision

    patch.setattr(Turn, "decision", hasty)


def _do_it_twice_under_two_names(patch: pytest.MonkeyPatch) -> None:
    real = Turn.decision

    def doubled(turn: Turn, answer: Decision) -> Decision:
        decision = real(turn, answer)
        again = [msgspec.structs.replace(each, effect_id=f"{each.effect_id}/again") for each in decision.effects]
        return msgspec.structs.replace(decision, effects=(*decision.effects, *again))

    patch.setattr(Turn, "decision", doubled)


def _a_repeated_press_counts_again(patch: pytest.MonkeyPatch) -> None:
    real = Memory.remember

    def forgetful(memory: Memory, recorded: Recorded, incident: Incident | None) -> Any:
        real(memory, recorded, incident)
        memory.presses.clear()

    patch.setattr(Memory, "remember", forgetful)


def _a_restart_forgets_half_the_cases(patch: pytest.MonkeyPatch) -> None:
    real = Ledger.restore.__func__  # type: ignore[attr-defined]

    def half(cls: type[Ledger], *arguments: Any) -> Ledger:
        ledger: Ledger = real(cls, *arguments)
        for incident in list(ledger._open)[::2]:
            del ledger._by_trip[ledger._open.pop(incident).trip]
        return ledger

    patch.setattr(Ledger, "restore", classmethod(half))


def _the_clock_is_believed_when_it_steps_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Desk, "_at", lambda _, now: now)


WRITING = (
    Fault("act before writing", _act_before_writing, "without its entry|not what its timeline adds up to"),
    Fault("do it twice under two names", _do_it_twice_under_two_names, "without its entry"),
    Fault("a repeated press counts again", _a_repeated_press_counts_again, "counts twice"),
    Fault("a restart forgets half the cases", _a_restart_forgets_half_the_cases, "what is open is not|begins with"),
    Fault("the clock is believed when it steps back", _the_clock_is_believed_when_it_steps_back, "older than"),
)
