"""How soon presses are claimed with so many agents: the real desk on virtual time, presses by the ten thousand.

    presses, at random ─▶ desk ─▶ offered ─▶ accepted after a few seconds, or not ─▶ worked on ─▶ closed ─▶ the next

Rule: no figure without its staffing. Every press counts, and the keeper crashes here too.
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from alerts import Recorded, requests
from alerts.timeline import Claimed, Offered, Pressed
from tests.nights.crew import BEAT_S
from tests.nights.night import BEGIN, Night

CRASHES = 0.0005  # share of requests in and after which the keeper dies: some ten times in a thousand presses
FALSE_ALARMS = 0.9  # share of presses; the alarm industry counts 92 % (TMA), and after the others agents rest
ACCEPTS_S = (1.5, 3.0, 7.0)  # least, mostly, most: from the offer on the wall to the key
NOTES_EVERY_S = 40.0  # while a case is worked on
PRESSES_EACH = 10_000  # in one simulated stretch of days
PRESSES_PROMISED = 100_000
HEAD = ("presses", "<= 10 s", "<= 20 s", "p50", "p99", "max", "left")


@dataclass(frozen=True)
class Staffing:
    """What comes, and who is there; agents hold one case each."""

    presses_per_hour: float
    agents: int
    handling_s: float = 180.0  # on average, from claim to close; exponential
    looks_away: float = 0.03  # share of offers that nobody looks at
    declines: float = 0.02

    def __str__(self) -> str:
        return f"{self.presses_per_hour:.0f} presses an hour, {self.agents} agents, {self.handling_s:.0f} s each"


PROMISED = Staffing(60.0, 12)  # nine in ten presses claimed within 10 s, 99 of 100 within 20 s, none unanswered


@dataclass(frozen=True)
class Waits:
    """How long each press waited until somebody claimed it."""

    waited_s: tuple[float, ...]
    unanswered: int

    def within(self, seconds: float) -> float:
        """The share of all presses claimed within so many seconds."""
        return sum(each <= seconds for each in self.waited_s) / (len(self.waited_s) + self.unanswered)

    def quantile_s(self, share: float) -> float:
        """The wait that this share of the claimed presses does not exceed."""
        return sorted(self.waited_s)[min(len(self.waited_s) - 1, int(share * len(self.waited_s)))]


def waits(staffing: Staffing, presses: int, seed: int) -> Waits:
    """So many presses through the desk with this staffing."""
    lasts_s = presses / staffing.presses_per_hour * 3600.0
    night = Night(f"staffing/{staffing}/{seed}", ends_s=2 * lasts_s + 7_200, crashes=CRASHES)
    for channel in ("prompt", "voice", "page", "sms", "webhook"):
        night.carriers[channel] = lambda _: None
    watch = _Watch(night)
    agents = tuple(f"Agent {number}" for number in range(staffing.agents))
    for name in agents:
        _Steady(night, name, staffing)
    night.after(1.0, partial(_beat, night, _Presses(night, staffing, presses), agents))
    night.run()
    return Waits(tuple(watch.waited_s), presses - len(watch.waited_s))


def waits_of_many(staffing: Staffing, presses: int, pool: ProcessPoolExecutor) -> Waits:
    """The same, in stretches, on every core."""
    parts = list(pool.map(partial(waits, staffing, PRESSES_EACH), range(presses // PRESSES_EACH)))
    return Waits(tuple(each for part in parts for each in part.waited_s), sum(part.unanswered for part in parts))


class _Watch:
    """When each press came, and when its incident was first claimed."""

    def __init__(self, night: Night) -> None:
        self.waited_s: list[float] = []
        self._pressed_at: dict[str, float] = {}
        self._night = night
        night.walls["watch"] = self._told

    def _told(self, recorded: Recorded) -> None:
        if isinstance(recorded.entry, Pressed):
            self._pressed_at[recorded.incident] = self._night.now_s
        elif isinstance(recorded.entry, Claimed) and recorded.incident in self._pressed_at:
            self.waited_s.append(self._night.now_s - self._pressed_at.pop(recorded.incident))


class _Steady:
    """An agent who mostly accepts, works, and closes."""

    def __init__(self, night: Night, name: str, staffing: Staffing) -> None:
        self._night, self._name, self._staffing = night, name, staffing
        self._chance, self._requests = night.chance(name), 0
        night.walls[name] = self._told
        certified_until = BEGIN.timestamp() + 1e9
        came = requests.Came(name, "agent", capacity=1, certified_until=certified_until, phone=True)
        night.after(0.5, lambda: night.send(came))

    def _told(self, recorded: Recorded) -> None:
        match recorded.entry:
            case Offered(agent=self._name):
                self._offered(recorded.incident)
            case Claimed(agent=self._name):
                self._work(recorded.incident, self._chance.expovariate(1 / self._staffing.handling_s))
            case _:
                pass

    def _offered(self, incident: str) -> None:
        drawn = self._chance.random()
        least_s, mostly_s, most_s = ACCEPTS_S
        if drawn < self._staffing.looks_away:
            return
        answer: requests.Act = requests.Claim(incident, self._name, self._request_id())
        if drawn < self._staffing.looks_away + self._staffing.declines:
            answer = requests.Decline(incident, self._name, self._request_id(), "not now")
        self._night.after(self._chance.triangular(least_s, most_s, mostly_s), lambda: self._night.send(answer))

    def _work(self, incident: str, left_s: float) -> None:
        if left_s > NOTES_EVERY_S:
            self._night.after(NOTES_EVERY_S, lambda: self._note(incident, left_s - NOTES_EVERY_S))
            return
        disposition: requests.Disposition = "false_alarm" if self._chance.random() < FALSE_ALARMS else "assisted"
        close = requests.Close(incident, self._name, self._request_id(), disposition)
        self._night.after(max(left_s, 0.1), lambda: self._night.send(close))

    def _note(self, incident: str, left_s: float) -> None:
        self._night.send(requests.Note(incident, self._name, self._request_id(), "on the phone with the rider"))
        self._work(incident, left_s)

    def _request_id(self) -> str:
        self._requests += 1
        return f"{self._name}/{self._requests}"


class _Presses:
    """Each press is another trip's; the next comes when it comes."""

    def __init__(self, night: Night, staffing: Staffing, presses: int) -> None:
        self._night, self._staffing, self.left = night, staffing, presses
        self._chance = night.chance("presses")
        night.after(30.0, self._press)

    def _press(self) -> None:
        self._night.send(requests.Pressed("p", f"T{self.left}", "sos", "rider", None, None, True))
        self.left -= 1
        if self.left:
            self._night.after(self._chance.expovariate(self._staffing.presses_per_hour / 3600.0), self._press)


