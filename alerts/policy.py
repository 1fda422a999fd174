"""How long anybody may wait, and who is brought in then: the whole of a policy file.

Rule: a file that could leave somebody waiting for ever, or a worse case longer than a lesser one, is refused with one
sentence before anything starts.
"""

import tomllib
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec.structs import replace

from alerts.ladder import Ladder, Seconds, faults_of, waits_of
from alerts.severity import Severity


class PolicyRefused(ValueError):
    """The policy cannot be used; the message is one sentence for the operator."""


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class CheckinRule(_Section, frozen=True):
    """How long a phone has to answer."""

    answer_within_s: Seconds


class OfferRule(_Section, frozen=True):
    """How long one agent is asked before the next."""

    accept_within_s: Seconds


class CallRule(_Section, frozen=True):
    """How long a call may stay without word, and when the next one follows one that reached nobody."""

    settle_within_s: Seconds
    talk_within_s: Seconds
    redial_after_s: Annotated[tuple[Seconds, ...], msgspec.Meta(min_length=1)]


class QueueRule(_Section, frozen=True):
    """What one severity more is worth in waiting, below "human now"."""

    level_worth_s: Seconds


class PresenceRule(_Section, frozen=True):
    """After how long an unseen wall is lost."""

    lost_after_s: Seconds


class WrapUpRule(_Section, frozen=True):
    """How long an agent writes things down after a close."""

    after_s: Seconds


class RestRule(_Section, frozen=True):
    """After how many severe cases an agent rests, and how long."""

    severe_cases: Annotated[int, msgspec.Meta(ge=1)]
    for_s: Seconds


class WarmRule(_Section, frozen=True):
    """How long a closed case goes on with what its trip still sends."""

    after_s: Seconds


class ReopenRule(_Section, frozen=True):
    """How long a closed case may be reopened."""

    within_s: Seconds


class AccompanyRule(_Section, frozen=True):
    """How often an accompanied rider is asked."""

    every_s: Seconds


class RegionRule(_Section, frozen=True):
    """What is different in one region."""

    severity: dict[str, Ladder] = {}


class Policy(_Section, frozen=True):
    """The whole file; one ladder a severity, keyed "0" to "4"."""

    checkin: CheckinRule
    severity: dict[str, Ladder]
    offer: OfferRule
    call: CallRule
    queue: QueueRule
    presence: PresenceRule
    wrap_up: WrapUpRule
    rest: RestRule
    warm: WarmRule
    reopen: ReopenRule
    accompany: AccompanyRule
    region: dict[str, RegionRule] = {}
    skills: dict[str, str] = {}  # kind of finding -> the skill an agent should have for it

    def ladder(self, severity: int) -> Ladder:
        """The ladder of a severity from 0 to 4."""
        return self.severity[str(int(severity))]

    def of_region(self, region: str) -> "Policy":
        """The policy as it holds in one region. Of the region's own policy it is that policy itself."""
        rule = self.region.get(region)
        if rule is None or not rule.severity:
            return self
        return replace(self, severity={**self.severity, **rule.severity}, region={})

    @property
    def answer_within(self) -> timedelta:
        """How long a check-in waits for its answer."""
        return timedelta(seconds=self.checkin.answer_within_s)

    @property
    def accept_within(self) -> timedelta:
        """How long an offer waits for its agent."""
        return timedelta(seconds=self.offer.accept_within_s)

    def redial_after(self, calls: int) -> timedelta:
        """How long after the `calls`-th call reached nobody the next is placed."""
        waits_s = self.call.redial_after_s
        return timedelta(seconds=waits_s[min(calls, len(waits_s)) - 1])


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
    faults = _faults_in("", policy.severity)
    for region, rule in policy.region.items():
        faults += _faults_in(f"region.{region}.", {**policy.severity, **rule.severity})
    return faults


def _faults_in(where: str, ladders: dict[str, Ladder]) -> list[str]:
    wanted = {str(int(severity)) for severity in Severity}
    if set(ladders) != wanted:
        return [f"{where or 'there '}must be one ladder for each severity 0 to 4, and there are {sorted(ladders)}"]
    alone = [fault for number in sorted(wanted) for fault in faults_of(f"{where}severity.{number}", ladders[number])]
    return alone or [
        f"{where}severity.{worse} waits longer than {where}severity.{worse - 1}"
        for worse in range(1, len(Severity))
        if any(
            longer > shorter
            for longer, shorter in zip(waits_of(ladders[str(worse)]), waits_of(ladders[str(worse - 1)]), strict=True)
        )
    ]
