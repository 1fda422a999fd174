"""One simulated shift on a virtual clock: a desk, a keeper that crashes, and a world that comes and goes.

    world ──request──▶ keeper ──handle──▶ desk ──▶ [crash?] ──▶ committed: timeline ──▶ effects, woken agents
                          ^------restart from the last snapshot and the timeline since---'

Rule: what was not committed never happened; every wait lasts longer than zero; every night has an end.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import TypeVar

from alerts import Decision, Desk, Effect, Recorded, Request, read_policy, requests
from tests.alerts.always import Always

BEGIN = datetime(2025, 3, 1, 19, 0, tzinfo=UTC)
POLICY = read_policy()
SHIFT_S = 12 * 3600.0
NIGHT_ENDS_S = 24 * 3600.0  # whatever is still open then was left behind
KEEPER_LOOKS_S = 10.0  # the keeper sends a Due at least this often while anything is open, whatever its clock does
CRASHES, CRASHES_BEFORE_COMMIT = 0.01, 0.01  # shares of requests after and in which the keeper dies
SNAPSHOT_EVERY = 60  # requests

Action = Callable[[], object]
Word = TypeVar("Word", bound=str)


class Night:
    """The clock, the desk behind its keeper, and who is told what."""

    def __init__(self, seed: int) -> None:
        self.seed, self.now_s, self.skew = seed, 0.0, timedelta()
        self.always = Always(POLICY)
        self.desk = Desk(POLICY, "night")
        self.crashes = 0
        self.on_effect: list[Callable[[Effect], None]] = []
        self.on_entry: list[Callable[[Recorded], None]] = []
        self._fate = self.chance("keeper")
        self._agenda: list[tuple[float, int, Action]] = []
        self._number = self._handled = 0
        self._snapshot, self._snapshot_at = self.desk.snapshot(), 0

    def chance(self, purpose: str) -> Random:
        """Randomness of one purpose only, so that one thing more leaves the rest of the night as it was."""
        return Random(f"{self.seed}/{purpose}")

    def after(self, wait_s: float, action: Action) -> None:
        """Do this later."""
        assert wait_s > 0, "every simulated wait lasts longer than zero"
        self._number += 1
        heappush(self._agenda, (self.now_s + wait_s, self._number, action))

    def send(self, request: Request) -> Decision:
        """Through the keeper; a crash before the commit decides the request anew on the restarted desk."""
        if self._fate.random() < CRASHES_BEFORE_COMMIT:
            self.desk.handle(request, self._clock())
            self._restart()
        decision = self.desk.handle(request, self._clock())
        self.always.check(self.desk, request, decision)
        self._handled += 1
        if self._handled % SNAPSHOT_EVERY == 0:
            self._snapshot, self._snapshot_at = self.desk.snapshot(), len(self.always.timeline)
        if self._fate.random() < CRASHES:
            self._restart()
        for recorded in decision.entries:
            for told in self.on_entry:
                told(recorded)
        for effect in decision.effects:
            for shown in self.on_effect:
                shown(effect)
        return decision

    def run(self) -> None:
        """The whole night, until nothing is left to do."""
        while self._agenda or self.desk.open:
            due_s = self._due_s()
            if self._agenda and self._agenda[0][0] <= due_s:
                self.now_s, _, action = heappop(self._agenda)
                action()
            else:
                self.now_s = max(self.now_s, due_s)
                self.send(requests.Due())
            assert self.now_s < NIGHT_ENDS_S, f"left behind: {sorted(self.desk.open)}"
        self.always.check_all(self.desk)

    def _due_s(self) -> float:
        due = self.desk.next_due()
        if due is None:
            return NIGHT_ENDS_S
        return min((due - self.skew - BEGIN).total_seconds() + 0.001, self.now_s + KEEPER_LOOKS_S)

    def _clock(self) -> datetime:
        return BEGIN + timedelta(seconds=self.now_s) + self.skew

    def _restart(self) -> None:
        self.crashes += 1
        self.desk = Desk.restore(self._snapshot, POLICY, "night")
        for recorded in self.always.timeline[self._snapshot_at :]:
            self.desk.apply(recorded)
        self.always.check_open(self.desk)


def drawn(chance: Random, weights: dict[Word, int]) -> Word:
    """One of the words, by weight."""
    return chance.choices(list(weights), list(weights.values()))[0]
