"""What one case's timeline adds up to, for a report: a few numbers, and the rest can be forgotten.

    opened ─▶ pressed, found, asked, answered, called, claimed, ... ─▶ closed
       └──────────────────── facts_of ─────────────────────────────▶ Facts

Rule: pure; times are unix seconds. A press is answered when an agent holds its case: at once, where one already does.
A case is real where it ended with somebody assisted, or emergency services on their way.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from alerts import Recorded
from alerts import timeline as t

REAL = ("assisted", "emergency_dispatched")
_BECAME = {t.OfferDeclined: "declined", t.OfferExpired: "expired", t.OfferWithdrawn: "withdrawn"}
HEARD = ("safe", "help", "duress", "person", "taken_over")  # outcomes of a call in which somebody answered


@dataclass(frozen=True, slots=True)
class PressFacts:
    """One press; `answered_s` None while nobody has answered it."""

    at_s: float
    answered_s: float | None


@dataclass(frozen=True, slots=True)
class Held:
    """One agent's time with the case; `until_s` None while it lasts."""

    agent: str
    from_s: float
    until_s: float | None
    closed: bool = False  # it ended with this agent closing the case


@dataclass(slots=True)
class Facts:
    """One case."""

    incident: str
    opened_s: float
    by_press: bool = False  # a press was what opened it
    presses: list[PressFacts] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)  # of finding: how often each was raised
    asked: bool = False  # in the app or by telephone
    answered: bool = False  # by the rider or the driver, whatever they said
    claimed_s: float | None = None  # for the first time
    held: list[Held] = field(default_factory=list)
    offers: list[tuple[str, str]] = field(default_factory=list)  # agent, accepted | declined | expired | withdrawn
    closed_s: float | None = None
    disposition: str | None = None

    @property
    def real(self) -> bool:
        """Whether somebody needed us."""
        return self.disposition in REAL


def facts_of(recorded: Iterable[Recorded]) -> Facts:
    """The facts of one whole timeline. Raises AssertionError where it does not begin with `opened`."""
    facts: Facts | None = None
    for each in recorded:
        if facts is None:
            assert isinstance(each.entry, t.Opened), f"{each.incident} begins with {type(each.entry).__name__}"
            facts = Facts(each.incident, each.at.timestamp())
        else:
            _add(facts, each.entry, each.at.timestamp())
    assert facts is not None, "a timeline without entries is no incident"
    return facts


def _add(facts: Facts, entry: t.Entry, at_s: float) -> None:
    match entry:
        case t.Pressed():
            facts.by_press = facts.by_press or (not facts.presses and not facts.kinds and not facts.asked)
            facts.presses.append(PressFacts(at_s, at_s if _holder(facts) is not None else None))
        case t.Found() if entry.finding.edge == "raised":
            facts.kinds[entry.finding.kind] = facts.kinds.get(entry.finding.kind, 0) + 1
        case t.Asked() | t.Called():
            facts.asked = True
        case t.Answered() | t.Duress():
            facts.answered = True
        case t.CallSettled():
            facts.answered = facts.answered or entry.outcome in HEARD
        case t.Offered() | t.OfferDeclined() | t.OfferExpired() | t.OfferWithdrawn():
            _offered(facts, entry)
        case t.Claimed() | t.Assigned():
            _take(facts, entry.agent, at_s)
        case t.Transferred():
            _take(facts, entry.to, at_s)
        case t.TakenBack():
            _let_go(facts, at_s)
        case t.Closed():
            _let_go(facts, at_s, closed=True)
            facts.closed_s, facts.disposition = at_s, entry.disposition
        case _:
            pass


def _offered(facts: Facts, entry: t.Offered | t.OfferDeclined | t.OfferExpired | t.OfferWithdrawn) -> None:
    """An offer stands as `offered` until something becomes of it."""
    if isinstance(entry, t.Offered):
        facts.offers.append((entry.agent, "offered"))
    elif facts.offers and facts.offers[-1] == (entry.agent, "offered"):
        facts.offers[-1] = (entry.agent, _BECAME[type(entry)])


def _take(facts: Facts, agent: str, at_s: float) -> None:
    _let_go(facts, at_s)
    facts.held.append(Held(agent, at_s, None))
    if facts.claimed_s is None:
        facts.claimed_s = at_s
    facts.presses = [PressFacts(each.at_s, at_s) if each.answered_s is None else each for each in facts.presses]
    if facts.offers and facts.offers[-1] == (agent, "offered"):
        facts.offers[-1] = (agent, "accepted")


def _let_go(facts: Facts, at_s: float, *, closed: bool = False) -> None:
    if _holder(facts) is not None:
        last = facts.held[-1]
        facts.held[-1] = Held(last.agent, last.from_s, at_s, closed)


def _holder(facts: Facts) -> str | None:
    return facts.held[-1].agent if facts.held and facts.held[-1].until_s is None else None
