"""Where the vehicle is, against where it should be: fixes go in, findings come out.

Pure: no clock, no network, no disk, no log. `now` is an argument, bytes are somebody else's business.
"""

from geo.datum import Datum, to_wgs84
from geo.findings import DetourProof, DeviationProof, Edge, Finding, Moot, Proof, SignalLossProof, finding_id
from geo.fix import OUTCOMES, Fixes
from geo.fleet import KINDS, Fleet, Observed
from geo.profiles import Profile, Profiles, ProfilesUnreadable, default_profiles, profiles_from
from geo.route import Plan, PlanRefused, checked_plan
from geo.sentences import sentence
from geo.snapshot import SnapshotUnreadable
from geo.trips import Positions, TripPlan

__all__ = [
    "KINDS",
    "OUTCOMES",
    "Datum",
    "DetourProof",
    "DeviationProof",
    "Edge",
    "Finding",
    "Fixes",
    "Fleet",
    "Moot",
    "Observed",
    "Plan",
    "PlanRefused",
    "Positions",
    "Profile",
    "Profiles",
    "ProfilesUnreadable",
    "Proof",
    "SignalLossProof",
    "SnapshotUnreadable",
    "TripPlan",
    "checked_plan",
    "default_profiles",
    "finding_id",
    "profiles_from",
    "sentence",
    "to_wgs84",
]
