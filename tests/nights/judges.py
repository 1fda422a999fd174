"""All sentences that must hold, put to one desk over its whole life.

    always    what is true of any desk after any request (tests/alerts/always.py, shared with Hypothesis)
    patience  nobody waits unnoticed, in seconds that really passed
    fair      offers go to whoever is there, has room, and did not say no
    kept      who is accompanied is asked, who was not reached is called again
    heard     who cried for help is heard; who may do what
    done      what is done was written, and what was written is done

Rule: a sentence that does not hold ends the night, and says who was wronged.
"""

from collections.abc import Iterable

from alerts import FLOOR, Decision, Desk, Incident, Policy, Recorded, Request, fold_one, requests
from tests.alerts.always import Always
from tests.nights.done import Done
from tests.nights.fair import Fair
from tests.nights.heard import Heard
from tests.nights.kept import Kept
from tests.nights.patience import Patience


class Judges:
    """Everybody who watches a desk from outside."""

    def __init__(self, policy: Policy) -> None:
        self.always, self._patience = Always(policy), Patience(policy)
        self._fair, self._heard, self._done = Fair(policy), Heard(policy), Done()
        self._kept = Kept(policy)

    @property
    def timeline(self) -> list[Recorded]:
        """Everything that was committed."""
        return self.always.timeline

    def saw(self, request: Request, now_s: float) -> None:
        """Somebody's wall is alive, if that is what the request says."""
        if isinstance(request, requests.Seen | requests.Came):
            self._seen(request.agents if isinstance(request, requests.Seen) else (request.agent,), now_s)

    def judge(self, desk: Desk, request: Request, decision: Decision, now_s: float) -> None:
        """All sentences, after every entry, and once more when the request is decided."""
        was = dict[str, Incident | None]()
        for recorded in decision.entries:
            was.setdefault(recorded.incident, self.always.incidents.get(recorded.incident))
        self.always.check(desk, request, decision)
        for recorded in decision.entries:
            before = was[recorded.incident]
            after = None if recorded.incident == FLOOR else fold_one(before, recorded)
            self._patience.check(recorded, now_s)
            self._fair.check(recorded, before, after)
            self._heard.check_entry(request, before, after)
            if after is not None:
                self._kept.check(before, after, now_s)
            was[recorded.incident] = after
        self._done.check(decision)
        self._heard.check(request, decision, self.always.incidents)
        if decision.entries:
            self._fair.check_moment(decision.entries[-1].at)

    def judge_restarted(self, desk: Desk, now_s: float) -> None:
        """The restarted desk is the one that died; everybody counts as seen."""
        self.always.check_open(desk)
        self._seen(self.always.floor.agents, now_s)

    def judge_all(self, desk: Desk) -> None:
        """The desk's whole life; slow, for the end."""
        self.always.check_all(desk)

    def step_back(self, by_s: float) -> None:
        """The keeper's clock was put back by so much."""
        self._patience.step_back(by_s)
        self._kept.step_back(by_s)

    def _seen(self, agents: Iterable[str], now_s: float) -> None:
        self._patience.see(agents, now_s)
