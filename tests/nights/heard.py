"""Who is heard, and who may do what: sentences about single requests and what came of them.

    help, duress ─▶ an open case at severity 4      after a close ─▶ the same story goes on
    "ok" ─▶ calms only where no alarm stands        assign ─▶ by supervisors

Rule: it looks at the request, the entries and the fold, and at nothing the desk remembers.
"""

from datetime import datetime, timedelta

from alerts import Decision, Incident, Policy, Recorded, Request, requests, timeline


class Heard:
    """Keeps who has cried for help, and which trips are still warm."""

    def __init__(self, policy: Policy) -> None:
        self._warm = timedelta(seconds=policy.warm.after_s)
        self._heard: set[tuple[str, str]] = set()
        self._closed: dict[str, tuple[str, datetime]] = {}  # trip -> its last closed incident, and when

    def check(self, request: Request, decision: Decision, incidents: dict[str, Incident]) -> None:
        """All sentences that one request could have broken; `incidents` as the request leaves them."""
        cried = _cry(request)
        if cried is not None and cried not in self._heard:
            after = None if decision.incident is None else incidents.get(decision.incident)
            worst = after is not None and after.closed_at is None and after.severity == 4
            assert worst, f"{request} was not heard: {after}"
            self._heard.add(cried)
        for recorded in decision.entries:
            if isinstance(recorded.entry, timeline.Assigned):
                allowed = isinstance(request, requests.Assign) and request.role in ("supervisor", "admin")
                assert allowed, f"{request} may not assign"
            elif isinstance(recorded.entry, timeline.Opened):
                self._goes_on(recorded, recorded.entry)
            elif isinstance(recorded.entry, timeline.Closed):
                self._closed[incidents[recorded.incident].trip] = (recorded.incident, recorded.at)

    def check_entry(self, request: Request, before: Incident | None, after: Incident | None) -> None:
        """Nobody's own alarm is calmed by a word without a PIN; and the PIN does not unsay a cry for help."""
        if before is None or after is None or after.severity >= before.severity or isinstance(request, requests.Raise):
            return
        assert not before.cried_help, f"{request} lowered {before.incident}, where help was asked for"
        if not isinstance(request, requests.PressCancelled):
            assert not before.presses_standing, f"{request} lowered {before.incident}, where a press stands"

    def _goes_on(self, recorded: Recorded, opened: timeline.Opened) -> None:
        before, closed_at = self._closed.get(opened.trip, (None, None))
        if closed_at is not None and recorded.at <= closed_at + self._warm:
            goes_on = f"{opened.trip} was closed as {before} at {closed_at}, and {recorded} goes on with nothing"
            assert opened.continues == before or opened.by is not None, goes_on


def _cry(request: Request) -> tuple[str, str] | None:
    """One cry for help, however often it is told; None for everything else."""
    match request:
        case requests.Answered(answer="help") | requests.Answered(duress=True):
            return (request.trip, f"{request.checkin_id} {request.answer} {request.duress} {request.by}")
        case requests.PressCancelled(duress=True):
            return (request.trip, request.press_id)
        case requests.CallSettled(outcome="help" | "duress"):
            return (request.call_id, request.outcome)
        case _:
            return None
