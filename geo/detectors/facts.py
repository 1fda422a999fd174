"""What a detector of motion is given, and what every detector gives back.

    Seen (one judged fix a trip, columns) --detector.judge--> [Change, ...]   the few rows where an edge was crossed

Facts come before judgement: nothing here says whether anything is wrong.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.columns import Column, Rows
from geo.findings import Edge, Proof


@dataclass(frozen=True, slots=True)
class Seen:
    """One fix of each of some trips, with where it is against the plan.

    Shapes: all (n,), no row twice. Units: in the names. Unsure: NaN where unknown, and `off_route_m`, `along_m` and
    `remaining_m` where a trip has no plan; `accuracy_m` is never NaN: where the phone does not say, the rule does.
    """

    row: Rows
    profile: NDArray[np.uint8]
    fixed_at_s: Column
    received_at_s: Column
    lat_deg: Column
    lon_deg: Column
    accuracy_m: Column
    speed_mps: Column
    heading_deg: Column
    moved_m: Column
    off_route_m: Column
    along_m: Column
    remaining_m: Column


class Change(NamedTuple):
    """An edge crossed by the trip in `row`. Units: unix seconds."""

    row: int
    kind: str
    edge: Edge
    since_s: float
    at_s: float
    proof: Proof

    def said(self) -> dict[str, Any]:
        """What a finding says of it, without the row."""
        return {name: value for name, value in self._asdict().items() if name != "row"}
