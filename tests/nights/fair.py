"""Who is asked to take what, as sentences: an offer goes to somebody who is there, has room, and did not just say no.

    entries ─▶ who is here, what each holds, is asked, has passed by ─▶ offered: may this one be asked? is one better?

Rule: a second set of books, kept from entries alone; it asks neither the desk's queue nor its floor.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts import Incident, Policy, Recorded, timeline
from alerts.moments import moment_of, unix_s

LOOKED_AT_MAX = 64  # a longer line than this is placed a part at a time
WHOLE, PEACEFUL = 5, 1  # fifths of a case: one that is merely accompanied weighs one


@dataclass
class Person:
    """One agent, by the books."""

    came: timeline.AgentCame
    here: bool = True
    paused: bool = False
    rests_until: datetime | None = None
    writes_until: datetime | None = None
    asked: str | None = None  # the incident offered

    def may_be_offered(self, incident: Incident, now: datetime) -> bool:
        """Whether somebody in this shape may be asked; room is another question."""
        if not self.here or self.paused or self.came.role == "viewer":
            return False
        if self.rests_until is not None and self.rests_until > now:
            return False
        if incident.of_operators and self.came.role not in ("supervisor", "admin"):
            return False
        return self.writes_until is None or self.writes_until <= now or incident.severity == 4

    def certified(self, now: datetime) -> bool:
        """Whether the drills count."""
        return self.came.certified_until is not None and self.came.certified_until > unix_s(now)


class Fair:
    """The books of one desk's offers."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.people: dict[str, Person] = {}
        self._open: dict[str, Incident] = {}
        self._passed: dict[str, set[str]] = defaultdict(set)  # since the last level was brought in
        self._passed_before: dict[str, set[str]] = defaultdict(set)
        self._held: dict[str, dict[str, None]] = defaultdict(dict)
        self._went: set[str] = set()  # during this request

    def check(self, recorded: Recorded, before: Incident | None, after: Incident | None) -> None:
        """One more entry; the incident as it was and as it is, None for the floor."""
        entry = recorded.entry
        if isinstance(entry, timeline.Floor):
            self._floor(entry)
            return
        assert after is not None
        if isinstance(entry, timeline.Offered):
            assert before is not None
            self._offer_is_fair(entry, before, recorded.at)
        self._keep(entry, after, recorded.at)
        self._hands(before, after)

    def check_moment(self, now: datetime) -> None:
        """When a request has been decided: nothing waits for an agent who could take it, or lies with one who went."""
        for name in self._went:
            held = list(self._held[name])
            assert not held or self.people[name].here, f"{name} is gone, and still holds {held}"
        self._went.clear()
        waiting = [each for each in self._open.values() if each.waits]
        if len(waiting) > LOOKED_AT_MAX or not self._anybody_free():
            return
        for incident in waiting:
            able = self._able(incident, now)
            assert not able, f"{incident.incident} waits, and {able} could take it"

    def _has_room(self, agent: str, incident: Incident) -> bool:
        load = sum(_weight(self._open[each]) for each in self._held[agent])
        return load + _weight(incident) <= WHOLE * self.people[agent].came.capacity

    def _anybody_free(self) -> bool:
        return any(each.here and not each.paused and each.asked is None for each in self.people.values())

    def _able(self, incident: Incident, now: datetime) -> list[str]:
        passed = self._passed[incident.incident]
        return [
            name
            for name, person in self.people.items()
            if person.asked is None
            and name not in passed
            and person.may_be_offered(incident, now)
            and self._has_room(name, incident)
        ]

    def _offer_is_fair(self, entry: timeline.Offered, incident: Incident, now: datetime) -> None:
        name, agent = incident.incident, entry.agent
        assert incident.claimed_by is None, f"{name} was offered to {agent}, and {incident.claimed_by} holds it"
        assert incident.offer is None, f"{name} was offered to {agent}, and is still offered to {incident.offered_to}"
        able = self._able(incident, now)
        assert agent in able, f"{name} was offered to {agent}, who cannot take it: {self.people.get(agent)}"
        best = min(self._against(each, incident, now) for each in able)
        assert self._against(agent, incident, now) == best, f"{name} was offered to {agent}; one of {able} is better"

    def _against(self, agent: str, incident: Incident, now: datetime) -> tuple[bool, bool]:
        """What speaks against somebody, the weightiest first."""
        drilled = incident.severity < 4 or self.people[agent].certified(now)
        return (not drilled, agent in self._passed_before[incident.incident])

    def _floor(self, entry: timeline.Floor) -> None:
        if isinstance(entry, timeline.AgentCame):
            person = self.people.setdefault(entry.agent, Person(entry))
            person.came, person.here = entry, True
            return
        person = self.people[entry.agent]
        match entry:
            case timeline.AgentLeft() | timeline.AgentLost():
                person.here, person.paused = False, False
                self._went.add(entry.agent)
            case timeline.AgentPaused():
                person.paused = True
            case timeline.AgentResumed():
                person.paused = False
            case timeline.AgentResting():
                person.rests_until = moment_of(entry.until)

    def _keep(self, entry: timeline.Entry, after: Incident, at: datetime) -> None:
        name = after.incident
        self._open[name] = after
        match entry:
            case timeline.Offered():
                self.people[entry.agent].asked = name
            case timeline.OfferDeclined() | timeline.OfferExpired() | timeline.OfferWithdrawn() | timeline.TakenBack():
                self._passed[name].add(entry.agent)
            case timeline.Escalated():
                self._passed_before[name] |= self._passed.pop(name, set())
            case timeline.Claimed() | timeline.Assigned() | timeline.Transferred():
                self._passed.pop(name, None)
            case timeline.Closed():
                del self._open[name]
                if entry.agent in self.people:
                    self.people[entry.agent].writes_until = at + timedelta(seconds=self._policy.wrap_up.after_s)
            case _:
                pass

    def _hands(self, before: Incident | None, after: Incident) -> None:
        was = None if before is None else before.claimed_by
        now = None if after.closed_at is not None else after.claimed_by
        if was is not None and was != now:
            self._held[was].pop(after.incident, None)
        if now is not None:
            self._held[now][after.incident] = None
        asked = None if before is None else before.offered_to
        if asked is not None and asked != after.offered_to:
            self.people[asked].asked = None


def _weight(incident: Incident) -> int:
    return PEACEFUL if incident.accompanied and incident.severity <= 1 else WHOLE
