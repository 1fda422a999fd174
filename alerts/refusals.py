"""Why an agent's request was not carried out; a refusal is an answer, and its `why` is shown to the agent.

Rule: each is a value with what the sentence needs; nothing was written into any timeline.
"""

import msgspec


class _Refusal(msgspec.Struct, frozen=True, tag_field="refusal"):
    pass


class NoSuchIncident(_Refusal, frozen=True, tag="no_such_incident"):
    """Never opened in this region, or closed so long ago that the desk has forgotten it."""

    incident: str

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return f"there is no open incident {self.incident}"


class NotOpen(_Refusal, frozen=True, tag="not_open"):
    """Closed already."""

    by: str
    disposition: str

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return f"already closed by {self.by} ({self.disposition.replace('_', ' ')})"


class AlreadyClaimed(_Refusal, frozen=True, tag="already_claimed"):
    """Somebody was quicker, or it is the asking agent's own case already."""

    by: str

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return f"already claimed by {self.by}"


class NotClaimed(_Refusal, frozen=True, tag="not_claimed"):
    """Whoever speaks to a rider or ends a case holds it."""

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return "not claimed by anybody: claim it first"


class NotYours(_Refusal, frozen=True, tag="not_yours"):
    """Another agent holds it."""

    by: str

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return f"claimed by {self.by}, not by you"


class AlreadyAsked(_Refusal, frozen=True, tag="already_asked"):
    """A check-in is still awaiting its answer."""

    checkin_id: str

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return "already asked: the answer is still awaited"


class RequestIdTaken(_Refusal, frozen=True, tag="request_id_taken"):
    """The request_id was used for another request before."""

    incident: str

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return f"this request_id already stands for another request, on {self.incident}"


class NotAllowed(_Refusal, frozen=True, tag="not_allowed"):
    """The session's role may not do this."""

    role: str
    act: str

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return f"a session of role {self.role} may not {self.act.replace('_', ' ')}"


class NotOffered(_Refusal, frozen=True, tag="not_offered"):
    """There is nothing to decline: the offer is over, or was another agent's."""

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return "this is not offered to you, or not any more"


class NotHere(_Refusal, frozen=True, tag="not_here"):
    """Whoever is to take a case must be at the desk."""

    agent: str

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return f"{self.agent} is not at the desk"


class AlreadyCalling(_Refusal, frozen=True, tag="already_calling"):
    """One call at a time."""

    call_id: str

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return "a call is running already: take it over, or wait for its end"


class NoCall(_Refusal, frozen=True, tag="no_call"):
    """There is no running call to take over."""

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return "no call is running"


class AlreadyOpen(_Refusal, frozen=True, tag="already_open"):
    """A trip has one open incident."""

    incident: str

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return f"this trip already has an open incident, {self.incident}"


class TooLate(_Refusal, frozen=True, tag="too_late"):
    """Closed too long ago to be reopened."""

    within_s: float

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return f"closed more than {self.within_s / 60:.0f} minutes ago: open a new one"


class AlreadySo(_Refusal, frozen=True, tag="already_so"):
    """It is as asked for already, so nothing would be written."""

    how: str

    @property
    def why(self) -> str:
        """The sentence for the agent."""
        return f"already {self.how}"


Refusal = (
    NoSuchIncident
    | NotOpen
    | AlreadyClaimed
    | NotClaimed
    | NotYours
    | AlreadyAsked
    | RequestIdTaken
    | NotAllowed
    | NotOffered
    | NotHere
    | AlreadyCalling
    | NoCall
    | AlreadyOpen
    | TooLate
    | AlreadySo
)
