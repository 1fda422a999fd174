"""The desk's keeper as the nights have it: it decides, commits, dies, and starts again from the log alone.

    request ──handle──▶ desk ──▶ [dies?] ──▶ committed: the judges' timeline ──▶ [dies?]
                          ^------restart: a snapshot, or none, and the timeline since---'

Rule: what was not committed never happened.
"""

from datetime import datetime
from random import Random

from alerts import Decision, Desk, Policy, Request, requests
from tests.nights.judges import Judges

CRASHES = 0.006  # share of requests in which the keeper dies before the commit; after as many it dies behind it
CRASHES_WHEN_SEEN = 0.05  # so much less often in a wall's heartbeat, of which there are thousands
SNAPSHOT_EVERY = 60  # requests
SNAPSHOTS_LOST = 0.04  # share of restarts that have nothing but the timeline
REGION = "night"


class Keeper:
    """A desk that may be another object after every request, and must never be another desk."""

    def __init__(self, policy: Policy, chance: Random, crashes: float) -> None:
        self._policy, self._chance, self._crashes = policy, chance, crashes
        self.desk, self.judges = Desk(policy, REGION), Judges(policy)
        self.died = 0
        self._handled = 0
        self._snapshot, self._snapshot_at = self.desk.snapshot(), 0

    def decide(self, request: Request, at: datetime, now_s: float) -> Decision:
        """Decide and commit; a keeper that dies before the commit decides anew on the restarted desk."""
        crashes = self._crashes * (CRASHES_WHEN_SEEN if isinstance(request, requests.Seen) else 1.0)
        if self._chance.random() < crashes:
            self.desk.handle(request, at)
            self._restart(now_s)
        decision = self.desk.handle(request, at)
        self.judges.saw(request, now_s)
        if isinstance(request, requests.Seen | requests.Due) and not (decision.entries or decision.effects):
            return decision  # nothing happened
        self.judges.judge(self.desk, request, decision, now_s)
        self._handled += 1
        if self._handled % SNAPSHOT_EVERY == 0:
            self._snapshot, self._snapshot_at = self.desk.snapshot(), len(self.judges.timeline)
        if self._chance.random() < crashes:
            self._restart(now_s)
        return decision

    def _restart(self, now_s: float) -> None:
        self.died += 1
        if self._chance.random() < SNAPSHOTS_LOST:
            self.desk, since = Desk(self._policy, REGION), 0
        else:
            self.desk, since = Desk.restore(self._snapshot, self._policy, REGION), self._snapshot_at
        for recorded in self.judges.timeline[since:]:
            self.desk.apply(recorded)
        self.judges.judge_restarted(self.desk, now_s)
