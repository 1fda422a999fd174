"""One person at the desk: is offered cases, takes them or not, works, sleeps, loses the connection, goes home.

    away --came--> there --offered--> claims | declines | does not look      there --cut, asleep, break, home--> ...
                     '--claims unasked--> works (tests/nights/work.py) --closes--> there

Rule: an agent knows what stands on the wall and nothing else; whatever is sent may be sent twice.
"""

from collections.abc import Callable
from functools import partial

from alerts import Decision, Incident, Recorded, requests
from alerts.timeline import Assigned, Claimed, Offered, Transferred
from tests.nights.night import Night, drawn
from tests.nights.work import Work

OFFERS = {"claim": 80, "decline": 8, "nothing": 12}
LOOKS_S = (30, 240)  # how often somebody looks at the queue unasked
CUT_S, BREAK_S = (2, 120), (120, 900)
SIDEWAYS = {"nothing": 60, "claim": 10, "cut": 2, "break": 2, "claim another's": 3}


class Agent:
    """One agent, mostly awake, from coming to going."""

    def __init__(self, night: Night, came: requests.Came, walls: set[str], colleagues: tuple[str, ...]) -> None:
        self.name = came.agent
        self._night, self._came, self._walls, self._colleagues = night, came, walls, colleagues
        self._chance, self._requests = night.chance(came.agent), 0
        self._working: set[str] = set()
        self._gone, self._looks = True, False
        night.walls[self.name] = self._told

    def come(self) -> None:
        """Sign in, or come back after a cut: all I hold is there again."""
        self._gone = False
        self._night.send(self._came)
        self._walls.add(self.name)
        for incident in self._night.desk.open.values():
            if incident.claimed_by == self.name:
                self._begin(incident.incident)
        if not self._looks:
            self._looks = True
            self.later(self._look_up, *LOOKS_S)

    def come_in(self) -> None:
        """Called from home by a page; whoever is there already has it on the wall."""
        if self._gone:
            self.come()

    def mended(self) -> None:
        """The wall is back, for whoever still sits in front of it."""
        if not self._gone and self.name not in self._walls:
            self.come()

    def go(self) -> None:
        """Home: mostly signing out, sometimes handing all over, sometimes just closing the laptop."""
        if self._gone:
            return
        way = drawn(self._chance, {"leave": 5, "hand over": 3, "laptop": 2})
        if way == "hand over":
            to = self._chance.choice(self._colleagues)
            self.send(requests.HandOver(self.name, self.request_id(), to))
        self._gone = True
        self._walls.discard(self.name)
        if way != "laptop":
            self._night.send(requests.Left(self.name, "home"))

    def held(self, incident: str) -> Incident | None:
        """The incident, where it is open and mine and I am there."""
        found = self._night.desk.open.get(incident)
        return found if found is not None and found.claimed_by == self.name and not self._gone else None

    def send(self, request: requests.Waited) -> Decision:
        """Ask the desk; now and then twice, which must change nothing."""
        first = self._night.send(request)
        if self._chance.random() < 0.1:
            again = self._night.send(request)
            assert again.entries == () or first.refusal is not None, f"{request} twice wrote twice"
        return first

    def request_id(self) -> str:
        """One more of my own."""
        self._requests += 1
        return f"{self.name}/{self._requests}"

    def later(self, action: Callable[[], object], least_s: float, most_s: float) -> None:
        """Do this after a while."""
        self._night.after(self._chance.uniform(least_s, most_s), action)

    def _told(self, recorded: Recorded) -> None:
        if self._gone or self.name not in self._walls:
            return
        match recorded.entry:
            case Offered(agent=self.name):
                self._offered(recorded.incident)
            case Claimed(agent=self.name) | Assigned(agent=self.name) | Transferred(to=self.name):
                self._begin(recorded.incident)
            case _:
                pass

    def _offered(self, incident: str) -> None:
        answer = drawn(self._chance, OFFERS)
        if answer == "claim":
            claim = partial(requests.Claim, incident, self.name, self.request_id())
            self.later(lambda: self._gone or self.send(claim()), 1, 8)
        elif answer == "decline":
            decline = partial(requests.Decline, incident, self.name, self.request_id(), "I know the driver")
            self.later(lambda: self._gone or self.send(decline()), 1, 12)

    def _begin(self, incident: str) -> None:
        if incident not in self._working:
            self._working.add(incident)
            Work(self, self._night, incident, self._colleagues, self._chance, self._working.discard).begin()

    def _look_up(self) -> None:
        """Between cases: the queue, the coffee, the cable."""
        if self._gone or self._night.over:
            self._looks = False
            self.go()
            return
        what = drawn(self._chance, SIDEWAYS)
        if what == "cut":
            self._looks = False
            self._walls.discard(self.name)
            self.later(self.mended, *CUT_S)
            return
        if what == "break":
            self.send(requests.Pause(self.name, self.request_id(), "tea"))
            self.later(self._back, *BREAK_S)
        elif what != "nothing":
            self._claim_unasked(another_s=what == "claim another's")
        self.later(self._look_up, *LOOKS_S)

    def _back(self) -> None:
        if not self._gone:
            self.send(requests.Resume(self.name, self.request_id()))

    def _claim_unasked(self, another_s: bool) -> None:
        open_now = self._night.desk.open.values()
        waiting = [each for each in open_now if another_s or each.claimed_by is None]
        if waiting:
            worst = max(waiting, key=lambda incident: incident.severity)
            claim = requests.Claim(worst.incident, self.name, self.request_id())
            self.later(lambda: self._gone or self.send(claim), 0.05, 2)
