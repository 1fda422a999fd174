"""Detour: the vehicle left its plan, and where it goes now is not on the way to where the rider goes.

    on_plan --outside--> aside --more excess than is allowed--> detour
       ^------back---------'                                      |
       ^--------------------------back---------------------------'

Excess is what was driven since the plan was left, and what remains, less what was planned from there. Off the plan but
nearing the destination is a fact, and no finding; a fix too vague to place changes nothing.
"""

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows, RuleColumns
from geo.detectors.facts import Change, Seen
from geo.findings import DetourProof
from geo.profiles import Profiles
from geo.sheet import near_m

kind = "detour"
about_the_plan = True
ON_PLAN, ASIDE, DETOUR = np.int8(0), np.int8(1), np.int8(2)
blank: Blank = {
    "state": ON_PLAN,
    "since_s": np.float64(np.nan),
    "aside_m": np.float32(0.0),  # driven since the plan was left
    "planned_m": np.float32(np.nan),  # still to drive when it was left
    "left_m": np.float32(np.nan),  # how far the destination was then
    "lon_deg": np.float32(np.nan),  # the place `aside_m` is counted to
    "lat_deg": np.float32(np.nan),
}


def judge(own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
    """Take one fix of each row into account.

    Source: docs/adr/0017; tests/reference/detour.py is the same drawing, one trip at a time.
    """
    rule = profiles.columns(kind, seen.profile)
    row, state = seen.row, own["state"][seen.row]
    outside = seen.off_route_m - seen.accuracy_m > rule["edge_m"]
    back = seen.off_route_m + seen.accuracy_m < rule["return_m"]
    _drive(own, seen, rule)

    leaves = (state == ON_PLAN) & outside
    first = np.isnan(own["planned_m"][row])
    _keep(
        own,
        seen,
        (state == ON_PLAN) & (~outside | first),
        np.where(outside, rule["astray"] * seen.off_route_m, 0.0),
        rule,
    )
    own["since_s"][row[leaves]] = seen.fixed_at_s[leaves]
    excess_m, limit_m = _excess_m(own, seen, rule)
    astray = _astray_m(own, seen, rule) > rule["astray_m"]
    returns = (state == ASIDE) & back & ~outside
    detours = (state == ASIDE) & outside & astray & (excess_m > limit_m)
    ends = (state == DETOUR) & back

    own["state"][row[leaves]] = ASIDE
    own["state"][row[detours]] = DETOUR
    own["state"][row[returns | ends]] = ON_PLAN
    found = np.flatnonzero(detours | ends).tolist()
    since_s = own["since_s"][row]
    return [_change(i, seen, excess_m, limit_m, since_s[i], bool(detours[i]), profiles) for i in found]


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["state"][rows] == DETOUR, own["since_s"][rows]


def _drive(own: Columns, seen: Seen, rule: RuleColumns) -> None:
    """Count what was driven, in steps longer than noise: standing still is driving nothing, at any rate of fixes."""
    row = seen.row
    step_m = near_m(seen.lon_deg, seen.lat_deg, own["lon_deg"][row], own["lat_deg"][row])
    steps = step_m > np.maximum(rule["step_m"], 2.0 * seen.accuracy_m)
    own["aside_m"][row[steps]] += step_m[steps].astype(np.float32)
    moved = steps | np.isnan(step_m)
    own["lon_deg"][row[moved]], own["lat_deg"][row[moved]] = seen.lon_deg[moved], seen.lat_deg[moved]


def _keep(own: Columns, seen: Seen, on_plan: Mask, beside_m: Column, rule: RuleColumns) -> None:
    """Where the plan is kept: what is driven later is held against what is still to drive from here.

    A trip that begins off its plan is held against that: `beside_m` is what it weighs there, nothing on the plan.
    """
    own["aside_m"][seen.row[on_plan]] = 0.0
    own["left_m"][seen.row[on_plan]] = (seen.to_dropoff_m + beside_m / rule["around"])[on_plan]
    own["planned_m"][seen.row[on_plan]] = (np.fmax(seen.remaining_m, seen.to_dropoff_m) + beside_m)[on_plan]


def _astray_m(own: Columns, seen: Seen, rule: RuleColumns) -> Column:
    """How far the wrong way it went since the plan was left, whatever the plan was. Shapes: (n,).

    Holds a straight plan to the same measure as a winding one: on its way to the destination nobody is astray.
    """
    away_m = seen.to_dropoff_m - own["left_m"][seen.row]
    astray_m: Column = own["aside_m"][seen.row] + rule["around"] * away_m + rule["astray"] * seen.off_route_m
    return astray_m


def _excess_m(own: Columns, seen: Seen, rule: RuleColumns) -> tuple[Column, Column]:
    """How much longer than planned since the plan was left, and how much is allowed. Shapes: (n,), (n,).

    Unsure: what remains is the straight line `around` times; NaN where a trip has no plan.
    """
    planned_m = own["planned_m"][seen.row].astype(np.float64)
    remaining_m = rule["around"] * seen.to_dropoff_m + rule["astray"] * seen.off_route_m
    excess_m: Column = own["aside_m"][seen.row] + remaining_m - planned_m
    return excess_m, rule["excess_m"] + rule["excess_share"] * planned_m


def _change(
    i: int, seen: Seen, excess_m: Column, limit_m: Column, since_s: float, raised: bool, profiles: Profiles
) -> Change:
    profile = profiles.names[seen.profile[i]]
    at_s = float(seen.fixed_at_s[i])
    proof = DetourProof(
        excess_m=round(float(excess_m[i]), 1),
        limit_m=round(float(limit_m[i]), 1),
        to_dropoff_m=round(float(seen.to_dropoff_m[i]), 1),
        off_route_m=round(float(seen.off_route_m[i]), 1),
        accuracy_m=float(seen.accuracy_m[i]),
        held_s=at_s - float(since_s),
        lon=float(seen.lon_deg[i]),
        lat=float(seen.lat_deg[i]),
        profile=profile,
    )
    return Change(int(seen.row[i]), kind, "raised" if raised else "cleared", float(since_s), at_s, proof)
