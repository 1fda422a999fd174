"""Would a vehicle that left its route be on it, had its fixes been read in the other datum?

    deviation raised --fix read as GCJ-02 (or as WGS84, where GCJ-02 is declared)--> surely near the route: it looks so

It is noted in the proof and changes no judgement: the desk is told what to mend, and still looks after the rider.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from geo.columns import Columns
from geo.datum import Datum, gcj02_to_wgs84, shifted_here, wgs84_to_gcj02
from geo.detectors.facts import Change
from geo.findings import DeviationProof
from geo.profiles import Profiles
from geo.routes import Routes


def noted(changes: Sequence[Change], trip: Columns, routes: Routes, profiles: Profiles) -> list[Change]:
    """The same changes; a deviation that the other datum would explain says so."""
    return [_noted(change, trip, routes, profiles) for change in changes]


def _noted(change: Change, trip: Columns, routes: Routes, profiles: Profiles) -> Change:
    proof = change.proof
    if change.edge != "raised" or not isinstance(proof, DeviationProof):
        return change
    declared: Datum = "gcj02" if trip["gcj02"][change.row] else "wgs84"
    lon, lat = np.array([proof.lon]), np.array([proof.lat])
    if not shifted_here(lon, lat)[0]:
        return change
    read_otherwise = wgs84_to_gcj02(lon, lat) if declared == "gcj02" else gcj02_to_wgs84(lon, lat)
    near_m = profiles.by_name[proof.profile].deviation.return_m - proof.accuracy_m
    if _off_route_m(change.row, *read_otherwise, routes) >= near_m:
        return change
    other: Datum = "wgs84" if declared == "gcj02" else "gcj02"
    return change._replace(proof=msgspec.structs.replace(proof, looks_like=other))


def _off_route_m(row: int, lon: np.ndarray, lat: np.ndarray, routes: Routes) -> float:
    """Distance of one place to the whole planned route of `row`."""
    rows = np.array([row], np.int64)
    x, y = routes.on_sheet(rows, lon, lat)
    nowhere, nothing = np.array([-1], np.int32), np.zeros(1, np.float32)
    return float(routes.place(rows, x, y, nowhere, nothing, nothing, np.zeros(1)).off_route_m[0])
