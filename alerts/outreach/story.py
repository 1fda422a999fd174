"""The story of one reassurance call: what is known of it, in whatever order it came, and what it adds up to.

    meant ─▶ placed ─▶ progressed (0, 1, 2, ...) · machine · heard (keys, words) · taken over · gave up ─▶ outcome

Rule: facts are only ever added, and the outcome is a function of the set of them: late, repeated and shuffled
callbacks change nothing. A human answer stands above everything a machine reports; help above safe.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

Outcome = Literal[
    "safe",
    "help",
    "duress",
    "person",
    "no_input",
    "voicemail",
    "no_answer",
    "busy",
    "failed",
    "hung_up",
    "taken_over",
]
To = Literal["rider", "driver"]
Meaning = Literal["safe", "help", "duress", "person", "nothing", "wrong_pin"]


class _Fact(msgspec.Struct, frozen=True, tag_field="fact"):
    pass


class Meant(_Fact, frozen=True, tag="meant"):
    """The call is about to be asked of the carrier: written before it is, and without anybody's number."""

    call_id: str
    incident: str
    trip: str
    to: To
    severity: int
    language: str  # two letters, one that there are words for
    reason: str  # one of reasons.REASONS
    meant_at: float
    unspoken: str | None = None  # the language that was wanted, where there are no words for it


class Placed(_Fact, frozen=True, tag="placed"):
    """The carrier has it under this sid."""

    sid: str


class Progressed(_Fact, frozen=True, tag="progressed"):
    """A step the carrier told. `state` is Twilio's word; `sequence` orders the steps."""

    sid: str
    state: str
    sequence: int


class Machine(_Fact, frozen=True, tag="machine"):
    """What the carrier's detection says took the call."""

    answered_by: str  # Twilio's word


class Heard(_Fact, frozen=True, tag="heard"):
    """Somebody was asked, and this is what came of it; `last`: they are not asked again."""

    meaning: Meaning
    last: bool


class TakenOver(_Fact, frozen=True, tag="taken_over"):
    """An agent is in the call."""

    agent: str


class GaveUp(_Fact, frozen=True, tag="gave_up"):
    """It will not be placed, and why."""

    why: str


Fact = Meant | Placed | Progressed | Machine | Heard | TakenOver | GaveUp

# What a carrier's last word means where no human has answered. Source: Twilio's call states.
_ENDS: dict[str, Outcome] = {"busy": "busy", "no-answer": "no_answer", "failed": "failed", "canceled": "failed"}
_ANSWERS: tuple[Outcome, ...] = ("duress", "help", "person", "taken_over", "safe")  # the first that stands counts


class CallStory(msgspec.Struct, frozen=True):
    """What the facts of one call add up to."""

    meant: Meant | None
    sid: str | None
    state: str | None  # Twilio's word of the highest sequence; a terminal one is never left
    machine: bool
    asked: int  # times that somebody was listened to
    outcome: Outcome | None
    why: str

    @property
    def detail(self) -> str | None:
        """What the desk should know besides the outcome."""
        unspoken = None if self.meant is None else self.meant.unspoken
        said = (
            f"It was held in {self.meant.language}: there are no words for {unspoken}."
            if self.meant and unspoken
            else ""
        )
        return " ".join(word for word in (self.why, said) if word) or None

    @property
    def reached(self) -> bool:
        """Whether a human answered."""
        return self.outcome in _ANSWERS


def story_of(facts: Iterable[Fact]) -> CallStory:
    """The story that a set of facts tells, in whatever order and however often they came."""
    every = tuple(facts)
    steps = [fact for fact in every if isinstance(fact, Progressed)]
    heard = [fact for fact in every if isinstance(fact, Heard)]
    machine = any(isinstance(fact, Machine) and fact.answered_by.startswith(("machine", "fax")) for fact in every)
    ends = sorted(step.state for step in steps if step.state in _ENDS or step.state == "completed")
    newest = max(steps, key=lambda step: (step.sequence, step.state), default=None)
    return CallStory(
        meant=next((fact for fact in every if isinstance(fact, Meant)), None),
        sid=min((fact.sid for fact in every if isinstance(fact, Placed | Progressed)), default=None),
        state=ends[0] if ends else None if newest is None else newest.state,
        machine=machine,
        asked=len(set(heard)),
        outcome=_outcome(every, heard, ends, machine=machine),
        why=next((fact.why for fact in every if isinstance(fact, GaveUp)), ""),
    )


def _outcome(every: tuple[Fact, ...], heard: list[Heard], ends: list[str], *, machine: bool) -> Outcome | None:
    said = {fact.meaning for fact in heard} | {"taken_over" for fact in every if isinstance(fact, TakenOver)}
    for answer in _ANSWERS:
        if answer in said:
            return answer
    if any(fact.last for fact in heard):
        return "voicemail" if machine else "no_input"
    if any(isinstance(fact, GaveUp) for fact in every):
        return "failed"
    if not ends:
        return None
    if ends[0] in _ENDS:
        return _ENDS[ends[0]]
    return "voicemail" if machine else "hung_up"


_facts = msgspec.json.Decoder(Fact)


def written(fact: Fact) -> bytes:
    """A fact as it is stored."""
    return msgspec.json.encode(fact)


def read(payload: bytes) -> Fact:
    """Raises: msgspec.DecodeError for what no version of this file has written."""
    fact: Fact = _facts.decode(payload)
    return fact
