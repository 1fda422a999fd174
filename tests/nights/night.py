"""One simulated shift on a virtual clock: a desk, a keeper that crashes, and a world that comes and goes.

    world ──request──▶ keeper ──handle──▶ desk ──▶ [crash?] ──▶ committed: timeline ──▶ walls
                          ^------restart from a snapshot and the timeline since---'  └▶ outbox ──▶ carriers, or twice

Rule: what was not committed never happened; every wait lasts longer than zero; every night has an end.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import TypeVar

from alerts import Decision, Desk, Effect, Incident, Recorded, Request, fold_one, read_policy, requests
from alerts.timeline import FLOOR
from tests.alerts.always import Always
from tests.nights.fair import Fair
from tests.nights.heard import Heard
from tests.nights.patience import Patience

BEGIN = datetime(2025, 3, 1, 19, 0, tzinfo=UTC)
POLICY = read_policy()
SHIFT_S = 12 * 3600.0
NIGHT_ENDS_S = 24 * 3600.0  # whatever is still open then was left behind
KEEPER_LOOKS_S = 10.0  # the keeper sends a Due at least this often while anything is open, whatever its clock does
KEEPER_LOADS_S = 0.2  # a keeper that has loaded the desk sends a Due at once
CRASHES = 0.01  # share of requests in which the keeper dies before the commit; after as many it dies behind it
CRASHES_WHEN_SEEN = 0.05  # so much less often in a wall's heartbeat, of which there are thousands
SNAPSHOTS_LOST = 0.1  # share of restarts that have nothing but the timeline
SPINS_MAX = 20  # dues one after the other at the same moment
SNAPSHOT_EVERY = 60  # requests
CARRIED_AGAIN, CARRIED_AFTER_S = 0.05, (0.01, 1.5)  # share of effects carried out twice; how long the outbox takes

Action = Callable[[], object]
Word = TypeVar("Word", bound=str)


class Night:
    """The clock, the desk behind its keeper, and who is told what."""

    def __init__(self, seed: int | str, ends_s: float = NIGHT_ENDS_S, crashes: float = CRASHES) -> None:
        self._ends_s, self._crashes = ends_s, crashes
        self.seed, self.now_s, self.skew = seed, 0.0, timedelta()
        self.always, self.patience, self.fair, self.heard = (
            Always(POLICY),
            Patience(POLICY),
            Fair(POLICY),
            Heard(POLICY),
        )
        self.desk = Desk(POLICY, "night")
        self.did: Counter[str] = Counter()  # how often what happened
        self.carriers: dict[str, Callable[[Effect], None]] = {}  # by channel; one that nobody carries fails the night
        self.walls: dict[str, Callable[[Recorded], None]] = {}  # by agent
        self._fate, self._outbox = self.chance("keeper"), self.chance("outbox")
        self._agenda: list[tuple[float, int, Action]] = []
        self._number = self._handled = 0
        self._looked_s = 0.0  # when the desk was asked anything last
        self._snapshot, self._snapshot_at = self.desk.snapshot(), 0

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
        """Through the keeper; a crash before the commit decides the request anew on the restarted desk."""
        crashes = self._crashes * (CRASHES_WHEN_SEEN if isinstance(request, requests.Seen) else 1.0)
        if self._fate.random() < crashes:
            self.desk.handle(request, self._clock())
            self._restart()
        decision, self._looked_s = self.desk.handle(request, self._clock()), self.now_s
        if isinstance(request, requests.Seen | requests.Came):
            self.patience.see(request.agents if isinstance(request, requests.Seen) else (request.agent,), self.now_s)
        if isinstance(request, requests.Seen) and not (decision.entries or decision.effects):
            return decision
        self._check(request, decision)
        self._handled += 1
        if self._handled % SNAPSHOT_EVERY == 0:
            self._snapshot, self._snapshot_at = self.desk.snapshot(), len(self.always.timeline)
        if self._fate.random() < crashes:
            self._restart()
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
        spins = 0
        while self._agenda or self.desk.open:
            due_s = self._due_s()
            if self._agenda and self._agenda[0][0] <= due_s:
                self.now_s, _, action = heappop(self._agenda)
                action()
            else:
                spins = spins + 1 if due_s <= self.now_s else 0
                assert spins <= SPINS_MAX, f"time stands still: due at {due_s}, and it is {self.now_s}"
                self.now_s = max(self.now_s, due_s)
                self.send(requests.Due())
            assert self.now_s < self._ends_s, f"left behind: {sorted(self.desk.open)}"
        self.always.check_all(self.desk)

    def set_clock(self, skew: timedelta) -> None:
        """From now on the keeper's clock is this far off."""
        if skew < self.skew:
            self.patience.step_back((self.skew - skew).total_seconds())
        self.skew = skew

    def _due_s(self) -> float:
        due = self.desk.next_due()
        if due is None:
            return self._ends_s
        return min((due - self.skew - BEGIN).total_seconds() + 0.001, self._looked_s + KEEPER_LOOKS_S)

    def _clock(self) -> datetime:
        return BEGIN + timedelta(seconds=self.now_s) + self.skew

    def _carry(self, effect: Effect) -> None:
        """Out of the outbox a little later, and now and then once more."""
        carry = self.carriers[effect.channel]
        for _ in range(2 if self._outbox.random() < CARRIED_AGAIN else 1):
            self.after(self._outbox.uniform(*CARRIED_AFTER_S), lambda: carry(effect))

    def _restart(self) -> None:
        self.did["crashes"] += 1
        if self._fate.random() < SNAPSHOTS_LOST:
            self.desk, since = Desk(POLICY, "night"), 0
        else:
            self.desk, since = Desk.restore(self._snapshot, POLICY, "night"), self._snapshot_at
        for recorded in self.always.timeline[since:]:
            self.desk.apply(recorded)
        self.always.check_open(self.desk)
        self.patience.see(self.always.floor.agents, self.now_s)  # after a restart everybody counts as seen

    def _check(self, request: Request, decision: Decision) -> None:
        """All sentences, after every entry."""
        before = dict[str, Incident | None]()
        for recorded in decision.entries:
            before.setdefault(recorded.incident, self.always.incidents.get(recorded.incident))
        self.always.check(self.desk, request, decision)
        for recorded in decision.entries:
            was = before[recorded.incident]
            now = None if recorded.incident == FLOOR else fold_one(was, recorded)
            self.patience.check(recorded, self.now_s)
            self.fair.check(recorded, was, now)
            before[recorded.incident] = now
        self.heard.check(request, decision, self.always.incidents)
        if decision.entries:
            self.fair.check_moment(decision.entries[-1].at)

    def _count(self, request: Request, decision: Decision) -> None:
        self.did["requests"] += 1
        self.did["entries"] += len(decision.entries)
        self.did["refusals"] += decision.refusal is not None
        for effect in decision.effects:
            self.did[f"effects: {effect.channel}"] += 1
        for recorded in decision.entries:
            self.did[f"entries: {recorded.entry.__struct_config__.tag}"] += 1
        self.did[f"requests: {request.__struct_config__.tag}"] += 1


def drawn(chance: Random, weights: dict[Word, int]) -> Word:
    """One of the words, by weight."""
    return chance.choices(list(weights), list(weights.values()))[0]
