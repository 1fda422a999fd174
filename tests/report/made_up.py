"""Made-up timelines on whole seconds, so that a slow recount can look at every second: a few agents, many cases.

Rule: chance is seeded; entries come in an order a desk could have written, though no desk wrote them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from alerts import Entry, Recorded
from alerts import timeline as t
from alerts.requests import Disposition

BEGAN_S = 1_793_491_200  # 2026-11-01, midnight UTC
HOUR_S = 3_600
AGENTS = ("Ada", "Ben", "Cai")
KINDS = ("deviation", "dwell", "signal_loss")
DISPOSITIONS: tuple[Disposition, ...] = ("safe", "false_alarm", "assisted", "emergency_dispatched", "unreachable")


def recorded(incident: str, at_s: float, entry: Entry) -> Recorded:
    return Recorded(incident, datetime.fromtimestamp(at_s, UTC), entry)


@dataclass
class MadeUp:
    """The timelines of one region over some hours."""

    seed: int
    cases: int = 60
    hours: int = 30
    floor: list[Recorded] = field(default_factory=list)
    timelines: list[list[Recorded]] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = Random(f"{self.seed}/cases")
        opened = sorted(chance.randrange(BEGAN_S, BEGAN_S + self.hours * HOUR_S) for _ in range(self.cases))
        self.timelines = [_case(Random(f"{self.seed}/{n}"), f"i-{n}", at_s) for n, at_s in enumerate(opened, start=1)]
        for agent in AGENTS:
            self.floor += _shifts(Random(f"{self.seed}/{agent}"), agent, self.hours)
        self.floor.sort(key=lambda each: each.at)


def _shifts(chance: Random, agent: str, hours: int) -> list[Recorded]:
    """Comes, has breaks, leaves or is lost, and comes again."""
    at_s, entries = BEGAN_S + chance.randrange(HOUR_S), list[Recorded]()
    steps: list[Entry] = []
    while at_s < BEGAN_S + hours * HOUR_S:
        if not steps:
            gone = t.AgentLost(agent) if chance.random() < 0.3 else t.AgentLeft(agent, "home")
            breaks: list[Entry] = [t.AgentPaused(agent, "tea"), t.AgentResumed(agent)]
            came = t.AgentCame(agent, "agent")
            steps = [came, *breaks, came, *breaks[: chance.randrange(3)], gone]
        entries.append(recorded("floor", at_s, steps.pop(0)))
        at_s += chance.randrange(60, 3 * HOUR_S)
    return entries


def _case(chance: Random, incident: str, at_s: int) -> list[Recorded]:
    entries: list[Recorded] = []

    def write(entry: Entry, wait_s: int = 40) -> None:
        nonlocal at_s
        entries.append(recorded(incident, at_s, entry))
        at_s += chance.randrange(wait_s)

    write(t.Opened(f"T-{incident}", 2, "because"), 1)
    begun_by_press = chance.random() < 0.5
    write(_press(chance) if begun_by_press else _found(chance), 30)
    for _ in range(chance.randrange(8)):
        write(_in_between(chance))
    for agent in chance.sample(AGENTS, k=chance.randrange(4)):
        _held(chance, agent, write)
    holder = _holder(entries)
    if holder is not None and chance.random() < 0.8:
        write(t.Closed(holder, chance.choice(DISPOSITIONS)))
    return entries


def _held(chance: Random, agent: str, write: Callable[..., None]) -> None:
    """Offered, taken or not, worked on, perhaps taken back."""
    write(t.Offered(agent, 0.0, "free"))
    became = chance.choice(("declined", "expired", "withdrawn", "claimed", "claimed", "claimed"))
    if became != "claimed":
        left: dict[str, Entry] = {"declined": t.OfferDeclined(agent, "busy"), "expired": t.OfferExpired(agent)}
        write(left.get(became, t.OfferWithdrawn(agent, "left")))
        return
    write(t.Claimed(agent) if chance.random() < 0.8 else t.Assigned(agent, "Sue"), 30)
    for _ in range(chance.randrange(3)):
        write(_press(chance) if chance.random() < 0.4 else t.Noted(agent, "on it"), 1_500)
    write(t.Transferred(agent, "Dee") if chance.random() < 0.2 else t.TakenBack(agent, "nothing done"), 600)
    if chance.random() < 0.3:
        write(_press(chance), 200)


def _holder(entries: list[Recorded]) -> str | None:
    """Who holds the case after these entries."""
    holder = None
    for each in entries:
        match each.entry:
            case t.Claimed(agent) | t.Assigned(agent):
                holder = agent
            case t.Transferred(_, to):
                holder = to
            case t.TakenBack():
                holder = None
            case _:
                pass
    return holder


def _press(chance: Random) -> t.Pressed:
    return t.Pressed(f"p{chance.random()}", "T", "sos", "rider", None, None)


def _found(chance: Random) -> t.Found:
    kind, raised = chance.choice(KINDS), chance.random() < 0.7
    finding = t.Finding(f"{kind}{chance.random()}", kind, "raised" if raised else "cleared", 0.0, 1.0, "Off.", {})
    return t.Found(finding, 2)


def _in_between(chance: Random) -> Entry:
    return chance.choice(
        (
            _press(chance),
            _found(chance),
            _found(chance),
            t.Asked("c", 0.0, "because", "both"),
            t.Answered("c", "ok", "rider"),
            t.Unanswered("c"),
            t.Called("k", "rider", 1, "because"),
            t.CallSettled("k", chance.choice(("safe", "voicemail", "no_answer", "person"))),
            t.Raised(3, "because"),
        )
    )
