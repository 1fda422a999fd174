"""Who holds what, who is asked what, and who has a hand free.

Rule: an index of the fold, kept with every entry, so that no request looks through all incidents. Weights are fifths of
a case: one agent can accompany five in peace in the place of one.
"""

from alerts.agents import AgentState
from alerts.incident import Incident

whole, peaceful = 5, 1  # fifths


def weight_of(incident: Incident) -> int:
    """What an incident weighs in its holder's hands."""
    return peaceful if incident.peaceful else whole


class Hands:
    """The incidents in each agent's hands."""

    def __init__(self) -> None:
        self._held: dict[str, dict[str, int]] = {}  # agent -> incident -> weight
        self._offered: dict[str, str] = {}  # agent -> incident
        self._ready: dict[str, AgentState] = {}  # here, not on a break, asked nothing, with room for something

    @property
    def ready(self) -> dict[str, AgentState]:
        """Agents whom something may be offered, by what the fold knows; the time of day is not looked at."""
        return self._ready

    def held_by(self, agent: str) -> tuple[str, ...]:
        """The incidents an agent holds, in an order that a restart keeps."""
        return tuple(sorted(self._held.get(agent, ())))

    def offered_to(self, agent: str) -> str | None:
        """The incident an agent is asked to take."""
        return self._offered.get(agent)

    def load(self, agent: str) -> int:
        """The weight of all an agent holds."""
        return sum(self._held.get(agent, {}).values())

    def room(self, state: AgentState) -> int:
        """The weight an agent can still be offered."""
        return state.capacity * whole - self.load(state.agent)

    def took(self, before: Incident | None, after: Incident) -> set[str]:
        """An entry changed an incident; returns the agents whose hands it changed."""
        was = (None, None) if before is None else (before.claimed_by, before.offered_to)
        now = (None if after.closed_at is not None else after.claimed_by, after.offered_to)
        if was == now and (before is None or now[0] is None or weight_of(before) == weight_of(after)):
            return set()
        if was[0] is not None and was[0] != now[0]:
            self._let_go(was[0], after.incident)
        if now[0] is not None:
            self._held.setdefault(now[0], {})[after.incident] = weight_of(after)
        if was[1] is not None and was[1] != now[1]:
            del self._offered[was[1]]
        if now[1] is not None:
            self._offered[now[1]] = after.incident
        return {agent for agent in (*was, *now) if agent is not None}

    def weigh(self, agent: str, state: AgentState | None) -> None:
        """Whether this agent has a hand free, after something about the agent changed."""
        able = state is not None and state.here and state.paused is None and state.role != "viewer"
        if state is not None and able and agent not in self._offered and self.room(state) >= peaceful:
            self._ready[agent] = state
        else:
            self._ready.pop(agent, None)

    def _let_go(self, agent: str, incident: str) -> None:
        held = self._held[agent]
        del held[incident]
        if not held:
            del self._held[agent]
