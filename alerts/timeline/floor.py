"""Who is at the desk: these entries belong to no incident, and stand in the timeline under the name `floor`.

came ─▶ paused ─▶ resumed ─▶ resting ─▶ left | lost
"""

from alerts.requests import Role
from alerts.timeline.entry import Written

FLOOR = "floor"  # what `Recorded.incident` says of these entries


class AgentCame(Written, frozen=True, tag="agent_came"):
    """Somebody signed in at a wall, or what is known of somebody there has changed."""

    agent: str
    role: Role
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 1  # cases held at once
    certified_until: float | None = None  # drills passed; None where there is no certificate
    phone: bool = False  # whether pages can reach this agent away from the wall


class AgentLeft(Written, frozen=True, tag="agent_left"):
    """Signed out."""

    agent: str
    why: str


class AgentLost(Written, frozen=True, tag="agent_lost"):
    """No wall of this agent has been seen for too long: a closed laptop, a cut cable, a process that died."""

    agent: str


class AgentPaused(Written, frozen=True, tag="agent_paused"):
    """On a break: nothing is offered."""

    agent: str
    why: str


class AgentResumed(Written, frozen=True, tag="agent_resumed"):
    """Back from the break."""

    agent: str


class AgentResting(Written, frozen=True, tag="agent_resting"):
    """Rests after severe cases, and is offered nothing until then."""

    agent: str
    until: float
    why: str


Floor = AgentCame | AgentLeft | AgentLost | AgentPaused | AgentResumed | AgentResting
