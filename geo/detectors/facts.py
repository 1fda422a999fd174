"""What detectors are given, and what every detector gives back.

    Seen (one judged fix a trip, columns) --detector.judge---> [Change, ...]   the few rows where an edge was crossed
    Heard (whatever was received)         --detector.listen--> [Change, ...]

Facts come before judgement: nothing here says whether anything is wrong.
"""

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.columns import Column, Columns, Mask, Rows
from geo.findings import Edge, Proof
from geo.roads import ByRoad
from geo.whose import Whose
from geo.zones import Zones


@dataclass(frozen=True, slots=True)
class Seen:
    """One fix of each of some trips, with where it is against the plan.

    Shapes: all (n,), no row twice. Units: in the names. Unsure: NaN where unknown, and `off_route_m`, `along_m`,
    `remaining_m` and `to_dropoff_m` where a trip has no plan; `accuracy_m` is never NaN: where the phone does not say,
    the rule does. `after_s` is since the trip was placed last, infinite the first time; `risk` is the risk area it is
    in, a place among `zones.names`. `by_road` can be asked how far it is by road; None where no roads are known.
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
    after_s: Column
    to_dropoff_m: Column
    expected_stop_m: Column
    risk: NDArray[np.int32]
    by: NDArray[np.int8]
    zones: Zones
    by_road: ByRoad | None = None

    def __getitem__(self, which: Mask) -> "Seen":
        whole = {"zones": self.zones, "by_road": self.by_road}
        columns = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in whole}
        return Seen(**{name: column[which] for name, column in columns.items()}, **whole)  # type: ignore[arg-type]

    def zone(self, i: int) -> str | None:
        """The name of the risk area that fix is in."""
        return self.zones.name_of(int(self.risk[i]))


@dataclass(frozen=True, slots=True)
class Placed:
    """A fix of either phone of each of some trips. Shapes: all (n,), no row twice. `by`: RIDER, DRIVER or PLATFORM."""

    row: Rows
    profile: NDArray[np.uint8]
    by: NDArray[np.int8]
    at_s: Column
    lon_deg: Column
    lat_deg: Column
    accuracy_m: Column


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything received of some trips, usable or not; a trip may stand here more than once.

    Shapes: all (n,), sorted by row, then by time. Units: unix seconds of our clock.
    """

    row: Rows
    received_at_s: Column
    accuracy_m: Column  # infinite where it is no place at all, NaN where the phone does not say
    turn: Rows  # 0 for the first of each trip, 1 for the second, ...
    whose: Whose
    lon_deg: Column  # NaN where it is no place
    lat_deg: Column
    zones: Zones


@dataclass(frozen=True, slots=True)
class Passed:
    """Time has passed: it is `now_s` of our clock. Shapes: `trip`'s columns (capacity,)."""

    now_s: float
    trip: Columns
    whose: Whose
    zones: Zones


@dataclass(frozen=True, slots=True)
class Felt:
    """What phones felt. Shapes: all (n,), no row twice. Units: `at_s` by the phone's clock, `told_at_s` by ours."""

    row: Rows
    profile: NDArray[np.uint8]
    at_s: Column
    peak_g: Column
    still_s: Column
    told_at_s: float


@dataclass(frozen=True, slots=True)
class Ended:
    """Trips that end. Shapes: all (n,), no row twice. `at_s` is when the platform says, `told_at_s` when we heard.

    Unsure: `to_dropoff_m` is NaN where a trip has no plan, or was never placed.
    """

    row: Rows
    at_s: Column
    cancelled: Mask
    to_dropoff_m: Column
    told_at_s: float
    trip: Columns
    whose: Whose


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
