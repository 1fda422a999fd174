"""What is always true of a desk, as sentences; checked after every request, by Hypothesis and in the nights.

Rule: it believes nothing the desk says about itself: it keeps its own timelines, and looks at the desk from outside.
"""

from collections import Counter, defaultdict

from alerts import (
    FLOOR,
    Decision,
    Desk,
    Floor,
    Incident,
    Policy,
    Recorded,
    Request,
    fold,
    fold_one,
    next_due,
    requests,
    timeline,
)
from alerts.hands import weight_of


class Always:
    """Watches one desk over its whole life, restarts included."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.timeline: list[Recorded] = []
        self.incidents: dict[str, Incident] = {}  # open and closed
        self._open: dict[str, Incident] = {}
        self.floor = Floor()
        self._holder: dict[str, str | None] = {}
        self._presses: set[tuple[str, str]] = set()
        self._timelines: dict[str, list[Recorded]] = defaultdict(list)

    def check(self, desk: Desk, request: Request, decision: Decision) -> None:
        """All sentences that one request could have broken."""
        for recorded in decision.entries:
            self._entry_is_in_order(recorded)
            if recorded.incident == FLOOR:
                self.floor.apply(recorded)
                self.timeline.append(recorded)
                continue
            self._holder_is_one(recorded)
            self._offer_is_one(recorded)
            self._only_a_human_answer_lowers(request, recorded)
            self._a_press_counts_once(recorded)
            before = self.incidents.get(recorded.incident)
            assert before is None or before.closed_at is None, f"{recorded} follows the close"
            self._keep(fold_one(before, recorded))
            self.floor.apply(recorded, self.incidents[recorded.incident])
            self._timelines[recorded.incident].append(recorded)
            self.timeline.append(recorded)
        for incident in {each.incident for each in decision.entries if each.incident != FLOOR}:
            self._live_is_the_fold(desk, incident)
        self._a_press_has_an_incident(request, decision)
        self._effects_have_their_entries(decision)
        if isinstance(request, requests.Due):
            self._time_moved_on(desk, decision)

    def _keep(self, incident: Incident) -> None:
        self.incidents[incident.incident] = incident
        if incident.closed_at is None:
            self._open[incident.incident] = incident
        else:
            del self._open[incident.incident]

    def check_open(self, desk: Desk) -> None:
        """All sentences about what is open now."""
        open_now = self._open
        assert dict(desk.open) == open_now, "what is open is not what the timeline adds up to"
        trips = [incident.trip for incident in desk.open.values()]
        assert len(trips) == len(set(trips)), "a trip has two open incidents"
        assert desk.floor.agents == self.floor.agents, "the floor is not what the timeline adds up to"
        assert not open_now or desk.next_due() is not None, "something is open and nothing is due"
        waiting = {name for name, incident in open_now.items() if incident.waits}
        assert len(desk.waiting) == len(waiting), "somebody waits twice"
        assert set(desk.waiting) == waiting, "not all who wait are in the line"
        for agent in desk.floor.agents:
            holds = [name for name, incident in open_now.items() if incident.claimed_by == agent]
            assert sorted(holds) == list(desk.held_by(agent)), f"{agent} holds something else"
        if not desk.floor.anybody():
            assert open_now or desk.next_due() is None, "nothing is open, nobody is there, and something is due"

    def check_all(self, desk: Desk) -> None:
        """All sentences about the desk's whole life; slow, for the end."""
        self.check_open(desk)
        for name, incident in self.incidents.items():
            assert fold(self._timelines[name]) == incident
            self._live_is_the_fold(desk, name)

    def _entry_is_in_order(self, recorded: Recorded) -> None:
        assert not self.timeline or recorded.at >= self.timeline[-1].at, f"{recorded} is older than the one before"

    def _holder_is_one(self, recorded: Recorded) -> None:
        holder, entry = self._holder.get(recorded.incident), recorded.entry
        if isinstance(entry, timeline.Claimed):
            assert holder is None, f"{entry.agent} claimed what {holder} holds"
            self._holder[recorded.incident] = entry.agent
        elif isinstance(entry, timeline.Transferred):
            assert holder == entry.agent, f"{entry.agent} handed on what {holder} holds"
            self._holder[recorded.incident] = entry.to
        elif isinstance(entry, timeline.Assigned):
            assert holder != entry.agent, f"{entry.agent} was given what {holder} holds"
            self._holder[recorded.incident] = entry.agent
        elif isinstance(entry, timeline.TakenBack):
            assert holder == entry.agent, f"{entry.agent} lost what {holder} holds"
            self._holder[recorded.incident] = None
        elif isinstance(entry, timeline.Closed):
            assert holder == entry.agent, f"{entry.agent} closed what {holder} holds"

    def _offer_is_one(self, recorded: Recorded) -> None:
        """One incident is offered to one agent, one agent is asked about one incident, and both can happen."""
        entry = recorded.entry
        if not isinstance(entry, timeline.Offered):
            return
        state = self.floor.agents[entry.agent]
        assert state.here, f"{entry.agent} is not here, and is asked about {recorded.incident}"
        assert state.paused is None, f"{entry.agent} is on a break, and is asked about {recorded.incident}"
        assert not state.resting(recorded.at), f"{entry.agent} rests, and is asked about {recorded.incident}"
        assert self._holder.get(recorded.incident) is None, f"{recorded.incident} is held, and is offered"
        others = [each for each in self._open.values() if each.offered_to == entry.agent]
        assert not others, f"{entry.agent} is asked about two incidents"
        assert self.incidents[recorded.incident].offered_to is None, f"{recorded.incident} is offered to two"
        assert entry.agent not in self.incidents[recorded.incident].declined, f"{entry.agent} has just said no"
        held = [each for each in self._open.values() if each.claimed_by == entry.agent]
        weight = sum(weight_of(each) for each in held) + weight_of(self.incidents[recorded.incident])
        assert weight <= 5 * state.capacity, f"{entry.agent} has no room for {recorded.incident}"

    def _only_a_human_answer_lowers(self, request: Request, recorded: Recorded) -> None:
        before = self.incidents.get(recorded.incident)
        if before is None:
            return
        after = fold_one(before, recorded)
        if after.severity < before.severity:
            if isinstance(request, requests.Raise):
                assert self._holder[recorded.incident] == request.agent, f"{request.agent} lowered what others hold"
                return
            by_rider = isinstance(request, requests.Answered) and (request.by, request.answer) == ("rider", "ok")
            by_pin = isinstance(request, requests.PressCancelled)
            by_phone = isinstance(request, requests.CallSettled) and request.outcome == "safe"
            assert by_rider or by_pin or by_phone, f"{request} lowered {before.incident}"
            assert by_phone or not getattr(request, "duress", True), f"duress lowered {before.incident}"
            assert not before.under_duress, f"{before.incident} was lowered under duress"

    def _live_is_the_fold(self, desk: Desk, name: str) -> None:
        incident, live = self.incidents[name], desk.open.get(name)
        due = next_due(self._policy, incident)
        if incident.closed_at is None:
            assert live == incident, "the live incident is not what its timeline adds up to"
            assert due is not None, f"{name} is open and never due"
        else:
            assert live is None, f"{name} is closed and still in memory"
            assert due is None, f"{name} is closed and still due"

    def _a_press_counts_once(self, recorded: Recorded) -> None:
        if isinstance(recorded.entry, timeline.Pressed):
            press = (recorded.entry.trip, recorded.entry.press_id)
            assert press not in self._presses, f"{recorded} counts twice"
            self._presses.add(press)

    def _a_press_has_an_incident(self, request: Request, decision: Decision) -> None:
        if isinstance(request, requests.Pressed):
            assert decision.incident is not None, f"{request} has no incident"
            stands = (each.entry for each in self._timelines[decision.incident])
            known = any(isinstance(each, timeline.Pressed) and each.press_id == request.press_id for each in stands)
            assert known, f"{request} stands in no timeline"

    def _effects_have_their_entries(self, decision: Decision) -> None:
        written = Counter(each.incident for each in decision.entries)
        for effect in decision.effects:
            incident, place, channel = effect.effect_id.split("/", 2)
            newest = self.incidents[incident].entries
            assert newest - written[incident] < int(place) <= newest, f"{effect} without its entry"
            assert channel == effect.channel, f"{effect} without its entry"
        assert len({effect.effect_id for effect in decision.effects}) == len(decision.effects), "an effect twice"
        paged = [each for each in decision.entries if isinstance(each.entry, timeline.Paged)]
        assert len(paged) == sum(effect.channel == "page" for effect in decision.effects), "a page without its entry"

    def _time_moved_on(self, desk: Desk, decision: Decision) -> None:
        for recorded in decision.entries:
            if recorded.incident == FLOOR:
                continue
            due = next_due(self._policy, desk.open[recorded.incident])
            assert due is not None
            assert due > recorded.at, f"{recorded.incident} is still due at {recorded.at}"
