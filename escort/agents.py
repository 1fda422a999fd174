"""An agent as walls see them: the AGENT of docs/wire.md, made from the floor's fold and from what each holds."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from alerts import AgentState, Floor, Policy, shape_of


class AgentSeen(msgspec.Struct, frozen=True):
    """Who is at the desk, and in what shape. Units: unix seconds; `until`: of the wrap-up or the rest."""

    agent: str
    role: str
    state: str  # free, busy, paused, wrap_up, resting
    cases: int
    capacity: int
    since: float
    until: float | None
    why: str | None  # of a break
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    certified: bool
    phone: bool


def agents_of(floor: Floor, held: Mapping[str, int], policy: Policy, now: datetime) -> list[AgentSeen]:
    """Everybody who is here, by name."""
    here = sorted((state for state in floor.agents.values() if state.here), key=lambda state: state.agent)
    return [_seen(state, held.get(state.agent, 0), policy, now) for state in here]


def _seen(state: AgentState, cases: int, policy: Policy, now: datetime) -> AgentSeen:
    shape = shape_of(policy, state, cases, now)
    ends = {"resting": state.rest_until, "wrap_up": state.wraps_up_until(policy)}
    until = ends.get(shape)
    return AgentSeen(
        agent=state.agent,
        role=state.role,
        state=shape,
        cases=cases,
        capacity=state.capacity,
        since=state.since.timestamp(),
        until=None if until is None else until.timestamp(),
        why=state.paused,
        languages=state.languages,
        skills=state.skills,
        certified=state.certified(now),
        phone=state.phone,
    )
