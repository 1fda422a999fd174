"""Whether anything has been forgotten: what must be true of every open case, looked at by somebody who decides nothing.

    timeline ──take──▶ open cases ──faults(now)──▶ nothing, or who was forgotten, and how

    never due · overdue · silent · call unsettled · page unsettled · two holders · after the close · two of one trip

Rule: it believes the desk nothing it can see for itself. `silent` in particular asks no deadline of the desk's: it only
knows that a policy names a longest wait, and that something must have happened within it.
"""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from alerts import Incident, Policy, Recorded, fold_one, next_due
from alerts import timeline as t

FaultKind = Literal[
    "never_due",
    "overdue",
    "silent",
    "call_unsettled",
    "page_unsettled",
    "two_holders",
    "after_close",
    "two_of_one_trip",
    "undecided",
    "press_unshown",
]

late = timedelta(seconds=15)  # a desk that fails over is back sooner: a lease, a load, the letters that waited
page_settles_within = timedelta(seconds=600)  # ringing phones, one after the other, and a text's receipt
broken_kept = timedelta(hours=1)  # how long a broken timeline is told of
closed_kept = 20_000  # closed cases known, so that what follows a close is seen; beyond it the oldest are forgotten


class Fault(msgspec.Struct, frozen=True):
    """One thing that is not as it must be; `why` is a sentence for the operator."""

    kind: FaultKind
    incident: str  # or what else it is about
    why: str


class _Case(msgspec.Struct):
    incident: Incident
    newest_at: datetime
    holder: str | None = None
    calls: dict[str, datetime] = {}  # since when it is placed or an agent speaks on it
    taken: set[str] = set()  # calls an agent speaks on
    pages: dict[str, tuple[datetime, str]] = {}  # since when, and its effect


