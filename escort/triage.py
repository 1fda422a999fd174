"""How bad a finding is, and whether the phones are asked first: the only opinion about it in this repository.

    finding + circumstances ──▶ severity 0 note · 1 look · 2 ask the rider · 3 human now · 4 threat to life

Rule: every known kind stands in the table, and mypy proves it. An unknown kind is an unknown danger: the rider is
asked. A cleared finding is a note: machines raise, only a human answer lowers.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple, assert_never, get_args

from alerts.severity import Severity

Kind = Literal[
    "deviation",
    "detour",
    "dwell",
    "signal_loss",
    "blurred",
    "speeding",
    "overdue",
    "ended_early",
    "apart",
    "zone",
    "crash",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

NIGHT_BEGINS_H, NIGHT_ENDS_H = 22, 5  # hours by the sun at the place; DESIGN §5: at night the same finding is worse


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What makes the same finding better or worse."""

    night: bool = False
    repeated: bool = False  # the same kind was raised on this trip before
    risk_area: bool = False


class Triaged(NamedTuple):
    """What becomes of a finding."""

    severity: Severity
    ask: bool  # the phones are asked first


NOTE = Triaged(Severity.NOTE, ask=False)
LOOK = Triaged(Severity.LOOK, ask=False)
ASK = Triaged(Severity.ASK, ask=True)
HUMAN = Triaged(Severity.HUMAN, ask=True)  # a human at once, and the phones are asked beside
LIFE = Triaged(Severity.LIFE, ask=False)


def triage(kind: str, edge: Literal["raised", "cleared"], circumstances: Circumstances) -> Triaged:
    """What becomes of a finding of any kind, known here or not."""
    if edge == "cleared":
        return NOTE
    known = next((each for each in KINDS if each == kind), None)
    return ASK if known is None else _table(known, circumstances)


def is_night(at: datetime, lon_deg: float) -> bool:
    """Whether it is night by the sun: UTC moved by the longitude, so that no list of time zones is needed.

    Unsure: differs from the legal hour by up to two hours; a profile may say better.
    """
    hour = (at.astimezone(UTC) + timedelta(hours=lon_deg / 15)).hour
    return hour >= NIGHT_BEGINS_H or hour < NIGHT_ENDS_H


def _table(kind: Kind, at: Circumstances) -> Triaged:
    match kind:
        case "deviation":
            return _worst(at, ASK, again_at_night=HUMAN)
        case "detour":
            return _worst(at, ASK, again_at_night=HUMAN)
        case "dwell":
            return _worst(at, LOOK, night=ASK, again=ASK, again_at_night=HUMAN, risk_area=ASK)
        case "signal_loss":
            return _worst(at, LOOK, night=ASK, risk_area=ASK)
        case "blurred":
            return _worst(at, NOTE, night=LOOK, again=LOOK, risk_area=LOOK)
        case "speeding":
            return _worst(at, LOOK, again=ASK)
        case "overdue":
            return _worst(at, LOOK, night=ASK, risk_area=ASK)
        case "ended_early":
            return _worst(at, ASK, again_at_night=HUMAN, risk_area=HUMAN)
        case "apart":
            return _worst(at, ASK, night=HUMAN, risk_area=HUMAN)
        case "zone":
            return _worst(at, NOTE, night=LOOK, risk_area=LOOK)
        case "crash":
            return _worst(at, HUMAN, again=LIFE)
        case _:
            assert_never(kind)


def _worst(
    at: Circumstances,
    always: Triaged,
    *,
    night: Triaged = NOTE,
    again: Triaged = NOTE,
    again_at_night: Triaged = NOTE,
    risk_area: Triaged = NOTE,
) -> Triaged:
    """The worst of what applies: a circumstance can only add."""
    applies = (
        (True, always),
        (at.night, night),
        (at.repeated, again),
        (at.night and at.repeated, again_at_night),
        (at.risk_area, risk_area),
    )
    return max(triaged for applied, triaged in applies if applied)
