"""What geometry found: which trip, since when, and the proof.

    raised --(what was found no longer holds, the plan changed, the trip ended)--> cleared

Edges of one kind of one trip alternate. A finding's id is derived from what it says, so that found again after a
restart it is the same finding.
"""

from typing import Literal

import msgspec

Edge = Literal["raised", "cleared"]
Why = Literal["trip_ended", "new_plan"]


class DeviationProof(msgspec.Struct, frozen=True, tag="deviation", tag_field="of"):
    """The fix that decided, and what it was held against. Units: metres, seconds, degrees."""

    off_route_m: float
    accuracy_m: float
    limit_m: float
    held_s: float
    lon: float
    lat: float
    along_m: float
    profile: str


class SignalLossProof(msgspec.Struct, frozen=True, tag="signal_loss", tag_field="of"):
    """How long nothing was received, against how long is too long. Units: seconds."""

    silent_s: float
    limit_s: float
    profile: str


class Moot(msgspec.Struct, frozen=True, tag="moot", tag_field="of"):
    """Cleared because the question is gone, not because the answer changed."""

    why: Why


Proof = DeviationProof | SignalLossProof | Moot


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One edge of one kind of finding on one trip. Units: unix seconds.

    `since_s` is when it began (the first fix outside, the last one heard), the same for both edges; `at_s` is the time
    of the fix, or the moment of silence, that decided.
    """

    trip: str
    kind: str
    edge: Edge
    since_s: float
    at_s: float
    proof: Proof


def finding_id(finding: Finding) -> str:
    """The same for the same finding, whoever finds it and however often."""
    return f"{finding.trip}/{finding.kind}/{finding.since_s:.3f}/{finding.edge}"


def sentence(finding: Finding) -> str:
    """The finding in one plain English sentence, for the agent and the rider."""
    raised = finding.edge == "raised"
    match finding.proof:
        case DeviationProof() as p if raised:
            limits = f"corridor {p.limit_m:.0f} m, accuracy {p.accuracy_m:.0f} m"
            return f"{p.off_route_m:.0f} m off the planned route for {p.held_s:.0f} s ({limits})."
        case DeviationProof() as p:
            limits = f"within {p.limit_m:.0f} m, accuracy {p.accuracy_m:.0f} m"
            return f"Back on the planned route after {p.held_s:.0f} s: {p.off_route_m:.0f} m from it ({limits})."
        case SignalLossProof() as p if raised:
            return f"Nothing heard from the phone for {p.silent_s:.0f} s (limit {p.limit_s:.0f} s)."
        case SignalLossProof() as p:
            return f"Heard from the phone again after {p.silent_s:.0f} s of silence."
        case Moot() as p:
            return _MOOT[p.why]


_MOOT: dict[Why, str] = {
    "trip_ended": "The trip ended while this was open.",
    "new_plan": "The trip has a new planned route; this was about the old one.",
}
