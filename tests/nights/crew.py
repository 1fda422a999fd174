"""Who is at the desk tonight: two teams and a supervisor, and the process that says whose walls are alive.

    early team ────────────────┐
                     late team ─┴──────────────▶ until nothing is open
    process: Seen, Seen, Seen ── while any wall is there ── dies now and then, and is started again

Rule: somebody is always on duty; that somebody is awake is not promised.
"""

from random import Random

from alerts import requests
from tests.nights.agents import Agent
from tests.nights.night import BEGIN, LOST_AFTER_S, SHIFT_S, Night

NAMES = ("Ada", "Bo", "Cleo", "Dov", "Eve", "Fen")
AT_HOME = "Gus"  # on no wall, but on the list of those who are called
SUPERVISOR = "Sam"
BEAT_S = 0.75 * LOST_AFTER_S  # between two Seen
DIES = 0.0015  # share of beats after which the process dies
STARTS_S, OUTAGE_S, OUTAGES = (1, 30), (600, 2_400), 0.3  # how long until it starts again, and the share of long waits
CHANGE_S = SHIFT_S / 2, SHIFT_S / 2 + 900  # when the early team goes
SUPERVISES_S = (300, 1_500)


class Crew:
    """Everybody who may come to a wall tonight."""

    def __init__(self, night: Night, names: tuple[str, ...] = NAMES, capacity: int | None = None) -> None:
        self._night, self._chance = night, night.chance("crew")
        self._walls: set[str] = set()
        everybody = (*names, SUPERVISOR)
        half = len(names) // 2
        self._agents: dict[str, Agent] = {}
        for number, name in enumerate((*everybody, AT_HOME)):
            early, both = number < half, number == len(names) or self._chance.random() < 0.2
            agent = Agent(night, _came(name, self._chance, capacity), self._walls, everybody)
            self._agents[name] = agent
            if name == AT_HOME:
                continue
            begins_s = 1 + self._chance.uniform(0, 20) if early or both else CHANGE_S[0] - self._chance.uniform(0, 900)
            night.after(begins_s, agent.come)
            if early and not both:
                night.after(self._chance.uniform(*CHANGE_S), agent.go)
        night.after(self._chance.uniform(*SUPERVISES_S), self._supervise)
        night.after(BEAT_S, self._beat)

    def call_in(self, name: str) -> None:
        """Somebody has answered a page, and comes to a wall to work on it."""
        self._agents[name].come_in()

    def _beat(self) -> None:
        if self._night.over:
            return
        if self._walls:
            self._night.send(requests.Seen(tuple(sorted(self._walls))))
        if self._chance.random() >= DIES:
            self._night.after(BEAT_S, self._beat)
            return
        self._walls.clear()
        least_s, most_s = OUTAGE_S if self._chance.random() < OUTAGES else STARTS_S
        self._night.after(self._chance.uniform(least_s, most_s), self._start_again)

    def _start_again(self) -> None:
        for agent in self._agents.values():
            agent.mended()
        self._beat()

    def _supervise(self) -> None:
        """Give a case to somebody, whoever has it; now and then without the right to."""
        if self._night.over:
            return
        cases = list(self._night.desk.open)
        if cases:
            by = self._chance.choice((SUPERVISOR, SUPERVISOR, NAMES[0]))
            role: requests.Role = "supervisor" if by == SUPERVISOR else "agent"
            to = self._chance.choice((*NAMES, SUPERVISOR, AT_HOME))
            request_id = f"supervise/{self._night.now_s}"
            self._night.send(requests.Assign(self._chance.choice(cases), by, request_id, to, role=role))
        self._night.after(self._chance.uniform(*SUPERVISES_S), self._supervise)


def _came(name: str, chance: Random, capacity: int | None) -> requests.Came:
    """What somebody can do; most have passed their drills."""
    certified_s = BEGIN.timestamp() + chance.choice((-3_600, 6 * 3_600, 90 * 86_400, 90 * 86_400, 90 * 86_400))
    return requests.Came(
        name,
        "supervisor" if name == SUPERVISOR else "agent",
        languages=tuple(chance.sample(("pt", "en", "zh"), chance.randint(1, 3))),
        capacity=chance.randint(1, 3) if capacity is None else capacity,
        certified_until=certified_s,
        phone=chance.random() < 0.8,
    )
