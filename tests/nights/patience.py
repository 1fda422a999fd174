"""Nobody waits unnoticed: what is open is brought to somebody within the policy's time, on the night's own clock.

    opened, asked, called, escalated, taken back ─▶ the level's wait ─▶ something must have been written by then
    claimed, an act of the holder ─▶ `act_within_s` ─▶ the same       raised ─▶ sooner, never later

Rule: it reads the policy and the timeline alone, and measures in seconds that really passed, whatever the clock showed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from alerts import Policy, Recorded, timeline

SLACK_S = 1.0  # a keeper that has died is back within this time
HELD_UP_S = 2.0  # a Due that comes later than this accuses nobody of silence
MACHINES = ("ask", "call")
OFFER_ENDS = (
    timeline.OfferDeclined,
    timeline.OfferExpired,
    timeline.OfferWithdrawn,
    timeline.Claimed,
    timeline.Assigned,
    timeline.Closed,
)


@dataclass
class Wait:
    """How one open case stands, by the timeline."""

    severity: int
    until_s: float
    level: str = "offer"
    holder: str | None = None
    speaker: str | None = None  # who is on the telephone with somebody
    company: bool = False  # somebody aboard is asked along the way
    asked: str | None = None  # the agent to whom it is offered
    asked_until_s: float = 0.0


class Patience:
    """By when each open case must have been touched, or brought to somebody."""

    def __init__(self, policy: Policy) -> None:
        self._policy, self._slack_s = policy, SLACK_S
        self._waits: dict[str, Wait] = {}
        self._seen_s: dict[str, float] = {}  # agents' walls

    def check(self, recorded: Recorded, now_s: float) -> None:
        """One more entry, written now."""
        name, entry = recorded.incident, recorded.entry
        if isinstance(entry, timeline.Opened):
            self._waits[name] = Wait(entry.severity, now_s)
        wait = self._waits.get(name)
        if wait is None:
            return  # the floor's own
        late_s = now_s - wait.until_s
        assert late_s <= self._slack_s, f"{name} waited {late_s:.0f} s longer than it may, before {entry}"
        self._offer(name, wait, entry, now_s)
        if isinstance(entry, timeline.Accompanied | timeline.AccompanyEnded | timeline.TripEnded):
            wait.company = isinstance(entry, timeline.Accompanied)
        if isinstance(entry, timeline.Closed):
            del self._waits[name]
        elif isinstance(entry, timeline.Raised):
            acted = entry.by is not None and entry.by == wait.holder
            self._raised(wait, entry.severity, acted, now_s)
        elif _begins_anew(wait, entry):
            wait.until_s = now_s + self._longest_s(wait)

    def see(self, agents: Iterable[str], now_s: float) -> None:
        """These agents' walls are alive now."""
        self._seen_s.update((agent, now_s) for agent in agents)

    def step_back(self, by_s: float) -> None:
        """The keeper's clock was put back: until the desk's time has made up for it, that much may be lost (ADR 21)."""
        self._slack_s += by_s

    def _offer(self, name: str, wait: Wait, entry: timeline.Entry, now_s: float) -> None:
        """One agent at a time is asked, and for so long only."""
        late_s = now_s - wait.asked_until_s if wait.asked else 0.0
        assert late_s <= self._slack_s, f"{wait.asked} was asked for {name} {late_s:.0f} s too long"
        if isinstance(entry, timeline.Offered):
            unseen_s = now_s - self._seen_s[entry.agent] - self._policy.presence.lost_after_s
            assert unseen_s <= HELD_UP_S + self._slack_s, (
                f"{entry.agent} is asked, and was not seen for {unseen_s:.0f} s"
            )
            wait.asked, wait.asked_until_s = entry.agent, now_s + self._policy.offer.accept_within_s
        elif isinstance(entry, OFFER_ENDS):
            wait.asked = None

    def _raised(self, wait: Wait, severity: int, acted: bool, now_s: float) -> None:
        brings_people_in = wait.level in MACHINES and severity >= 3
        wait.severity, wait.level = severity, "offer" if brings_people_in or acted else wait.level
        sooner_s = now_s + self._longest_s(wait)
        wait.until_s = sooner_s if brings_people_in or acted else min(wait.until_s, sooner_s)

    def _longest_s(self, wait: Wait) -> float:
        ladder = self._policy.ladder(wait.severity)
        if wait.holder is not None and wait.holder == wait.speaker:
            return self._policy.call.talk_within_s + ladder.act_within_s
        if wait.holder is not None and wait.level == "offer":
            return ladder.act_within_s
        steps: dict[str, float] = {step.to: step.within_s for step in ladder.steps[:-1]}
        return steps.get(wait.level, ladder.repeat_at_most_s)


def _all_is_well(wait: Wait, entry: timeline.Entry) -> bool:
    """Whether somebody who is accompanied has just said so: their agent had nothing to do."""
    ok = isinstance(entry, timeline.Answered) and (entry.by, entry.answer) == ("rider", "ok")
    return ok and wait.company and wait.severity <= 1


def _begins_anew(wait: Wait, entry: timeline.Entry) -> bool:
    """Whether all have their time again after this entry; the wait is brought up to date."""
    by = (getattr(entry, "agent", None), getattr(entry, "by", None))
    mine = wait.holder is not None and (wait.holder in by or _all_is_well(wait, entry))
    match entry:
        case timeline.Opened():
            pass
        case timeline.Escalated():
            wait.level = entry.level
        case timeline.TakenBack():
            wait.holder, wait.level = None, "offer"
        case timeline.Claimed() | timeline.Assigned():
            wait.holder, wait.level = entry.agent, "offer"
        case timeline.Transferred():
            wait.holder, wait.level = entry.to, "offer"
        case timeline.Lowered():
            wait.severity = entry.severity
            wait.level = "offer" if wait.level in MACHINES or mine else wait.level
        case timeline.Asked(level=str(level)) | timeline.Called(level=str(level)) if wait.severity < 3:
            wait.level = level
        case timeline.CallTaken():
            wait.speaker = entry.agent
            wait.level = "offer" if mine else wait.level
            return mine
        case timeline.CallSettled() if wait.speaker is not None:
            over, wait.speaker = wait.speaker, None
            return over == wait.holder
        case _ if mine:
            wait.level = "offer"
        case _:
            return False
    return True
