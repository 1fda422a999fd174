"""What somebody does with a case they hold, one act after the other, until it is closed or lost.

    begin ─▶ note | say | ask | call | speak | escalate | judge | hand on | give back | sleep | close too early ─▶ ...

Rule: whoever finds a case no longer theirs stops; whoever sleeps over it finds it taken back.
"""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from alerts import Incident, requests
from tests.nights.night import Night, drawn

if TYPE_CHECKING:
    from tests.nights.agents import Agent

ACTS_S = (5, 90)  # between one act and the next
ASLEEP_S = (300, 2_400)
DOES = {
    "note": 5,
    "say": 3,
    "ask": 2,
    "call": 3,
    "take call": 3,
    "escalate": 1,
    "judge": 2,
    "transfer": 1,
    "give back": 1,
    "sleep": 2,
    "someone else's": 3,
    "reopen": 1,
    "close": 9,
}
DISPOSITIONS: dict[requests.Disposition, int] = {
    "safe": 5,
    "false_alarm": 2,
    "assisted": 2,
    "emergency_dispatched": 1,
    "unreachable": 1,
}


class Work:
    """One agent's work on one incident."""

    def __init__(
        self,
        agent: "Agent",
        night: Night,
        incident: str,
        colleagues: tuple[str, ...],
        chance: Random,
        done: Callable[[str], object],
    ) -> None:
        self._agent, self._night, self._incident, self._colleagues = agent, night, incident, colleagues
        self._chance, self._done = chance, done

    def begin(self) -> None:
        """The first act, a little later."""
        self._agent.later(self._go_on, *ACTS_S)

    def _go_on(self) -> None:
        mine = self._agent.held(self._incident)
        if mine is None:
            self._done(self._incident)
            return
        does = drawn(self._chance, DOES)
        if does == "sleep":
            self._agent.later(self._go_on, *ASLEEP_S)
            return
        if does == "someone else's":
            self._meddle()
        else:
            self._agent.send(self._act(does, mine))
        self.begin()

    def _act(self, does: str, mine: Incident) -> requests.Act:
        incident, name, request_id = self._incident, self._agent.name, self._agent.request_id()
        match does:
            case "note":
                return requests.Note(incident, name, request_id, "called, no answer yet")
            case "say":
                return requests.Say(incident, name, request_id, "I am with you")
            case "ask":
                return requests.Ask(incident, name, request_id)
            case "call":
                return requests.Call(incident, name, request_id, self._chance.choice(("rider", "rider", "driver")))
            case "take call":
                return requests.TakeCall(incident, name, request_id)
            case "escalate":
                return requests.Escalate(incident, name, request_id, "I need a second opinion")
            case "judge":
                severity = min(4, max(0, mine.severity + self._chance.choice((-2, -1, 1))))
                return requests.Raise(incident, name, request_id, severity, "what I heard on the phone")
            case "transfer":
                return requests.Transfer(incident, name, request_id, self._chance.choice(self._colleagues))
            case "give back":
                return requests.GiveBack(incident, name, request_id, "I am called away")
            case _:
                disposition = drawn(self._chance, DISPOSITIONS)
                return requests.Close(incident, name, request_id, disposition, "spoke with the rider")

    def _meddle(self) -> None:
        """With a case that is not mine, is closed, or never was: refused, or noted, and no help to its holder."""
        others = [each for each in self._night.desk.open if each != self._incident]
        target = self._chance.choice(others) if others else "i-0"
        name, new_id = self._agent.name, self._agent.request_id
        self._agent.send(requests.Close(target, name, new_id(), "false_alarm"))
        self._agent.send(requests.Note(target, name, new_id(), "not mine after all"))
        closed = f"i-{self._chance.randint(1, 60)}"
        if closed not in self._night.desk.open and self._chance.random() < 0.3:
            self._agent.send(requests.Reopen(closed, name, new_id(), "the rider called again"))
