"""What agents ask of the desk: acts on an incident, and coming and going.

on an incident   Claim · Decline · GiveBack · Note · Say · Ask · Call · TakeCall · Escalate · Raise · Transfer · Assign
                 · Close · Reopen
on a trip        Open
at the desk      Came · Seen · Left · Pause · Resume · HandOver

Rule: every act carries the role of the session it comes from; the desk, not the door, judges what that role may do.
"""

from typing import Literal

from alerts.requests.letter import Asking, Disposition, Role, SeverityNumber


class InRole(Asking, frozen=True, kw_only=True):
    """What the session may do."""

    role: Role = "agent"


class OnIncident(InRole, frozen=True):
    """An act on an incident."""

    incident: str
    agent: str
    request_id: str  # unique over the desk; the same id again gets the same answer


class Claim(OnIncident, frozen=True, tag="claim"):
    """I take this incident, offered to me or not."""


class Decline(OnIncident, frozen=True, tag="decline"):
    """I do not take what was offered to me."""

    why: str


class GiveBack(OnIncident, frozen=True, tag="give_back"):
    """I cannot go on with my incident; somebody else must."""

    why: str


class Note(OnIncident, frozen=True, tag="note"):
    """Write this into the timeline."""

    text: str


class Say(OnIncident, frozen=True, tag="say"):
    """Show this line on the rider's phone."""

    text: str


class Ask(OnIncident, frozen=True, tag="ask"):
    """Ask the rider in the app whether all is well."""


class Call(OnIncident, frozen=True, tag="call"):
    """Place a reassurance call now."""

    to: Literal["rider", "driver"] = "rider"


class TakeCall(OnIncident, frozen=True, tag="take_call"):
    """I speak on the running call from now on."""


class Escalate(OnIncident, frozen=True, tag="escalate"):
    """Bring in the next level now."""

    why: str


class Raise(OnIncident, frozen=True, tag="raise"):
    """I judge it to be this severe: higher or lower than it stands."""

    severity: SeverityNumber
    why: str


class Transfer(OnIncident, frozen=True, tag="transfer"):
    """Hand my incident to another agent."""

    to: str


class Assign(OnIncident, frozen=True, tag="assign"):
    """A supervisor gives it to somebody; to oneself means taking it over."""

    to: str


class Close(OnIncident, frozen=True, tag="close"):
    """It is over, and this is how it ended."""

    disposition: Disposition
    note: str | None = None


class Reopen(OnIncident, frozen=True, tag="reopen"):
    """It was not over: go on with it in a new incident."""

    why: str


class Open(InRole, frozen=True, tag="open"):
    """An agent opens an incident by hand, and holds it."""

    trip: str
    agent: str
    request_id: str
    severity: SeverityNumber
    why: str


class Came(Asking, frozen=True, tag="came"):
    """Somebody signed in at a wall. Repeated it is harmless; changed it updates."""

    agent: str
    role: Role
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 1  # cases held at once; a case accompanied in peace weighs a fifth
    certified_until: float | None = None  # unix seconds; drills passed, the condition for a threat to life
    phone: bool = False


class Seen(Asking, frozen=True, tag="seen"):
    """One process's heartbeat: the walls of these agents are alive. Writes no entry."""

    agents: tuple[str, ...]


class Left(Asking, frozen=True, tag="left"):
    """Somebody signed out; what they hold goes back."""

    agent: str
    why: str


class Pause(InRole, frozen=True, tag="pause"):
    """A break: offer me nothing."""

    agent: str
    request_id: str
    why: str


class Resume(InRole, frozen=True, tag="resume"):
    """Back from the break."""

    agent: str
    request_id: str


class HandOver(InRole, frozen=True, tag="hand_over"):
    """The shift changes: all I hold goes to another agent."""

    agent: str
    request_id: str
    to: str


Act = (
    Claim
    | Decline
    | GiveBack
    | Note
    | Say
    | Ask
    | Call
    | TakeCall
    | Escalate
    | Raise
    | Transfer
    | Assign
    | Close
    | Reopen
)
Turnout = Came | Seen | Left | Pause | Resume | HandOver
Waited = Act | Open | Pause | Resume | HandOver  # whoever sends one waits for the answer to its request_id
