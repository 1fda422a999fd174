"""What was promised to somebody aboard is kept: who is accompanied is asked, who was not reached is called again.

    accompanied, asked ─▶ `every_s` ─▶ asked again       call reached nobody ─▶ the policy's pause ─▶ called again

Rule: not while an alarm of theirs stands, an answer is awaited, a call rings, or (for calls) an agent holds the case.
"""

from alerts import Incident, Policy

SLACK_S = 1.0


class Kept:
    """By when each rider must hear from the desk."""

    def __init__(self, policy: Policy) -> None:
        self._policy, self._slack_s = policy, SLACK_S
        self._ask_by_s: dict[str, float] = {}
        self._call_by_s: dict[str, float] = {}
        self._unreached_s: dict[str, float] = {}  # when the last call settled that reached nobody

    def check(self, before: Incident | None, after: Incident, now_s: float) -> None:
        """An incident as one entry found it and leaves it."""
        name = after.incident
        for by_s, what in ((self._ask_by_s, "asked"), (self._call_by_s, "called again")):
            late_s = now_s - by_s.get(name, now_s)
            assert late_s <= self._slack_s, f"the rider of {name} was to be {what} {late_s:.0f} s ago"
        if not _may_be_asked(after):
            self._ask_by_s.pop(name, None)
        elif before is None or not _may_be_asked(before) or before.company != after.company:
            assert after.company is not None
            self._ask_by_s[name] = now_s + after.company.every_s
        if after.unreached_at is not None and (before is None or before.unreached_at != after.unreached_at):
            self._unreached_s[name] = now_s
        if not _may_be_called(after):
            self._call_by_s.pop(name, None)
        elif before is None or not _may_be_called(before):
            pauses_s = self._policy.call.redial_after_s
            pause_s = pauses_s[min(after.calls, len(pauses_s)) - 1]
            self._call_by_s[name] = max(now_s, self._unreached_s[name] + pause_s)

    def step_back(self, by_s: float) -> None:
        """The keeper's clock was put back: that much may be lost (ADR 21)."""
        self._slack_s += by_s


def _may_be_asked(incident: Incident) -> bool:
    open_now = incident.closed_at is None and incident.company is not None
    return open_now and incident.answer_by is None and incident.calmable


def _may_be_called(incident: Incident) -> bool:
    unreached = incident.closed_at is None and incident.unreached_at is not None and incident.call is None
    return unreached and incident.claimed_by is None and incident.calmable
