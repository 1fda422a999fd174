"""Who is brought in, in which order, while nobody acts.

    ask ──▶ call ──▶ offer ──▶ team ──▶ supervisor ──▶ break_glass ──▶ the last one again, less and less often

Rule: a ladder only climbs and never ends; where it repeats, the pause widens to a named limit and no further.
"""

from datetime import timedelta
from typing import Annotated, Literal, get_args

import msgspec

Level = Literal["ask", "call", "offer", "team", "supervisor", "break_glass"]
LEVELS: tuple[Level, ...] = get_args(Level)  # in the order in which they are brought in
_HEIGHTS: dict[str, int] = {level: height for height, level in enumerate(LEVELS)}
LAST: tuple[Level, ...] = ("supervisor", "break_glass")  # those a ladder may end with
Seconds = Annotated[float, msgspec.Meta(gt=0, le=86_400)]  # a day: whoever waits longer is forgotten

wider = 1.5  # each repeat of the last level waits so many times as long as the one before


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One level, and how long it has before the next is brought in."""

    to: Level
    within_s: Seconds


class Ladder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens at one severity while nobody acts."""

    act_within_s: Seconds
    repeat_every_s: Seconds
    repeat_at_most_s: Seconds
    steps: tuple[Step, ...]

    def wait(self, level: str, repeats: int = 0) -> timedelta:
        """How long a level has, brought in for the `repeats`-th time again; always more than nothing."""
        rung = self._rung(level)
        if rung < len(self.steps) - 1:
            return timedelta(seconds=self.steps[rung].within_s)
        widened_s = self.repeat_every_s * wider ** min(repeats, 40)
        return timedelta(seconds=min(widened_s, self.repeat_at_most_s))

    def after(self, level: str) -> Level:
        """Who is brought in after a level: people, never a machine; the last level again and again."""
        rung = min(self._rung(level) + 1, len(self.steps) - 1)
        people = (step.to for step in self.steps[rung:] if step.to not in ("ask", "call"))
        return next(people)

    def has(self, level: Level) -> bool:
        """Whether the level is one of its steps."""
        return any(step.to == level for step in self.steps)

    def _rung(self, level: str) -> int:
        """The step a level stands on, or the next higher one where this ladder does not have it."""
        height = _height(level)
        return next((i for i, step in enumerate(self.steps) if _height(step.to) >= height), len(self.steps) - 1)


def faults_of(where: str, ladder: Ladder) -> list[str]:
    """What is wrong with one ladder, as sentences for the operator."""
    levels = [step.to for step in ladder.steps]
    if not levels or levels[-1] not in LAST:
        last = f"is {levels[-1]}" if levels else "there is none"
        return [f"{where} ends nowhere: its last step must be one of {', '.join(LAST)}, and {last}"]
    if sorted(set(levels), key=_height) != levels:
        return [f"{where} must climb, each level once, in the order {', '.join(LEVELS)}; it goes {', '.join(levels)}"]
    if "offer" not in levels:
        return [f"{where} never asks an agent: it must have a step to offer"]
    if ladder.repeat_at_most_s < ladder.repeat_every_s:
        return [
            f"{where} repeats at most every {ladder.repeat_at_most_s:g} s and at least every {ladder.repeat_every_s:g}"
        ]
    return []


def waits_of(ladder: Ladder) -> tuple[float, ...]:
    """The waits in which a worse severity must not be slower."""
    offer_s = next(step.within_s for step in ladder.steps if step.to == "offer")
    return (offer_s, ladder.act_within_s, ladder.repeat_every_s, ladder.repeat_at_most_s)


def _height(level: str) -> int:
    return _HEIGHTS.get(level, _HEIGHTS["offer"])  # timelines of version 1 say "desk"
