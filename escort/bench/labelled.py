"""Labelled real drives: who was raised falsely, early, late or never.

    honest       stays on its plan: a finding is false
    roundabout   honest by its label, but more than 1.3 times as long as its plan: counted apart
    diverge      leaves its plan at `onset_t`: a finding before is early, none is missed
    elsewhere    a diverging one that ends more than 700 m from where it was going

The same counting as the data's own scorer; tests hold this file against it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from escort.replay.files import read_drives
from escort.replay.through_fleet import replay
from geo import Finding, Profiles
from geo.roads import Roads

roundabout_share = 1.3
elsewhere_m = 700.0
metres_a_degree = np.array([111_320.0, 110_540.0])  # lon (at the equator), lat: good to 1 % at a city's size


class Label(msgspec.Struct):
    """One case, as far as it says what is true."""

    plan: list[tuple[float, float]]
    points: list[list[float]]
    case_id: str | int | None = None
    trip_id: str | int | None = None
    kind: str = "on_route"
    onset_t: float | None = None
    plan_len_m: float = float("inf")
    driven_raw_len_m: float = 0.0

    @property
    def name(self) -> str:
        return str(self.trip_id if self.case_id is None else self.case_id)

    @property
    def roundabout(self) -> bool:
        return self.driven_raw_len_m > roundabout_share * self.plan_len_m

    @property
    def elsewhere(self) -> bool:
        """Whether it ends far from the planned destination."""
        end, destination = np.array(self.points[-1][1:3]), np.array(self.plan[-1])
        narrow = np.array([np.cos(np.radians((end[1] + destination[1]) / 2)), 1.0])
        return float(np.linalg.norm((end - destination) * metres_a_degree * narrow)) > elsewhere_m


@dataclass(frozen=True, slots=True)
class Score:
    """One kind on one file. `delays_s`: of the diverging drives raised after they left, sorted."""

    honest: int
    false: int
    roundabout: int
    roundabout_raised: int
    diverging: int
    early: int
    missed: int
    delays_s: list[float]
    elsewhere: int
    elsewhere_in_120_s: int

    def delay_s(self, share: float) -> float | None:
        """The delay within which so large a share was raised."""
        return self.delays_s[min(len(self.delays_s) - 1, int(share * len(self.delays_s)))] if self.delays_s else None


def scored(path: Path, profiles: Profiles, kinds: Iterable[str], roads: Roads | None = None) -> dict[str, Score]:
    """The score of each kind on one file of cases.

    Raises: DriveUnreadable, OSError.
    """
    decoder = msgspec.json.Decoder(Label)
    labels = [decoder.decode(line) for line in path.read_bytes().splitlines() if line.strip()]
    findings = list(replay(read_drives([path]), profiles, roads))
    return {kind: score(labels, _first_raised_s(findings, kind)) for kind in kinds}


def score(labels: Iterable[Label], raised_s: dict[str, float]) -> Score:
    """How well the first findings of one kind fit what is true. Units: unix seconds."""
    around, honest, diverging = list[Label](), list[Label](), list[Label]()
    for label in labels:
        (around if label.roundabout else diverging if label.kind == "diverge" else honest).append(label)
    delays_s = {
        label.name: raised_s[label.name] - (label.onset_t or 0.0) for label in diverging if label.name in raised_s
    }
    elsewhere = [label.name for label in diverging if label.elsewhere]
    return Score(
        honest=len(honest),
        false=sum(label.name in raised_s for label in honest),
        roundabout=len(around),
        roundabout_raised=sum(label.name in raised_s for label in around),
        diverging=len(diverging),
        early=sum(delay_s < 0 for delay_s in delays_s.values()),
        missed=len(diverging) - len(delays_s),
        delays_s=sorted(delay_s for delay_s in delays_s.values() if delay_s >= 0),
        elsewhere=len(elsewhere),
        elsewhere_in_120_s=sum(0 <= delays_s.get(name, -1.0) <= 120 for name in elsewhere),
    )


def _first_raised_s(findings: Iterable[Finding], kind: str) -> dict[str, float]:
    first: dict[str, float] = {}
    for finding in findings:
        if (finding.kind, finding.edge) == (kind, "raised"):
            first[finding.trip] = min(first.get(finding.trip, np.inf), finding.at_s)
    return first
