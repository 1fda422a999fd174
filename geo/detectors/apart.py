"""Apart: the rider's phone and the driver's, which rode together, separate while the trip goes on.

    not met --near each other--> together --surely apart--> parting --for `held_s`--> apart
                                    ^--------near-------------'                         |
                                    ^--------near---------------------------------------'

Surely: beyond both accuracies, and beyond what a vehicle drives between the two measurements. Two places measured
longer than `fresh_s` apart are not compared.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.detectors.facts import Change, Placed, Seen
from geo.findings import ApartProof
from geo.fix import DRIVER, RIDER
from geo.profiles import Profiles
from geo.sheet import near_m

kind = "apart"
about_the_plan = False
NOT_MET, TOGETHER, PARTING, APART = (np.int8(state) for state in range(4))
blank: Blank = {
    "state": NOT_MET,
    "since_s": np.float64(np.nan),
    **{f"{who}_at_s": np.float64(-np.inf) for who in ("rider", "driver")},
    **{f"{who}_{what}": np.float32(np.nan) for who in ("rider", "driver") for what in ("lon", "lat", "accuracy_m")},
}


class _Pair(NamedTuple):
    """Both phones of some trips, after the fix at `at_s`. Shapes: all (n,)."""

    row: Rows
    profile: NDArray[np.uint8]
    at_s: Column
    apart_m: Column
    vague_m: Column
    drove_m: Column
    fresh: Mask


def judge(own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
    """Take one fix of each row that moved its trip into account."""
    placed = Placed(seen.row, seen.profile, seen.by, seen.fixed_at_s, seen.lon_deg, seen.lat_deg, seen.accuracy_m)
    return beside(own, placed, profiles)


def beside(own: Columns, placed: Placed, profiles: Profiles) -> list[Change]:
    """Take one fix of each row, of either phone, into account. A platform's own fixes are nobody's phone's.

    Source: tests/reference/apart.py is the same drawing, one trip at a time.
    """
    for by, who in ((RIDER, "rider"), (DRIVER, "driver")):
        _note(own, placed, placed.by == by, who)
    met = np.isfinite(own["driver_at_s"][placed.row]) & np.isfinite(own["rider_at_s"][placed.row])
    if not met.any():
        return []
    pair = _pair(own, placed, met, profiles)
    rule = profiles.columns(kind, pair.profile)
    state, since_s = own["state"][pair.row], own["since_s"][pair.row]
    near = pair.fresh & (pair.apart_m - pair.drove_m <= rule["together_m"])
    away = pair.fresh & (pair.apart_m - pair.vague_m - pair.drove_m > rule["apart_m"])

    meets = (state != TOGETHER) & near
    parts = (state == TOGETHER) & away
    separates = (state == PARTING) & away & (pair.at_s - since_s >= rule["held_s"])
    rejoins = (state == APART) & near

    own["since_s"][pair.row[parts]] = pair.at_s[parts]
    own["state"][pair.row[parts]] = PARTING
    own["state"][pair.row[separates]] = APART
    own["state"][pair.row[meets]] = TOGETHER
    found = np.flatnonzero(separates | rejoins).tolist()
    return [_change(i, own, pair, since_s[i], bool(separates[i]), profiles) for i in found]


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["state"][rows] == APART, own["since_s"][rows]


def _note(own: Columns, placed: Placed, which: Mask, who: str) -> None:
    row = placed.row[which]
    own[f"{who}_at_s"][row], own[f"{who}_accuracy_m"][row] = placed.at_s[which], placed.accuracy_m[which]
    own[f"{who}_lon"][row], own[f"{who}_lat"][row] = placed.lon_deg[which], placed.lat_deg[which]


def _pair(own: Columns, placed: Placed, which: Mask, profiles: Profiles) -> _Pair:
    row, profile = placed.row[which], placed.profile[which]
    rule = profiles.columns(kind, profile)
    between_s = np.abs(own["rider_at_s"][row] - own["driver_at_s"][row])
    rider, driver = ([own[f"{who}_{axis}"][row].astype(np.float64) for axis in ("lon", "lat")] for who in _BOTH)
    vague_m = own["rider_accuracy_m"][row].astype(np.float64) + own["driver_accuracy_m"][row]
    fresh = between_s <= rule["fresh_s"]
    drove_m = between_s * rule["drives_mps"]
    return _Pair(row, profile, placed.at_s[which], near_m(*rider, *driver), vague_m, drove_m, fresh)


_BOTH = ("rider", "driver")


def _change(i: int, own: Columns, pair: _Pair, since_s: float, raised: bool, profiles: Profiles) -> Change:
    row, profile = int(pair.row[i]), profiles.names[pair.profile[i]]
    rule, at_s = profiles.by_name[profile].apart, float(pair.at_s[i])
    rider, driver = ((round(float(own[f"{w}_lon"][row]), 6), round(float(own[f"{w}_lat"][row]), 6)) for w in _BOTH)
    proof = ApartProof(
        apart_m=round(float(pair.apart_m[i]), 1),
        limit_m=rule.apart_m if raised else rule.together_m,
        vague_m=round(float(pair.vague_m[i] + pair.drove_m[i]), 1),
        held_s=at_s - float(since_s),
        rider=rider,
        driver=driver,
        profile=profile,
    )
    return Change(row, kind, "raised" if raised else "cleared", float(since_s), at_s, proof)
