"""Faults of time: what is forgotten, put off, or settled by silence."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from alerts import Incident, Policy, deadlines, escalation, folding, folding_reach, ledger
from alerts.timeline import Lowered, Unanswered
from alerts.turn import Turn
from tests.alerts import always
from tests.nights.planted.fault import Fault


def _forget_after_the_last_level(patch: pytest.MonkeyPatch) -> None:
    real = deadlines.next_due

    def forgetful(policy: Policy, incident: Incident) -> datetime | None:
        last = incident.repeats > 0
        return None if last else real(policy, incident)

    _next_due(patch, forgetful)


def _what_is_closed_stays_due(patch: pytest.MonkeyPatch) -> None:
    real = deadlines.next_due
    _next_due(patch, lambda policy, incident: real(policy, replace(incident, closed_at=None)))


def _silence_calms(patch: pytest.MonkeyPatch) -> None:
    def calmed(turn: Turn, incident: Incident) -> Incident:
        assert incident.checkin_id is not None
        return turn.write(turn.write(incident, Unanswered(incident.checkin_id)), Lowered(0, "Nobody answered."))

    moves = [calmed if move is escalation.unanswered else move for move in escalation.MOVES]
    patch.setattr(escalation, "MOVES", tuple(moves))


def _a_colleague_s_note_puts_it_off(patch: pytest.MonkeyPatch) -> None:
    real = folding_reach.touched

    def by_anybody(incident: Incident, agent: str | None, at: datetime) -> Incident:
        return real(incident, agent and incident.claimed_by, at)

    for module in (folding, folding_reach):
        patch.setattr(module, "touched", by_anybody)


def _time_stands_still(patch: pytest.MonkeyPatch) -> None:
    _next_due(patch, lambda _, incident: incident.opened_at + timedelta(seconds=1))


def _next_due(patch: pytest.MonkeyPatch, planted: object) -> None:
    """Everywhere it is called from, the judge's own copy included: only the world outside can notice."""
    for module in (ledger, always):
        patch.setattr(module, "next_due", planted)


WAITING = (
    Fault("forget after the last level", _forget_after_the_last_level, "never due"),
    Fault("what is closed stays due", _what_is_closed_stays_due, "closed and still due"),
    Fault("silence calms", _silence_calms, "lowered"),
    Fault("a colleague's note puts it off", _a_colleague_s_note_puts_it_off, "waited"),
    Fault("time stands still", _time_stands_still, "time stands still"),
)
