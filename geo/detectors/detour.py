"""Detour: the vehicle left its plan and does not go where the rider goes, or goes there the long way round.

    on_plan --outside--> aside --more than is allowed since it left, or on the whole--> detour
       ^------back---------'                                                              |
       ^---------------------------------back---------------------------------------------'

Held against the plan is what was driven and what remains. More is allowed to who has not kept to the plan so far; off
it but nearing the destination is a fact, and no finding; a fix too vague to place changes nothing.
"""

from typing import NamedTuple

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows, RuleColumns
from geo.detectors.facts import Change, Seen
from geo.findings import DetourProof
from geo.profiles import Profiles
from geo.sheet import near_m

kind = "detour"
about_the_plan = True
ON_PLAN, ASIDE, DETOUR = np.int8(0), np.int8(1), np.int8(2)
vague_share = 1.5  # of the radius beyond half a step: of fixes that stand still 1 in 1,000 seems to drive, not 1 in 10
returns_max = 3  # who left the plan and came back more often is known well enough
blank: Blank = {
    "state": ON_PLAN,
    "since_s": np.float64(np.nan),
    "driven_m": np.float32(0.0),  # since the trip was first placed
    "upto_m": np.float32(0.0),  # driven when the plan was left
    "planned_m": np.float32(np.nan),  # still to drive then
    "left_m": np.float32(np.nan),  # how far the destination was then,
    "left_lon_deg": np.float32(np.nan),  # from here; kept where roads are known
    "left_lat_deg": np.float32(np.nan),
    "way_m": np.float32(np.nan),  # still to drive when the trip was first placed
    "held_m": np.float32(np.nan),  # what the whole drive is held against: that, or what was told of it before
    "returns": np.uint8(0),  # how often it came back to its plan
    "lon_deg": np.float32(np.nan),  # the place `driven_m` is counted to
    "lat_deg": np.float32(np.nan),
}


class Weighed(NamedTuple):
    """What a drive comes to, beside what is allowed. Shapes: all (n,). Units: metres. NaN where a trip has no plan.

    `aside_m`: driven since the plan was left. `astray_m`: the wrong way since then, whatever the plan was. `excess_m`:
    longer than was planned, since then. `whole_m`: longer than was planned on the whole, at the least.
    """

    aside_m: Column
    astray_m: Column
    excess_m: Column
    limit_m: Column
    whole_m: Column
    whole_limit_m: Column


class ByRoad(NamedTuple):
    """How far it was to the destination by road when the plan was left, and is now. Shapes: (n,). NaN: cannot tell."""

    then_m: Column
    now_m: Column


class Found(NamedTuple):
    """What is said of edges. Shapes: (n,). `whole`: the whole drive is too long, no part of it is. NaN: not asked."""

    raised: Mask
    whole: Mask
    since_s: Column
    by_road_m: Column


