"""How long anybody may wait, and who is brought in then.

    desk --within_s--> team --within_s--> supervisor --repeat_every_s--> supervisor --> ...

Rule: a ladder climbs, ends with the supervisor and repeats there; a more severe case never waits longer. A file that
breaks this is refused with one sentence before anything starts.
"""

import tomllib
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec

from alerts.severity import Severity

Level = Literal["desk", "team", "supervisor"]
LEVELS: tuple[str, ...] = get_args(Level)  # in the order in which they are brought in

Seconds = Annotated[float, msgspec.Meta(gt=0, le=86_400)]  # a day: whoever waits longer is forgotten


class PolicyRefused(ValueError):
    """The policy cannot be used; the message is one sentence for the operator."""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One level, and how long it has before the next is brought in."""

    to: Level
    within_s: Seconds


class Ladder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens at one severity while nobody acts."""

    act_within_s: Seconds
    repeat_every_s: Seconds
    steps: tuple[Step, ...]

    def wait(self, step: int, claimed: bool) -> timedelta:
        """How long step number `step` has; always more than nothing."""
        if step == 0 and claimed:
            return timedelta(seconds=self.act_within_s)
        within_s = self.steps[step].within_s if step < len(self.steps) else self.repeat_every_s
        return timedelta(seconds=within_s)

    def level(self, step: int) -> Level:
        """Who is asked at step number `step`; the last level again and again beyond the end."""
        return self.steps[min(step, len(self.steps) - 1)].to


class CheckinRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a phone has to answer."""

    answer_within_s: Seconds


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file; one ladder a severity, keyed "0" to "4"."""

    checkin: CheckinRule
    severity: dict[str, Ladder]

    def ladder(self, severity: int) -> Ladder:
        """The ladder of a severity from 0 to 4."""
        return self.severity[str(int(severity))]

    @property
    def answer_within(self) -> timedelta:
        """How long a check-in waits for its answer."""
        return timedelta(seconds=self.checkin.answer_within_s)


def read_policy(path: Path | None = None) -> Policy:
    """The policy in a TOML file, or the packaged one.

    Raises: PolicyRefused with one sentence, where the file cannot be read or breaks a rule.
    """
    name = "policy.toml" if path is None else str(path)
    try:
        text = (files("alerts") / "policy.toml").read_text() if path is None else path.read_text()
    except (OSError, UnicodeDecodeError) as why:
        raise PolicyRefused(f"{name}: cannot be read ({why})") from why
    return parse_policy(text, name)


def parse_policy(text: str, name: str) -> Policy:
    """The policy in a TOML text; `name` stands at the head of every refusal. Raises: PolicyRefused."""
    try:
        policy = msgspec.convert(tomllib.loads(text), Policy)
    except tomllib.TOMLDecodeError as why:
        raise PolicyRefused(f"{name}: this is not TOML: {why}") from why
    except msgspec.ValidationError as why:
        raise PolicyRefused(f"{name}: {why}") from why
    for fault in _faults(policy):
        raise PolicyRefused(f"{name}: {fault}")
    return policy


def _faults(policy: Policy) -> list[str]:
    wanted = {str(int(severity)) for severity in Severity}
    if set(policy.severity) != wanted:
        return [f"there must be one ladder for each severity 0 to 4, and there are {sorted(policy.severity)}"]
    alone = [fault for number in sorted(wanted) for fault in _faults_of(number, policy.severity[number])]
    return alone or _faults_between(policy)


def _faults_of(number: str, ladder: Ladder) -> list[str]:
    where, levels = f"severity.{number}", [step.to for step in ladder.steps]
    if not levels or levels[0] != LEVELS[0]:
        return [f"{where} must begin with the {LEVELS[0]}"]
    if levels[-1] != LEVELS[-1]:
        return [f"{where} ends nowhere: its last step must be the {LEVELS[-1]}, and is the {levels[-1]}"]
    if sorted(set(levels), key=LEVELS.index) != levels:
        return [f"{where} must climb, each level once, in the order {', '.join(LEVELS)}; it goes {', '.join(levels)}"]
    return []


def _faults_between(policy: Policy) -> list[str]:
    def waits(severity: int) -> tuple[float, float, float]:
        ladder = policy.ladder(severity)
        return (ladder.steps[0].within_s, ladder.act_within_s, ladder.repeat_every_s)

    return [
        f"severity.{worse} waits longer than severity.{worse - 1}"
        for worse in range(1, len(Severity))
        if any(longer > shorter for longer, shorter in zip(waits(worse), waits(worse - 1), strict=True))
    ]
