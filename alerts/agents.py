"""Who is at the desk, and in what shape: a fold of the floor's entries, and of what each agent did with incidents.

    (nobody) --came--> here --paused--> on a break --resumed--> here --left, lost--> gone
                        '--closed--> wrapping up --time--^
                        '--resting--> resting --time-----^

Rule: only entries change it; what depends on the time of day (wrapping up, resting, certified) is asked with `now`.
"""

from datetime import datetime, timedelta
from typing import Literal, assert_never

import msgspec
from msgspec.structs import replace

from alerts import timeline as t
from alerts.incident import Incident
from alerts.moments import moment_of, unix_s
from alerts.policy import Policy
from alerts.requests import Role
from alerts.severity import Severity

Shape = Literal["free", "busy", "paused", "wrap_up", "resting", "gone"]
_WORK = frozenset({t.OfferExpired, t.OfferDeclined, t.Claimed, t.Closed})
between_shifts = timedelta(hours=6)  # whoever was away so long has slept: severe cases are counted anew
gone_max = 1_000  # agents remembered who are not here; beyond it the first of them starts anew when they come


class AgentState(msgspec.Struct, frozen=True):
    """One agent, as the timeline tells it."""

    agent: str
    role: Role
    since: datetime  # of coming, going, or the break
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 1
    certified_until: float | None = None
    phone: bool = False
    here: bool = True
    lost: bool = False  # gone without signing out
    paused: str | None = None  # why
    rest_until: datetime | None = None
    closed_at: datetime | None = None  # the last close: wrapping up counts from here
    severe: int = 0  # threats to life held to their end since the last rest
    missed: int = 0  # offers in a row that were not answered

    def certified(self, now: datetime) -> bool:
        """Whether the drills passed still count."""
        return self.certified_until is not None and self.certified_until > unix_s(now)

    def resting(self, now: datetime) -> bool:
        """Whether the rest after severe cases still lasts."""
        return self.rest_until is not None and self.rest_until > now

    def wraps_up_until(self, policy: Policy) -> datetime | None:
        """Until when the last close is being written down."""
        return None if self.closed_at is None else self.closed_at + timedelta(seconds=policy.wrap_up.after_s)


class Floor:
    """Everybody who ever came, by name."""

    def __init__(self, agents: tuple[AgentState, ...] = ()) -> None:
        self.agents: dict[str, AgentState] = {state.agent: state for state in agents}

    def here(self, agent: str) -> bool:
        """Whether the agent is signed in and has not been lost; a break does not matter."""
        state = self.agents.get(agent)
        return state is not None and state.here

    def anybody(self) -> bool:
        """Whether anybody is here."""
        return any(state.here for state in self.agents.values())

    def apply(self, recorded: t.Recorded, incident: Incident | None = None) -> str | None:
        """Take one entry in; `incident` as the entry leaves it, None for the floor's own. Returns whom it changed."""
        entry = recorded.entry
        if incident is None:
            assert isinstance(entry, t.Floor), f"{type(entry).__name__} belongs to an incident"
            self.agents[entry.agent] = _on_the_floor(self.agents.get(entry.agent), entry, recorded.at)
            self._forget()
            return entry.agent
        if type(entry) not in _WORK:
            return None
        assert isinstance(entry, t.OfferExpired | t.OfferDeclined | t.Claimed | t.Closed)
        state = self.agents.get(entry.agent)
        if state is None:
            return None
        self.agents[entry.agent] = _at_work(state, entry, recorded.at, incident)
        return entry.agent

    def _forget(self) -> None:
        gone = [name for name, state in self.agents.items() if not state.here] if len(self.agents) > gone_max else []
        for name in gone[: max(0, len(gone) - gone_max)]:
            del self.agents[name]


def shape_of(policy: Policy, state: AgentState, cases: int, now: datetime) -> Shape:
    """How an agent stands, in the wall's words; `cases` is how many incidents the agent holds."""
    wraps_up_until = state.wraps_up_until(policy)
    if not state.here:
        return "gone"
    if state.paused is not None:
        return "paused"
    if state.resting(now):
        return "resting"
    if cases:
        return "busy"
    return "wrap_up" if wraps_up_until is not None and wraps_up_until > now else "free"


def _on_the_floor(before: AgentState | None, entry: t.Floor, at: datetime) -> AgentState:
    if isinstance(entry, t.AgentCame):
        return _came(before, entry, at)
    assert before is not None, f"{entry.agent} is not known at this desk"
    match entry:
        case t.AgentLeft() | t.AgentLost():
            return replace(before, here=False, lost=isinstance(entry, t.AgentLost), paused=None, since=at)
        case t.AgentPaused():
            return replace(before, paused=entry.why, since=at)
        case t.AgentResumed():
            return replace(before, paused=None, since=at, missed=0)
        case t.AgentResting():
            return replace(before, rest_until=moment_of(entry.until), severe=0)
        case _:
            assert_never(entry)


def _came(before: AgentState | None, entry: t.AgentCame, at: datetime) -> AgentState:
    known = before or AgentState(entry.agent, entry.role, at, here=False)
    new_shift = not known.here and at - known.since >= between_shifts
    return replace(
        known,
        role=entry.role,
        since=known.since if known.here else at,
        skills=entry.skills,
        languages=entry.languages,
        capacity=entry.capacity,
        certified_until=entry.certified_until,
        phone=entry.phone,
        here=True,
        lost=False,
        severe=0 if new_shift else known.severe,
        missed=0,
    )


def _at_work(
    state: AgentState,
    entry: t.OfferExpired | t.OfferDeclined | t.Claimed | t.Closed,
    at: datetime,
    incident: Incident,
) -> AgentState:
    match entry:
        case t.OfferExpired():
            return replace(state, missed=state.missed + 1)
        case t.OfferDeclined() | t.Claimed():
            return replace(state, missed=0)
        case t.Closed():
            severe = incident.worst == Severity.LIFE and entry.disposition != "false_alarm"
            return replace(state, closed_at=at, severe=state.severe + severe, missed=0)
        case _:
            assert_never(entry)
