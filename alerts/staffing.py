"""How many agents it takes, so that a stated share of presses is answered in a stated time: Erlang's delay formula.

    presses an hour, handling_s ──▶ load, in erlangs ──and agents──▶ who waits, how long ──agents_needed──▶ the fewest

It is exact where presses come independently of each other, handling times are exponential, one agent holds one case and
nobody gives up. Ours take seconds to accept: `escort staffing` shows what the desk itself makes of it beside.

Rule: stable for thousands of agents: a recurrence, and neither powers nor factorials.
Source: A. K. Erlang (1917); the recurrence of the blocking probability B(n) = aB(n-1) / (n + aB(n-1)).
"""

import math
import re

import msgspec

agents_max = 100_000  # beyond it, whoever asks has mistaken a unit


class TargetRefused(ValueError):
    """A target that says nothing; the message is one sentence."""


class Target(msgspec.Struct, frozen=True):
    """The share of presses, and the time within which they are answered."""

    share: float
    within_s: float

    def __str__(self) -> str:
        return f"{self.share:g}@{self.within_s:g}s"


class Crew(msgspec.Struct, frozen=True):
    """What so many agents make of a load. Units: seconds, shares of 1; endless where they never catch up."""

    agents: int
    load: float  # erlangs: cases in hand on average
    waits: float  # share of presses that find nobody free
    mean_wait_s: float  # over all presses, also those that do not wait
    occupancy: float  # share of an agent's time with a case
    handling_s: float

    def answered(self, within_s: float) -> float:
        """The share of presses answered within so many seconds."""
        if self.agents <= self.load:
            return 0.0
        return 1.0 - self.waits * math.exp(-(self.agents - self.load) * within_s / self.handling_s)

    def wait_s(self, share: float) -> float:
        """The wait that this share of presses does not exceed; `share` below 1."""
        if self.agents <= self.load:
            return math.inf
        if self.waits <= 1.0 - share:
            return 0.0
        return self.handling_s / (self.agents - self.load) * math.log(self.waits / (1.0 - share))


def parse_target(word: str) -> Target:
    """The target in words like 0.9@15s. Raises: TargetRefused."""
    said = re.fullmatch(r"(\d*\.?\d+)@(\d+\.?\d*)s?", word)
    if said is None or not 0.0 < float(said[1]) < 1.0:
        raise TargetRefused(f"a target is a share below 1 and a time, like 0.9@15s, and not {word!r}")
    return Target(float(said[1]), float(said[2]))


def erlangs(presses_per_hour: float, handling_s: float) -> float:
    """The cases in hand on average."""
    return presses_per_hour * handling_s / 3600.0


def crew(agents: int, load: float, handling_s: float) -> Crew:
    """What so many agents make of a load."""
    blocked = 1.0
    for number in range(1, agents + 1):
        blocked = _one_more(blocked, load, number)
    return _crew(agents, load, handling_s, blocked)


def agents_needed(load: float, handling_s: float, target: Target, occupancy_max: float = 1.0) -> Crew:
    """The smallest crew that meets the target and is busy for no more than `occupancy_max` of its time.

    Raises: TargetRefused where more than `agents_max` would be needed.
    """
    blocked = 1.0
    for number in range(1, agents_max + 1):
        blocked = _one_more(blocked, load, number)
        found = _crew(number, load, handling_s, blocked)
        if found.occupancy <= occupancy_max and found.answered(target.within_s) >= target.share:
            return found
    raise TargetRefused(f"a load of {load:.0f} erlangs needs more than {agents_max:,} agents: is a unit mistaken?")


def _one_more(blocked: float, load: float, agents: int) -> float:
    """Erlang's blocking probability (B) of `agents`, from that of one fewer."""
    return load * blocked / (agents + load * blocked)


def _crew(agents: int, load: float, handling_s: float, blocked: float) -> Crew:
    if agents <= load:
        return Crew(agents, load, 1.0, math.inf, 1.0, handling_s)
    waits = agents * blocked / (agents - load * (1.0 - blocked))
    return Crew(agents, load, waits, waits * handling_s / (agents - load), load / agents, handling_s)
