"""How bad a finding is, and what is done first: the only opinion about it in this repository.

    finding + circumstances ──▶ severity 0 note · 1 look · 2 ask the rider · 3 human now · 4 threat to life
    severity + wishes ────────▶ first step: note, look, ask, call, human

Rule: every known kind has its line in the table, and mypy proves it. A circumstance only adds. An unknown kind is an
unknown danger: the rider is asked. A cleared finding is a note: machines raise, only a human answer lowers. What flaps
is one story, told once (`escort/retold.py`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple, TypedDict, get_args

from alerts.severity import Severity
from alerts.stories import Story
from escort.retold import Retold, retold

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
    "unwatched",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
First = Literal["note", "look", "ask", "call", "human"]

NIGHT_BEGINS_H, NIGHT_ENDS_H = 22, 5  # hours by the sun at the place; DESIGN §5: at night the same finding is worse
NIGHT_PROFILE = "night"  # a trip that is judged by these rules is a night trip whatever the sun says


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What makes the same finding worse; none of it makes it milder."""

    night: bool = False
    repeated: bool = False  # the same kind was raised on this trip before, and that is another story by now
    risk_area: bool = False
    beside: bool = False  # a finding of another sort stands on this trip: two witnesses, who do not know each other
    accompanied: bool = False  # the rider asked us to stay with them


class Triaged(NamedTuple):
    """What becomes of a finding."""

    severity: Severity
    ask: bool  # the phones are asked first


NOTE = Triaged(Severity.NOTE, ask=False)
LOOK = Triaged(Severity.LOOK, ask=False)
ASK = Triaged(Severity.ASK, ask=True)
HUMAN = Triaged(Severity.HUMAN, ask=True)  # a human at once, and the phones are asked beside
LIFE = Triaged(Severity.LIFE, ask=False)


class Line(NamedTuple):
    """One kind: what it is always, and what each circumstance makes of it at least."""

    always: Triaged
    night: Triaged
    again: Triaged
    again_at_night: Triaged
    risk_area: Triaged
    beside: Triaged
    accompanied: Triaged


class Table(TypedDict):
    """A line for each kind, no more and no fewer."""

    deviation: Line
    detour: Line
    dwell: Line
    signal_loss: Line
    blurred: Line
    speeding: Line
    overdue: Line
    ended_early: Line
    apart: Line
    zone: Line
    crash: Line
    unwatched: Line


# fmt: off
TABLE: Table = {
    #                    always  night   again   again   risk    beside  accompanied
    #                                            + night area    another
    "deviation":    Line(ASK,    ASK,    ASK,    HUMAN,  ASK,    HUMAN,  HUMAN),
    "detour":       Line(ASK,    ASK,    ASK,    HUMAN,  ASK,    HUMAN,  HUMAN),
    "dwell":        Line(LOOK,   ASK,    ASK,    HUMAN,  ASK,    ASK,    ASK),
    "signal_loss":  Line(LOOK,   ASK,    LOOK,   ASK,    ASK,    ASK,    ASK),
    "blurred":      Line(NOTE,   LOOK,   LOOK,   LOOK,   LOOK,   LOOK,   LOOK),
    "speeding":     Line(LOOK,   LOOK,   ASK,    ASK,    LOOK,   ASK,    ASK),
    "overdue":      Line(LOOK,   ASK,    LOOK,   ASK,    ASK,    ASK,    ASK),
    "ended_early":  Line(ASK,    ASK,    ASK,    HUMAN,  HUMAN,  HUMAN,  HUMAN),
    "apart":        Line(ASK,    HUMAN,  ASK,    HUMAN,  HUMAN,  HUMAN,  HUMAN),
    "zone":         Line(NOTE,   LOOK,   NOTE,   LOOK,   LOOK,   LOOK,   LOOK),
    "crash":        Line(HUMAN,  HUMAN,  LIFE,   LIFE,   HUMAN,  LIFE,   LIFE),
    "unwatched":    Line(ASK,    ASK,    ASK,    ASK,    ASK,    HUMAN,  HUMAN),
}
# fmt: on

# Which sort of thing a kind bears witness to: two kinds of one sort see the same and are no two witnesses. What only
# says where one is (zone) or that we see badly (blurred) is a circumstance, and bears witness to nothing.
SORT: dict[str, str] = {
    "deviation": "course",
    "detour": "course",
    "dwell": "pace",
    "speeding": "pace",
    "overdue": "pace",
    "signal_loss": "silence",
    "unwatched": "silence",
    "ended_early": "parting",
    "apart": "parting",
    "crash": "impact",
}

CALLED: frozenset[str] = frozenset({"signal_loss"})  # a phone without data shows no question, and may still ring


def triage(
    kind: str,
    edge: Literal["raised", "cleared"],
    circumstances: Circumstances,
    story: Story | None = None,
    at_s: float = 0,
) -> Triaged:
    """What becomes of a finding of any kind, known here or not.

    `story`: what was found of this kind on this trip before `at_s`, unix seconds; None where nothing was.
    """
    if edge == "cleared":
        return NOTE
    judged = _judged(kind, circumstances)
    match retold(story, at_s):
        case Retold.NEW:
            return judged
        case Retold.ONE_STORY if story is not None and judged.severity <= story.severity:
            return NOTE
        case Retold.FLAPS if story is not None and judged.severity <= max(story.severity, Severity.LOOK):
            return LOOK
    return judged


def first_step(kind: str, triaged: Triaged, prefers: tuple[str, ...] = ()) -> First:
    """What is done first; `prefers` are the rider's own words: prompt, voice, sms, the dearest first."""
    if triaged.severity >= Severity.HUMAN:
        return "human"
    if triaged.severity == Severity.ASK:
        return "call" if kind in CALLED or prefers[:1] == ("voice",) else "ask"
    return "look" if triaged.severity == Severity.LOOK else "note"


def bears_witness(kind: str, stories: tuple[Story, ...]) -> bool:
    """Whether something of another sort than `kind` was found here that was more than a note."""
    others = {SORT[each.kind] for each in stories if each.severity >= Severity.LOOK and each.kind in SORT}
    return bool(others - {SORT.get(kind, "")})


def is_night(at: datetime, lon_deg: float) -> bool:
    """Whether it is night by the sun: UTC moved by the longitude, so that no list of time zones is needed.

    Unsure: differs from the legal hour by up to two hours; a profile may say better.
    """
    hour = (at.astimezone(UTC) + timedelta(hours=lon_deg / 15)).hour
    return hour >= NIGHT_BEGINS_H or hour < NIGHT_ENDS_H


def _judged(kind: str, at: Circumstances) -> Triaged:
    known = next((each for each in KINDS if each == kind), None)
    if known is None:
        return ASK
    line = TABLE[known]
    applies = (
        (True, line.always),
        (at.night, line.night),
        (at.repeated, line.again),
        (at.night and at.repeated, line.again_at_night),
        (at.risk_area, line.risk_area),
        (at.beside, line.beside),
        (at.accompanied, line.accompanied),
    )
    return max(triaged for applied, triaged in applies if applied)
