"""The people at the desk: they claim what they see, race, ask, hand on, fall asleep over a case, and send things twice.

idle --something waits--> looks --claims--> works --note, say, ask, transfer--> works ... --closes--> looks
                                              '--sleeps for a while--^
"""

from functools import partial

from alerts import Incident, Recorded, requests
from tests.nights.night import Action, Night, drawn

AGENTS = ("Ada", "Bo", "Cleo", "Dov")
WORK = {"note": 4, "say": 3, "ask": 2, "escalate": 1, "transfer": 1, "sleep": 1, "close": 6, "someone else's": 1}


class Agent:
    """One agent, awake most of the night."""

    def __init__(self, night: Night, name: str, colleagues: tuple[str, ...]) -> None:
        self._night, self._name, self._chance = night, name, night.chance(name)
        self._colleagues = colleagues
        self._idle, self._requests = True, 0
        night.walls.append(self._told)

    def _told(self, _: Recorded) -> None:
        if self._idle:
            self._idle = False
            self._night.after(self._chance.uniform(1, 15), self._look)

    def _look(self) -> None:
        mine = [incident for incident in self._night.desk.open.values() if incident.claimed_by == self._name]
        waiting = [incident for incident in self._night.desk.open.values() if incident.claimed_by is None]
        if mine:
            self._work(mine[0])
        elif waiting:
            worst = max(waiting, key=lambda incident: incident.severity)
            self._later(partial(self._send, requests.Claim(worst.incident, self._name, self._request_id())), 0.05, 2)
            self._later(self._look, 2.5, 10)
        else:
            self._idle = True

    def _work(self, incident: Incident) -> None:
        work = drawn(self._chance, WORK)
        if work == "sleep":
            self._later(self._look, 300, 2_400)
            return
        if work == "someone else's":
            others = [each for each in self._night.desk.open if each != incident.incident]
            target = self._chance.choice(others) if others else "i-0"
            self._send(requests.Close(target, self._name, self._request_id(), "false_alarm"))
            self._send(requests.Note(target, self._name, self._request_id(), "not mine after all"))
        else:
            self._send(self._act(work, incident.incident))
        self._later(self._look, 5, 90)

    def _act(self, work: str, incident: str) -> requests.Act:
        name, request_id = self._name, self._request_id()
        match work:
            case "note":
                return requests.Note(incident, name, request_id, "called, no answer yet")
            case "say":
                return requests.Say(incident, name, request_id, "I am with you")
            case "ask":
                return requests.Ask(incident, name, request_id)
            case "escalate":
                return requests.Escalate(incident, name, request_id, "I need a second opinion")
            case "transfer":
                return requests.Transfer(incident, name, request_id, self._chance.choice(self._colleagues))
            case _:
                return requests.Close(incident, name, request_id, "safe", "spoke with the rider")

    def _send(self, request: requests.Act) -> None:
        first = self._night.send(request)
        if self._chance.random() < 0.1:
            again = self._night.send(request)
            assert again.entries == () or first.refusal is not None, f"{request} twice wrote twice"

    def _later(self, action: Action, least_s: float, most_s: float) -> None:
        self._night.after(self._chance.uniform(least_s, most_s), action)

    def _request_id(self) -> str:
        self._requests += 1
        return f"{self._name}/{self._requests}"


def come_to_work(night: Night, agents: tuple[str, ...] = AGENTS) -> None:
    """All agents of a night."""
    for name in agents:
        Agent(night, name, agents)
