"""One simulated shift on a virtual clock: a desk behind its keeper, and a world that comes and goes.

    world ──request──▶ keeper (tests/nights/keeper.py) ──committed──▶ walls
      ^                                                  └─▶ outbox ──▶ carriers, now and then twice
      '───────────────answers───────────────────────────────────────────────┘

Rule: every wait lasts longer than zero; every night has an end.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import TypeVar

from msgspec.structs import replace

from alerts import Decision, Desk, Effect, Recorded, Request, read_policy, requests
from alerts.policy import PresenceRule
from tests.nights.judges import Judges
from tests.nights.keeper import CRASHES, Keeper

BEGIN = datetime(2025, 3, 1, 19, 0, tzinfo=UTC)
LOST_AFTER_S = 24.0  # the policy's presence, three times slower: heartbeats are most of what a night costs
POLICY = replace(read_policy(), presence=PresenceRule(LOST_AFTER_S))
SHIFT_S = 12 * 3600.0
NIGHT_ENDS_S = 24 * 3600.0  # whatever is still open then was left behind
KEEPER_LOOKS_S = 10.0  # the keeper sends a Due at least this often; in nights whose clock is true, six times rarer
KEEPER_LOADS_S = 0.2  # a keeper that has loaded the desk sends a Due at once
SPINS_MAX = 20  # Dues one after the other at the same moment
CARRIED_AGAIN, CARRIED_AFTER_S = 0.05, (0.01, 1.5)  # share of effects carried out twice; how long the outbox takes

Action = Callable[[], object]
Word = TypeVar("Word", bound=str)


class Night:
    """The clock, the agenda, and who is told what."""

    def __init__(self, seed: int | str, ends_s: float = NIGHT_ENDS_S, crashes: float = CRASHES) -> None:
        self.seed, self.now_s, self._skew = seed, 0.0, timedelta()
        self.did: Counter[str] = Counter()  # how often what happened
        self.carriers: dict[str, Callable[[Effect], None]] = {}  # by channel; one that nobody carries fails the night
        self.walls: dict[str, Callable[[Recorded], None]] = {}  # by agent
        self._keeper = Keeper(POLICY, self.chance("keeper"), crashes)
        self._outbox, self._ends_s = self.chance("outbox"), ends_s
        self._agenda: list[tuple[float, int, Action]] = []
        self._number = self._spins = 0
        self._looked_s, self._looks_s = 0.0, 6 * KEEPER_LOOKS_S  # when the desk was asked anything last, and how often

    @property
    def desk(self) -> Desk:
        """The desk as it now is."""
        return self._keeper.desk

    @property
    def judges(self) -> Judges:
        """Who watches it, and has kept everything."""
        return self._keeper.judges

    @property
    def over(self) -> bool:
        """Whether everybody may go home: an hour after the shift, and nothing is open."""
        return self.now_s > SHIFT_S + 3_600 and not self.desk.open

    def chance(self, purpose: str) -> Random:
        """Randomness of one purpose only, so that one thing more leaves the rest of the night as it was."""
        return Random(f"{self.seed}/{purpose}")

    def after(self, wait_s: float, action: Action) -> None:
        """Do this later."""
        assert wait_s > 0, "every simulated wait lasts longer than zero"
        self._number += 1
        heappush(self._agenda, (self.now_s + wait_s, self._number, action))

    def send(self, request: Request) -> Decision:
        """Through the keeper; what it commits goes out to walls and carriers."""
        died = self._keeper.died
        decision, self._looked_s = self._keeper.decide(request, self._clock(), self.now_s), self.now_s
        if self._keeper.died > died:
            self.did["crashes"] += self._keeper.died - died
            self.after(KEEPER_LOADS_S, lambda: self.send(requests.Due()))
        self._count(request, decision)
        for effect in decision.effects:
            self._carry(effect)
        for recorded in decision.entries:
            for wall in self.walls.values():
                wall(recorded)
        return decision

    def run(self) -> None:
        """The whole night, until nothing is left to do."""
        while self._agenda or self.desk.open:
            due_s = self._due_s()
            if self._agenda and self._agenda[0][0] <= due_s:
                self.now_s, _, action = heappop(self._agenda)
                action()
            else:
                self._spins = self._spins + 1 if due_s <= self.now_s else 0
                assert self._spins <= SPINS_MAX, f"time stands still: due at {due_s}, and it is {self.now_s}"
                self.now_s = max(self.now_s, due_s)
                self.send(requests.Due())
            assert self.now_s < self._ends_s, f"left behind: {sorted(self.desk.open)}"
        self.judges.judge_all(self.desk)

    def clock_steps(self, at_s: float, skew: timedelta) -> None:
        """At that time the keeper's clock is put so far off; from the beginning, the keeper looks more often."""
        self._looks_s = KEEPER_LOOKS_S
        self.after(at_s, lambda: self._set_clock(skew))

    def _set_clock(self, skew: timedelta) -> None:
        if skew < self._skew:
            self.judges.step_back((self._skew - skew).total_seconds())
        self._skew = skew

    def _due_s(self) -> float:
        due = self.desk.next_due()
        if due is None:
            return self._ends_s
        return min((due - self._skew - BEGIN).total_seconds() + 0.001, self._looked_s + self._looks_s)

    def _clock(self) -> datetime:
        return BEGIN + timedelta(seconds=self.now_s) + self._skew

    def _carry(self, effect: Effect) -> None:
        """Out of the outbox a little later, and now and then once more."""
        carry = self.carriers[effect.channel]
        for _ in range(2 if self._outbox.random() < CARRIED_AGAIN else 1):
            self.after(self._outbox.uniform(*CARRIED_AFTER_S), lambda: carry(effect))

    def _count(self, request: Request, decision: Decision) -> None:
        self.did["requests"] += 1
        if isinstance(request, requests.Seen | requests.Due) and not decision.entries:
            return
        self.did[f"requests: {request.__struct_config__.tag}"] += 1
        self.did["refusals"] += decision.refusal is not None
        self.did["entries"] += len(decision.entries)
        for effect in decision.effects:
            self.did[f"effects: {effect.channel}"] += 1
        for recorded in decision.entries:
            self.did[f"entries: {recorded.entry.__struct_config__.tag}"] += 1


def drawn(chance: Random, weights: dict[Word, int]) -> Word:
    """One of the words, by weight."""
    return chance.choices(list(weights), list(weights.values()))[0]
