"""What geometry found: which trip, since when, and the proof.

    raised --(what was found no longer holds, the plan changed, the trip ended, late fixes deny it)--> cleared

Edges of one kind of one trip alternate. A finding's id is derived from what it says, so that found again after a
restart it is the same finding. Units of every proof: metres, seconds, metres a second, degrees (WGS84).
"""

from typing import Literal

import msgspec

Edge = Literal["raised", "cleared"]
Why = Literal["trip_ended", "new_plan", "late_fixes"]


class DeviationProof(msgspec.Struct, frozen=True, tag="deviation", tag_field="of", omit_defaults=True):
    """The fix that decided, and what it was held against; `looks_like`: the datum in which it would be on its route."""

    off_route_m: float
    accuracy_m: float
    limit_m: float
    held_s: float
    lon: float
    lat: float
    along_m: float
    profile: str
    looks_like: Literal["wgs84", "gcj02"] | None = None


class DetourProof(msgspec.Struct, frozen=True, tag="detour", tag_field="of"):
    """How much longer than planned since the plan was left `held_s` ago, or as a `whole`; what remains is estimated.

    `by_road_m` is what remains by road, where that was asked: it is no nearer than when the plan was left, or hardly.
    """

    excess_m: float
    limit_m: float
    to_dropoff_m: float
    off_route_m: float
    accuracy_m: float
    held_s: float
    lon: float
    lat: float
    profile: str
    whole: bool = False
    by_road_m: float | None = None


class SignalLossProof(msgspec.Struct, frozen=True, tag="signal_loss", tag_field="of"):
    """How long nothing was received, against how long is too long; `zone`: the tunnel or dead zone it was last near."""

    silent_s: float
    limit_s: float
    profile: str
    zone: str | None = None


class BlurredProof(msgspec.Struct, frozen=True, tag="blurred", tag_field="of"):
    """How long every fix was vaguer than `limit_m`, or no place at all (`accuracy_m` None)."""

    accuracy_m: float | None
    limit_m: float
    blurred_s: float
    limit_s: float
    profile: str


class DwellProof(msgspec.Struct, frozen=True, tag="dwell", tag_field="of"):
    """How long the vehicle stood within `still_m`; `expected_stop_m` to the nearest place where it was to stop."""

    stood_s: float
    limit_s: float
    still_m: float
    accuracy_m: float
    expected_stop_m: float | None
    zone: str | None
    lon: float
    lat: float
    profile: str


class SpeedingProof(msgspec.Struct, frozen=True, tag="speeding", tag_field="of"):
    """Two speeds: the one the phone reports, and the one between its last two fixes."""

    reported_mps: float | None
    implied_mps: float
    limit_mps: float
    held_s: float
    lon: float
    lat: float
    profile: str


class OverdueProof(msgspec.Struct, frozen=True, tag="overdue", tag_field="of"):
    """How long after its expected arrival the trip had not ended."""

    expected_at_s: float
    late_s: float
    profile: str


class EndedEarlyProof(msgspec.Struct, frozen=True, tag="ended_early", tag_field="of"):
    """Where the trip was last placed before its end, `age_s` before it, against where it was going."""

    how: str
    to_dropoff_m: float
    limit_m: float
    accuracy_m: float
    age_s: float
    lon: float
    lat: float
    profile: str


class MovedOnProof(msgspec.Struct, frozen=True, tag="moved_on", tag_field="of"):
    """How far the phone went on after the trip had ended, and how fast."""

    moved_m: float
    limit_m: float
    speed_mps: float
    after_s: float
    lon: float
    lat: float
    profile: str


class ApartProof(msgspec.Struct, frozen=True, tag="apart", tag_field="of"):
    """How far the rider's phone is from the driver's; `vague_m`: both accuracies, and what one drives meanwhile."""

    apart_m: float
    limit_m: float
    vague_m: float
    held_s: float
    rider: tuple[float, float]
    driver: tuple[float, float]
    profile: str


class ZoneProof(msgspec.Struct, frozen=True, tag="zone", tag_field="of"):
    """Which risk area the vehicle surely is in, or was."""

    zone: str
    accuracy_m: float
    held_s: float
    lon: float
    lat: float
    profile: str


class CrashProof(msgspec.Struct, frozen=True, tag="crash", tag_field="of"):
    """An impact the phone felt (`peak_g`), or a speed that stopped within `within_s`, and the stillness after it."""

    peak_g: float | None
    from_mps: float | None
    within_s: float | None
    still_s: float
    limit_s: float
    lon: float | None
    lat: float | None
    profile: str


class Moot(msgspec.Struct, frozen=True, tag="moot", tag_field="of"):
    """Cleared because the question is gone, not because the answer changed; `late_fixes`: it was never so."""

    why: Why


Proof = (
    DeviationProof
    | DetourProof
    | SignalLossProof
    | BlurredProof
    | DwellProof
    | SpeedingProof
    | OverdueProof
    | EndedEarlyProof
    | MovedOnProof
    | ApartProof
    | ZoneProof
    | CrashProof
    | Moot
)


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