def judge(own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
    """Take one fix of each row into account.

    Source: docs/adr/0017; tests/reference/detour.py is the same drawing, one trip at a time.
    """
    rule = profiles.columns(kind, seen.profile)
    row, state = seen.row, own["state"][seen.row]
    outside = seen.off_route_m - seen.accuracy_m > rule["edge_m"]
    back = seen.off_route_m + seen.accuracy_m < rule["return_m"]
    _drive(own, seen, rule)
    first = np.isnan(own["way_m"][row])
    _keep(own, seen, np.flatnonzero((state == ON_PLAN) & (~outside | first)))
    _begin(own, seen, np.flatnonzero(first), outside, rule)

    leaves = (state == ON_PLAN) & outside
    returns = (state == ASIDE) & back & ~outside
    asked = (state == ASIDE) & outside
    ends = (state == DETOUR) & back

    own["since_s"][row[leaves]] = seen.fixed_at_s[leaves]
    own["state"][row[leaves]] = ASIDE
    own["state"][row[returns | ends]] = ON_PLAN
    _come_back(own, row[returns | ends])
    return _decide(own, seen[asked | ends], profiles) if (asked | ends).any() else []


def _decide(own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
    """Of those aside, who is on a detour; of those back from one, that it is over. Few are either at a time."""
    rule = profiles.columns(kind, seen.profile)
    row, aside = seen.row, own["state"][seen.row] == ASIDE
    weighed = _weighed(own, seen, rule)
    longer = aside & (weighed.whole_m > weighed.whole_limit_m)
    elsewhere = aside & (weighed.astray_m > rule["astray_m"]) & (weighed.excess_m > weighed.limit_m)
    by_road = _by_road(own, seen, elsewhere)
    elsewhere &= ~(by_road.then_m - by_road.now_m > rule["nearing_share"] * weighed.aside_m)
    detours = elsewhere | longer

    own["state"][row[detours]] = DETOUR
    _tell(own, seen, detours)
    found = Found(detours, detours & ~elsewhere, own["since_s"][row], by_road.now_m)
    return [_change(i, seen, weighed, found, profiles) for i in np.flatnonzero(detours | ~aside).tolist()]


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["state"][rows] == DETOUR, own["since_s"][rows]


def _drive(own: Columns, seen: Seen, rule: RuleColumns) -> None:
    """Count what was surely driven, in steps longer than noise: standing still drives nothing, at any rate of fixes.

    Where a fix is vaguer than half a step, the many chances it has to look far away are taken off.
    """
    row = seen.row
    step_m = near_m(seen.lon_deg, seen.lat_deg, own["lon_deg"][row], own["lat_deg"][row])
    doubt_m = vague_share * np.maximum(seen.accuracy_m - 0.5 * rule["step_m"], 0.0)
    steps = step_m > np.maximum(rule["step_m"], 2.0 * seen.accuracy_m) + doubt_m
    own["driven_m"][row[steps]] += (step_m - doubt_m)[steps].astype(np.float32)
    moved = steps | np.isnan(step_m)
    own["lon_deg"][row[moved]], own["lat_deg"][row[moved]] = seen.lon_deg[moved], seen.lat_deg[moved]


def _keep(own: Columns, seen: Seen, on_plan: Rows) -> None:
    """Where the plan is kept: what is driven later is held against what is still to drive from here."""
    row, to_dropoff_m = seen.row[on_plan], seen.to_dropoff_m[on_plan]
    own["upto_m"][row] = own["driven_m"][row]
    own["left_m"][row] = to_dropoff_m
    own["planned_m"][row] = np.maximum(seen.remaining_m[on_plan], to_dropoff_m)
    if seen.by_road is not None:
        own["left_lon_deg"][row], own["left_lat_deg"][row] = seen.lon_deg[on_plan], seen.lat_deg[on_plan]


def _begin(own: Columns, seen: Seen, first: Rows, outside: Mask, rule: RuleColumns) -> None:
    """A trip that begins off its plan is held against how far off it began, too, by the same weights."""
    row = seen.row[first]
    beside_m = np.where(outside, rule["astray"] * seen.off_route_m, 0.0)[first]
    own["planned_m"][row] += beside_m.astype(np.float32)
    own["left_m"][row] += (beside_m / rule["around"][first]).astype(np.float32)
    own["way_m"][row] = own["held_m"][row] = own["planned_m"][row]


def _come_back(own: Columns, row: Rows) -> None:
    own["returns"][row] = np.minimum(own["returns"][row] + 1, returns_max)


def _tell(own: Columns, seen: Seen, detours: Mask) -> None:
    """What was told of the whole drive is not told again: from now on it is held against what it came to."""
    row = seen.row[detours]
    own["held_m"][row] = np.fmax(own["held_m"][row], own["driven_m"][row] + seen.to_dropoff_m[detours])


def _weighed(own: Columns, seen: Seen, rule: RuleColumns) -> Weighed:
    """What the drive comes to by now, were what remains driven straight, or as far around as the weights say."""
    row = seen.row
    planned_m, driven_m = own["planned_m"][row].astype(np.float64), own["driven_m"][row].astype(np.float64)
    wound_m = np.fmax(planned_m, rule["winding"] * own["left_m"][row])
    aside_m = driven_m - own["upto_m"][row]
    beside_m = aside_m + rule["astray"] * seen.off_route_m
    return Weighed(
        aside_m=aside_m,
        astray_m=beside_m + rule["around"] * (seen.to_dropoff_m - own["left_m"][row]),
        excess_m=beside_m + rule["around"] * seen.to_dropoff_m - planned_m,
        limit_m=rule["excess_m"] + (1.0 + rule["excess_share"]) * _leeway(own, row, rule) * wound_m - planned_m,
        whole_m=driven_m + seen.to_dropoff_m - own["held_m"][row],
        whole_limit_m=rule["long_m"] + rule["long_share"] * own["held_m"][row],
    )


def _by_road(own: Columns, seen: Seen, asked: Mask) -> ByRoad:
    """Asked only about the few whom the straight line would send elsewhere: who comes nearer by road goes there."""
    by_road = ByRoad(*np.full((2, len(seen.row)), np.nan))
    if seen.by_road is not None and asked.any():
        row = seen.row[asked]
        left_deg = own["left_lon_deg"][row].astype(np.float64), own["left_lat_deg"][row].astype(np.float64)
        by_road.then_m[asked] = seen.by_road.remaining_m(row, *left_deg)
        by_road.now_m[asked] = seen.by_road.remaining_m(row, seen.lon_deg[asked], seen.lat_deg[asked])
    return by_road


def _leeway(own: Columns, row: Rows, rule: RuleColumns) -> Column:
    """How many times more is allowed to who has gone a way of his own before. Shapes: (n,).

    The plan says little of a driver who never took it, and one who left it and came back will come back again.
    """
    followed_m = own["way_m"][row].astype(np.float64) - own["planned_m"][row]
    unproven = np.clip(1.0 - followed_m / rule["follow_m"], 0.0, 1.0)
    leeway: Column = 1.0 + rule["leeway_new"] * unproven + rule["leeway_return"] * own["returns"][row]
    return leeway


def _change(i: int, seen: Seen, weighed: Weighed, found: Found, profiles: Profiles) -> Change:
    whole, raised, since_s, at_s = bool(found.whole[i]), found.raised[i], float(found.since_s[i]), seen.fixed_at_s[i]
    excess_m, limit_m = (weighed.whole_m, weighed.whole_limit_m) if whole else (weighed.excess_m, weighed.limit_m)
    proof = DetourProof(
        excess_m=round(float(excess_m[i]), 1),
        limit_m=round(float(limit_m[i]), 1),
        to_dropoff_m=round(float(seen.to_dropoff_m[i]), 1),
        off_route_m=round(float(seen.off_route_m[i]), 1),
        accuracy_m=float(seen.accuracy_m[i]),
        held_s=float(at_s) - since_s,
        lon=float(seen.lon_deg[i]),
        lat=float(seen.lat_deg[i]),
        profile=profiles.names[seen.profile[i]],
        whole=whole,
        by_road_m=None if np.isnan(found.by_road_m[i]) else round(float(found.by_road_m[i]), 1),
    )
    return Change(int(seen.row[i]), kind, "raised" if raised else "cleared", since_s, float(at_s), proof)
