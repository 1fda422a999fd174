"""Faults of time: what is forgotten, put off, or settled by silence."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from alerts import Incident, Policy, deadlines, escalation, folding, folding_reach, ledger
from alerts.agents import Floor
from alerts.deadlines import Deadline
from alerts.presence import Presence
from alerts.timeline import Lowered, Unanswered
from alerts.turn import Turn
from tests.alerts import always
from tests.nights.planted.fault import Fault

_NEVER = timedelta(days=30)


def _forget_after_the_last_level(patch: pytest.MonkeyPatch) -> None:
    real = deadlines.next_due

    def forgetful(policy: Policy, incident: Incident) -> datetime | None:
        last = policy.ladder(incident.severity).steps[-1].to
        return None if incident.level == last else real(policy, incident)

    _next_due(patch, forgetful)


def _what_is_closed_stays_due(patch: pytest.MonkeyPatch) -> None:
    real = deadlines.next_due
    _next_due(patch, lambda policy, incident: real(policy, replace(incident, closed_at=None)))


def _time_stands_still(patch: pytest.MonkeyPatch) -> None:
    _next_due(patch, lambda _, incident: incident.opened_at + timedelta(seconds=1))


def _a_take_back_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    def patient(policy: Policy, incident: Incident) -> datetime | None:
        return incident.opened_at + _NEVER if incident.claimed_by else deadlines.ladder_over(policy, incident)

    _deadline(patch, deadlines.ladder_over, patient)


def _an_offer_never_expires(patch: pytest.MonkeyPatch) -> None:
    _deadline(patch, deadlines.offer_over, lambda *_: None)


def _nobody_is_called_again(patch: pytest.MonkeyPatch) -> None:
    _deadline(patch, deadlines.redial_at, lambda *_: None)


def _whoever_is_accompanied_is_left_alone(patch: pytest.MonkeyPatch) -> None:
    _deadline(patch, deadlines.company_over, lambda *_: None)


def _a_level_has_twice_its_time(patch: pytest.MonkeyPatch) -> None:
    def slow(policy: Policy, incident: Incident) -> datetime | None:
        due = deadlines.ladder_over(policy, incident)
        return None if due is None else due + (due - incident.clocks[-1].since)

    _deadline(patch, deadlines.ladder_over, slow)


def _silence_calms(patch: pytest.MonkeyPatch) -> None:
    def calmed(turn: Turn, incident: Incident) -> Incident:
        assert incident.checkin_id is not None
        after = turn.write(incident, Unanswered(incident.checkin_id))
        return turn.write(after, Lowered(0, "Nobody answered."))

    moves = tuple(calmed if move is escalation.unanswered else move for move in escalation.MOVES)
    patch.setattr(escalation, "MOVES", moves)


def _a_colleague_s_note_puts_it_off(patch: pytest.MonkeyPatch) -> None:
    real = folding_reach.touched

    def by_anybody(incident: Incident, agent: str | None, at: datetime) -> Incident:
        return real(incident, agent and incident.claimed_by, at)

    for module in (folding, folding_reach):
        patch.setattr(module, "touched", by_anybody)


def _nobody_is_ever_lost(patch: pytest.MonkeyPatch) -> None:
    def trusting(presence: Presence, floor: Floor, at: datetime) -> list[str]:
        presence.see(floor.agents, floor, at)
        return []

    patch.setattr(Presence, "unseen", trusting)


def _next_due(patch: pytest.MonkeyPatch, planted: object) -> None:
    """Everywhere it is called from, the judge's own copy included: only what it leads to can give it away."""
    for module in (deadlines, ledger, always):
        patch.setattr(module, "next_due", planted)


def _deadline(patch: pytest.MonkeyPatch, real: Deadline, planted: Deadline) -> None:
    planted_among = tuple(planted if each is real else each for each in deadlines.DEADLINES)
    for module in (deadlines, escalation):
        patch.setattr(module, "DEADLINES", planted_among)


WAITING = (
    Fault(
        "forget after the last level",
        "when even the last number did not answer, the case is never brought up again",
        _forget_after_the_last_level,
        "never due|nothing is due",
    ),
    Fault(
        "what is closed stays due",
        "people are called out of bed for what is over",
        _what_is_closed_stays_due,
        "closed and still due",
    ),
    Fault(
        "time stands still",
        "the keeper spins, and decides nothing else",
        _time_stands_still,
        "time stands still|still due",
    ),
    Fault(
        "a take-back is forgotten",
        "whoever claims and faints keeps the case for ever",
        _a_take_back_is_forgotten,
        "waited",
    ),
    Fault(
        "an offer never expires",
        "the agent at the coffee machine is waited for, and nobody else is asked",
        _an_offer_never_expires,
        "asked for",
    ),
    Fault(
        "nobody is called again",
        "one missed call, and the rider counts as asked",
        _nobody_is_called_again,
        "was to be called again",
    ),
    Fault(
        "whoever is accompanied is left alone",
        "the rider believes that somebody rides along",
        _whoever_is_accompanied_is_left_alone,
        "was to be asked",
    ),
    Fault(
        "a level has twice its time",
        "every rider waits twice as long, and no screen says so",
        _a_level_has_twice_its_time,
        "waited",
    ),
    Fault("silence calms", "who can no longer answer counts as safe", _silence_calms, "lowered"),
    Fault(
        "a colleague's note puts it off",
        "a remark by somebody else gives a sleeping holder more time",
        _a_colleague_s_note_puts_it_off,
        "waited",
    ),
    Fault("nobody is ever lost", "offers go to closed laptops", _nobody_is_ever_lost, "not seen"),
)