def _beat(night: Night, presses: _Presses, agents: tuple[str, ...]) -> None:
    """One process says that all walls are there, while there is anything to do."""
    if presses.left or night.desk.open:
        night.send(requests.Seen(agents))
        night.after(BEAT_S, partial(_beat, night, presses, agents))


def main() -> None:
    """Print the table: ten thousand presses a row, and a hundred thousand for the staffing that is promised."""
    rows = [(Staffing(60.0, agents), PRESSES_EACH) for agents in (6, 8, 10)]
    rows += [(Staffing(120.0, agents), PRESSES_EACH) for agents in (12, 16)] + [(PROMISED, PRESSES_PROMISED)]
    print(f"{'staffing':<42}" + "".join(f"{word:>10}" for word in HEAD))
    with ProcessPoolExecutor() as pool:
        for staffing, presses in rows:
            print(f"{staffing!s:<42}" + "".join(f"{word:>10}" for word in _row(waits_of_many(staffing, presses, pool))))


def _row(seen: Waits) -> tuple[str, ...]:
    presses = len(seen.waited_s) + seen.unanswered
    shares = tuple(f"{100 * seen.within(seconds):.2f} %" for seconds in (10.0, 20.0))
    return (f"{presses:,}", *shares, *(f"{seen.quantile_s(q):.1f} s" for q in (0.5, 0.99, 1.0)), f"{seen.unanswered}")


if __name__ == "__main__":
    main()
