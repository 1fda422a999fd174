"""A desk on a virtual clock, for tests that read like the shift they describe.

shift.at(20).claim("i-1", "Ada")
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from alerts import Decision, Desk, Entry, Incident, Policy, Recorded, Request, fold, read_policy, requests
from alerts.requests import Disposition, Edge, Outcome, PressKind, Role

BEGIN = datetime(2025, 3, 1, 22, 0, tzinfo=UTC)
POLICY = read_policy()
REGION = "porto"


def kinds(entries: Iterable[Recorded | Entry]) -> list[str]:
    """The tags of entries, in order."""
    return [str((each.entry if isinstance(each, Recorded) else each).__struct_config__.tag) for each in entries]


class Shift:
    """One desk, its clock, and everything it ever wrote."""

    def __init__(self, policy: Policy = POLICY) -> None:
        self.policy, self.now, self.timeline = policy, BEGIN, list[Recorded]()
        self.desk = Desk(policy, REGION)
        self._numbers = iter(range(1, 1_000_000))

    def at(self, seconds: float) -> "Shift":
        """From now on it is so many seconds after the shift began."""
        self.now = BEGIN + timedelta(seconds=seconds)
        return self

    def send(self, request: Request) -> Decision:
        """Put a request through the desk; what it writes joins the timeline."""
        decision = self.desk.handle(request, self.now)
        self.timeline.extend(decision.entries)
        return decision

    def of(self, incident: str) -> Incident:
        """The incident as its timeline tells it, open or closed."""
        return fold(each for each in self.timeline if each.incident == incident)

    def press(self, trip: str = "T", press_id: str = "p", kind: PressKind = "sos", by: str = "rider") -> Decision:
        return self.send(requests.Pressed(press_id, trip, kind, by, None, (0.0, 41.15, -8.61, 12.0), True))

    def cancel(self, trip: str = "T", press_id: str = "p", duress: bool = False) -> Decision:
        return self.send(requests.PressCancelled(press_id, duress, trip))

    def find(
        self,
        trip: str = "T",
        severity: int = 2,
        ask: bool = True,
        edge: Edge = "raised",
        finding_id: str = "f",
        sentence: str = "180 m off the planned route for 31 s.",
    ) -> Decision:
        proof = {"off_route_m": 180.0}
        return self.send(
            requests.Found(
                finding_id, trip, "deviation", edge, 10.0, 41.0, sentence, proof, severity, ask, (-8.6, 41.1)
            )
        )

    def answer(
        self,
        answer: Literal["ok", "help"],
        checkin_id: str = "i-1-c1",
        trip: str = "T",
        by: str = "rider",
        duress: bool = False,
    ) -> Decision:
        return self.send(requests.Answered(checkin_id, answer, duress, trip, by))

    def say(self, text: str, trip: str = "T", said_id: str = "s", by: str = "rider") -> Decision:
        return self.send(requests.Said(trip, by, text, said_id))

    def end(self, trip: str = "T") -> Decision:
        return self.send(requests.TripEnded(trip, "completed", 60.0))

    def claim(self, incident: str = "i-1", agent: str = "Ada", request_id: str | None = None) -> Decision:
        return self.send(requests.Claim(incident, agent, request_id or self._request_id()))

    def note(self, text: str, incident: str = "i-1", agent: str = "Ada") -> Decision:
        return self.send(requests.Note(incident, agent, self._request_id(), text))

    def tell(self, text: str, incident: str = "i-1", agent: str = "Ada") -> Decision:
        return self.send(requests.Say(incident, agent, self._request_id(), text))

    def ask(self, incident: str = "i-1", agent: str = "Ada") -> Decision:
        return self.send(requests.Ask(incident, agent, self._request_id()))

    def escalate(self, why: str, incident: str = "i-1", agent: str = "Ada") -> Decision:
        return self.send(requests.Escalate(incident, agent, self._request_id(), why))

    def transfer(self, to: str, incident: str = "i-1", agent: str = "Ada") -> Decision:
        return self.send(requests.Transfer(incident, agent, self._request_id(), to))

    def close(self, disposition: Disposition = "safe", incident: str = "i-1", agent: str = "Ada") -> Decision:
        return self.send(requests.Close(incident, agent, self._request_id(), disposition))

    def come(self, *agents: str, **known: Any) -> "Shift":
        """Agents sign in, who are all alike unless something is known of them."""
        for agent in agents:
            self.send(requests.Came(agent=agent, **{"role": "agent", **known}))
        return self

    def see(self, *agents: str) -> Decision:
        return self.send(requests.Seen(agents))

    def leave(self, agent: str) -> Decision:
        return self.send(requests.Left(agent, "the shift is over"))

    def pause(self, agent: str) -> Decision:
        return self.send(requests.Pause(agent, self._request_id(), "lunch"))

    def resume(self, agent: str) -> Decision:
        return self.send(requests.Resume(agent, self._request_id()))

    def hand_over(self, agent: str, to: str) -> Decision:
        return self.send(requests.HandOver(agent, self._request_id(), to))

    def decline(self, incident: str = "i-1", agent: str = "Ada") -> Decision:
        return self.send(requests.Decline(incident, agent, self._request_id(), "on another call"))

    def give_back(self, incident: str = "i-1", agent: str = "Ada") -> Decision:
        return self.send(requests.GiveBack(incident, agent, self._request_id(), "I know the driver"))

    def assign(self, to: str, incident: str = "i-1", by: str = "Sue", role: Role = "supervisor") -> Decision:
        return self.send(requests.Assign(incident, by, self._request_id(), to, role=role))

    def judge(self, severity: int, incident: str = "i-1", agent: str = "Ada") -> Decision:
        return self.send(requests.Raise(incident, agent, self._request_id(), severity, "as I see it"))

    def call(self, incident: str = "i-1", agent: str = "Ada", to: Literal["rider", "driver"] = "rider") -> Decision:
        return self.send(requests.Call(incident, agent, self._request_id(), to))

    def take_call(self, incident: str = "i-1", agent: str = "Ada") -> Decision:
        return self.send(requests.TakeCall(incident, agent, self._request_id()))

    def settle(self, outcome: Outcome, call_id: str = "i-1-call1", incident: str = "i-1") -> Decision:
        return self.send(requests.CallSettled(call_id, incident, outcome))

    def reopen(self, incident: str = "i-1", agent: str = "Ada") -> Decision:
        return self.send(requests.Reopen(incident, agent, self._request_id(), "the rider rang back"))

    def open(self, trip: str = "T", severity: int = 3, agent: str = "Ada") -> Decision:
        return self.send(requests.Open(trip, agent, self._request_id(), severity, "the mother rang"))

    def accompany(self, by: str = "rider", every_s: float | None = None, accompany_id: str = "a") -> Decision:
        return self.send(requests.Accompany("T", by, every_s, accompany_id))

    def leave_alone(self, by: str = "rider", accompany_id: str = "a") -> Decision:
        return self.send(requests.AccompanyEnd("T", by, accompany_id))

    def due(self) -> Decision:
        return self.send(requests.Due())

    def _request_id(self) -> str:
        return f"r-{next(self._numbers)}"
