"""One long hour at the real desk, on a virtual clock: presses come, agents accept, work, close.

    pressed ──▶ Desk ──offered──▶ an agent, after some seconds ──claimed──▶ works, noting now and then ──▶ closed

Rule: the desk and its policy are the real ones, with their offers, wrap-up, rest and take-back; only that walls are
alive is taken for granted. Chance is seeded, and keyed by what it is for. The first presses, which find everybody idle,
do not count.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from random import Random

import msgspec
from msgspec.structs import replace

from alerts import Desk, Policy, Request, requests
from alerts import timeline as t
from escort.report.shares import percentile

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
idle_share = 0.05  # of the presses, the first, are not counted
spread = 0.5  # an agent accepts within `accept_s`, give or take this share of it
notes_within = 0.75  # of the time in which an agent must act: who works writes something down


class Hour(msgspec.Struct, frozen=True):
    """What is simulated. `real`: the share of presses that are threats to life; the others are false alarms."""

    presses_per_hour: float
    handling_s: float
    accept_s: float = 3.0
    real: float = 0.05
    presses: int = 1_000
    seed: int = 1


class Served(msgspec.Struct, frozen=True):
    """What so many agents made of it. Units: seconds, shares of 1."""

    agents: int
    waited_s: tuple[float, ...]  # ascending, a press each
    occupancy: float

    def answered(self, within_s: float) -> float:
        """The share of presses claimed within so many seconds."""
        return sum(each <= within_s for each in self.waited_s) / len(self.waited_s)

    def wait_s(self, share: float) -> float:
        """The wait that this share of presses does not exceed."""
        found = percentile(self.waited_s, share)
        assert found is not None, "an hour without presses is not simulated"
        return found


@dataclass(slots=True)
class _Shift:
    desk: Desk
    policy: Policy
    hour: Hour
    now_s: float = 0.0
    held_s: float = 0.0
    pressed_at: dict[str, float] = field(default_factory=dict)  # by incident, until it is claimed
    waited_s: list[tuple[float, float]] = field(default_factory=list)  # pressed at, waited
    agenda: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    crew: tuple[str, ...] = ()
    number: int = 0

    def chance(self, purpose: str) -> Random:
        return Random(f"{self.hour.seed}/{purpose}")

    def after(self, wait_s: float, action: Callable[[], None]) -> None:
        self.number += 1
        heappush(self.agenda, (self.now_s + wait_s, self.number, action))

    def send(self, request: Request) -> None:
        decision = self.desk.handle(request, BEGAN + timedelta(seconds=self.now_s))
        for recorded in decision.entries:
            match recorded.entry:
                case t.Pressed():
                    self.pressed_at[recorded.incident] = self.now_s
                case t.Offered(agent):
                    self._offered(recorded.incident, agent)
                case t.Claimed(agent):
                    self._claimed(recorded.incident, agent)
                case _:
                    pass

    def run(self) -> None:
        """Until the last press is closed."""
        while self.agenda or self.desk.open:
            due = self.desk.next_due()
            due_s = float("inf") if due is None else (due - BEGAN).total_seconds()
            if self.agenda and self.agenda[0][0] <= due_s:
                self.now_s, _, action = heappop(self.agenda)
                action()
            else:
                assert due is not None, "what is open is due"
                self.now_s = max(self.now_s, due_s) + 0.001
                self.send(requests.Due())

    def press(self, number: int) -> None:
        """This press, and later the next."""
        self.send(requests.Seen(self.crew))
        self.send(requests.Pressed("p", f"T{number}", "sos", "rider", None, None, True))
        if number < self.hour.presses:
            wait_s = self.chance(f"press/{number}").expovariate(self.hour.presses_per_hour / 3600.0)
            self.after(wait_s, partial(self.press, number + 1))

    def _offered(self, incident: str, agent: str) -> None:
        chance = self.chance(f"accept/{incident}/{agent}")
        wait_s = self.hour.accept_s * chance.uniform(1 - spread, 1 + spread)
        claim = requests.Claim(incident, agent, f"{incident}/claim/{agent}/{self.now_s}")
        self.after(wait_s, partial(self.send, claim))

    def _claimed(self, incident: str, agent: str) -> None:
        pressed_s = self.pressed_at.pop(incident)
        self.waited_s.append((pressed_s, self.now_s - pressed_s))
        chance = self.chance(f"work/{incident}")
        work_s = chance.expovariate(1 / self.hour.handling_s)
        self.held_s += work_s
        real = chance.random() < self.hour.real
        note_s = self.policy.ladder(4).act_within_s * notes_within
        for place in range(1, int(work_s / note_s) + 1):
            note = requests.Note(incident, agent, f"{incident}/note/{place}", "speaking with the rider")
            self.after(place * note_s, partial(self.send, note))
        close = requests.Close(incident, agent, f"{incident}/close", "assisted" if real else "false_alarm")
        self.after(work_s, partial(self.send, close))


def simulate(policy: Policy, hour: Hour, agents: int) -> Served:
    """What so many agents make of such an hour, repeated until `hour.presses` have come."""
    lives = replace(policy, presence=replace(policy.presence, lost_after_s=86_400.0))
    shift = _Shift(Desk(lives, "staffing"), policy, hour)
    until_s = (BEGAN + timedelta(days=3_650)).timestamp()
    shift.crew = tuple(f"Agent {number + 1}" for number in range(agents))
    for agent in shift.crew:
        shift.send(requests.Came(agent, "agent", certified_until=until_s))
    shift.after(1.0, partial(shift.press, 1))
    shift.run()
    counted = sorted(shift.waited_s)[int(idle_share * len(shift.waited_s)) :]
    waited_s = tuple(sorted(wait for _, wait in counted))
    return Served(agents, waited_s, shift.held_s / (agents * shift.now_s))
