"""Nobody waits unnoticed: what is open is brought to somebody within the policy's time, on the night's own clock.

    opened, escalated, lowered ─▶ the ladder's longest wait ─▶ something must have been written by then
    claimed, an act of the holder ─▶ `act_within_s` ─▶ the same; a raise only shortens

Rule: it reads the policy and the timeline alone, and measures in seconds that really passed, whatever the clock showed.
"""

from alerts import Policy, Recorded, timeline

SLACK_S = 1.0  # a keeper that has died is back within this time


class Patience:
    """By when each open case must have been touched, or brought to somebody."""

    def __init__(self, policy: Policy) -> None:
        self._policy, self._slack_s = policy, SLACK_S
        self._severity: dict[str, int] = {}
        self._holder: dict[str, str | None] = {}
        self._until_s: dict[str, float] = {}

    def check(self, recorded: Recorded, now_s: float) -> None:
        """One more entry, written now."""
        name, entry = recorded.incident, recorded.entry
        late_s = now_s - self._until_s.get(name, now_s)
        assert late_s <= self._slack_s, f"{name} waited {late_s:.0f} s longer than it may, before {entry}"
        if isinstance(entry, timeline.Opened | timeline.Raised | timeline.Lowered):
            self._severity[name] = entry.severity
        if isinstance(entry, timeline.Raised):
            self._until_s[name] = min(self._until_s[name], now_s + self._longest_s(name))
        elif self._begins_anew(name, entry):
            self._until_s[name] = now_s + self._longest_s(name)
        elif isinstance(entry, timeline.Closed):
            del self._until_s[name]

    def step_back(self, by_s: float) -> None:
        """The keeper's clock was put back: until the desk's time has made up for it, that much may be lost (ADR 21)."""
        self._slack_s += by_s

    def _begins_anew(self, name: str, entry: timeline.Entry) -> bool:
        match entry:
            case timeline.Opened() | timeline.Escalated() | timeline.Lowered():
                return True
            case timeline.Claimed():
                self._holder[name] = entry.agent
                return True
            case timeline.Transferred():
                self._holder[name] = entry.to
                return True
            case timeline.Assigned():
                self._holder[name] = entry.agent
                return True
            case timeline.TakenBack():
                self._holder[name] = None
                return True
            case timeline.Noted():
                return entry.agent == self._holder.get(name)
            case timeline.Said() | timeline.Asked():
                return entry.by is not None and entry.by == self._holder.get(name)
            case _:
                return False

    def _longest_s(self, name: str) -> float:
        ladder = self._policy.ladder(self._severity[name])
        longest_s = max(step.within_s for step in ladder.steps)
        return max(longest_s, ladder.act_within_s if self._holder.get(name) else ladder.repeat_at_most_s)