class Audit:
    """Follows one region's timeline; nobody asks it for anything but faults."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._open: dict[str, _Case] = {}
        self._by_trip: dict[str, str] = {}
        self._closed: dict[str, None] = {}
        self._broken: dict[Fault, datetime] = {}

    def __len__(self) -> int:
        return len(self._open)

    def take(self, recorded: Recorded) -> None:
        """One more entry, of any case or of the floor, in the order of the timeline."""
        if isinstance(recorded.entry, t.Floor):
            return
        if recorded.incident in self._closed:
            tag = recorded.entry.__struct_config__.tag
            self._break("after_close", recorded, f"{tag} was written after {recorded.incident} had been closed")
            return
        case = self._open.get(recorded.incident)
        if case is None and not isinstance(recorded.entry, t.Opened):
            self._break("after_close", recorded, f"{recorded.incident} goes on, and no open case has that name")
            return
        incident = fold_one(None if case is None else case.incident, recorded)
        if case is None:
            case = self._open[recorded.incident] = _Case(incident, recorded.at)
            self._one_of_a_trip(recorded, incident)
        case.incident, case.newest_at = incident, recorded.at
        self._hold(case, recorded)
        _reach(case, recorded)
        if isinstance(recorded.entry, t.Closed):
            self._close(recorded.incident, incident)

    def faults(self, now: datetime) -> list[Fault]:
        """Everything that is not as it must be, at this moment."""
        self._broken = {fault: at for fault, at in self._broken.items() if now - at < broken_kept}
        found = list(self._broken)
        for name, case in self._open.items():
            found += _of_time(self._policy, name, case, now)
            found += _of_reach(self._policy, name, case, now)
        return found

    def _one_of_a_trip(self, recorded: Recorded, incident: Incident) -> None:
        before = self._by_trip.get(incident.trip)
        if before is not None:
            why = f"trip {incident.trip} has two open cases, {before} and {recorded.incident}"
            self._break("two_of_one_trip", recorded, why)
        self._by_trip[incident.trip] = recorded.incident

    def _hold(self, case: _Case, recorded: Recorded) -> None:
        match recorded.entry:
            case t.Claimed(agent):
                if case.holder is not None:
                    why = f"{agent} claimed {recorded.incident}, which {case.holder} holds"
                    self._break("two_holders", recorded, why)
                case.holder = agent
            case t.Transferred(agent, to):
                if case.holder != agent:
                    why = f"{agent} handed {recorded.incident} on, which {case.holder or 'nobody'} holds"
                    self._break("two_holders", recorded, why)
                case.holder = to
            case t.Assigned(agent):
                case.holder = agent
            case t.TakenBack():
                case.holder = None
            case _:
                pass

    def _close(self, name: str, incident: Incident) -> None:
        del self._open[name]
        if self._by_trip.get(incident.trip) == name:
            del self._by_trip[incident.trip]
        self._closed[name] = None
        if len(self._closed) > closed_kept:
            del self._closed[next(iter(self._closed))]

    def _break(self, kind: FaultKind, recorded: Recorded, why: str) -> None:
        self._broken[Fault(kind, recorded.incident, why)] = recorded.at


def longest_wait(policy: Policy, severity: int) -> timedelta:
    """The longest a case of this severity may be without any entry, whoever holds it and whatever it waits for."""
    ladder = policy.ladder(severity)
    waits_s = [step.within_s for step in ladder.steps]
    return timedelta(seconds=max(*waits_s, ladder.act_within_s, ladder.repeat_every_s, ladder.repeat_at_most_s))


def _of_time(policy: Policy, name: str, case: _Case, now: datetime) -> list[Fault]:
    due = next_due(policy, case.incident)
    if due is None:
        return [Fault("never_due", name, f"{name} is open, and nobody will ever look at it again")]
    found = []
    if now - due > late:
        behind_s = (now - due).total_seconds()
        found.append(Fault("overdue", name, f"{name} was due {behind_s:.0f} s ago, and nobody was brought in"))
    longest = longest_wait(policy, case.incident.severity)
    if case.taken:
        longest = max(longest, timedelta(seconds=policy.call.talk_within_s))
    silent = now - case.newest_at
    if silent > longest + late:
        silent_s, longest_s = silent.total_seconds(), longest.total_seconds()
        why = f"nothing has happened to {name} for {silent_s:.0f} s, and its policy allows {longest_s:.0f} s"
        found.append(Fault("silent", name, why))
    return found


def _of_reach(policy: Policy, name: str, case: _Case, now: datetime) -> list[Fault]:
    found = []
    for call_id, since in case.calls.items():
        within_s = policy.call.talk_within_s if call_id in case.taken else policy.call.settle_within_s
        if now - since > timedelta(seconds=within_s) + late:
            why = f"call {call_id} has not settled in {within_s:.0f} s, and was not given up either"
            found.append(Fault("call_unsettled", name, why))
    for page_id, (since, _) in case.pages.items():
        if case.holder is None and now - since > page_settles_within + late:
            found.append(Fault("page_unsettled", name, f"nobody knows whether page {page_id} reached anybody"))
    return found


def _reach(case: _Case, recorded: Recorded) -> None:
    """What was begun and what has come of it."""
    match recorded.entry:
        case t.Called(call_id):
            case.calls = {**case.calls, call_id: recorded.at}
        case t.CallTaken(call_id):
            case.calls, case.taken = {**case.calls, call_id: recorded.at}, {*case.taken, call_id}
        case t.CallSettled(call_id):
            case.calls = {each: since for each, since in case.calls.items() if each != call_id}
            case.taken = case.taken - {call_id}
        case t.Paged(page_id):
            case.pages = {**case.pages, page_id: (recorded.at, f"{recorded.incident}/{case.incident.entries}/page")}
        case t.PageSettled(page_id):
            case.pages = {each: sent for each, sent in case.pages.items() if each != page_id}
        case t.EffectFailed(effect_id):
            case.pages = {each: sent for each, sent in case.pages.items() if sent[1] != effect_id}
        case _:
            pass
