"""Deviation: the vehicle left the corridor around its planned route and stayed out.

    on_route --outside--> straying --beyond the corridor, held long enough--> deviated
       ^-------back--------'                                                     |
       ^------------------------------back---------------------------------------'

How long is long enough depends on how far: `grace_s` at twice the corridor, half of it at three times, and ever longer
towards the corridor's edge. A fix too vague to place on either side changes nothing.
"""

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows, RuleColumns
from geo.detectors.facts import Change, Seen
from geo.findings import DeviationProof
from geo.profiles import Profiles

kind = "deviation"
about_the_plan = True
ON_ROUTE, STRAYING, DEVIATED = np.int8(0), np.int8(1), np.int8(2)
blank: Blank = {"state": ON_ROUTE, "since_s": np.float64(np.nan)}


def judge(own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
    """Take one fix of each row into account.

    Source: docs/adr/0011; tests/reference/deviation.py is the same drawing, one trip at a time.
    """
    rule = profiles.columns(kind, seen.profile)
    state, since_s = own["state"][seen.row], own["since_s"][seen.row]
    surely_off_m = seen.off_route_m - seen.accuracy_m
    outside = surely_off_m > rule["edge_m"]
    back = seen.off_route_m + seen.accuracy_m < rule["return_m"]
    held_s = seen.fixed_at_s - since_s
    beyond_m = surely_off_m - rule["corridor_m"]

    strays = (state == ON_ROUTE) & outside
    calms = (state == STRAYING) & back & ~outside
    deviates = (state == STRAYING) & (beyond_m > 0) & (held_s * beyond_m >= rule["grace_s"] * rule["corridor_m"])
    returns = (state == DEVIATED) & back

    own["since_s"][seen.row[strays]] = seen.fixed_at_s[strays]
    own["state"][seen.row[strays]] = STRAYING
    own["state"][seen.row[deviates]] = DEVIATED
    own["state"][seen.row[calms | returns]] = ON_ROUTE
    return [
        _change(i, seen, since_s[i], bool(deviates[i]), profiles) for i in np.flatnonzero(deviates | returns).tolist()
    ]


def settled_m(accuracy_m: Column, rule: RuleColumns) -> Column:
    """How near the route a fix must be for its exact distance to change nothing: surely not outside, surely back.

    Shapes: all (n,). Units: metres.
    """
    near: Column = np.minimum(rule["edge_m"] + accuracy_m, rule["return_m"] - accuracy_m)
    return near


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["state"][rows] == DEVIATED, own["since_s"][rows]


def _change(i: int, seen: Seen, since_s: float, raised: bool, profiles: Profiles) -> Change:
    profile = profiles.names[seen.profile[i]]
    rule = profiles.by_name[profile].deviation
    at_s = float(seen.fixed_at_s[i])
    proof = DeviationProof(
        off_route_m=round(float(seen.off_route_m[i]), 1),
        accuracy_m=float(seen.accuracy_m[i]),
        limit_m=rule.corridor_m if raised else rule.return_m,
        held_s=at_s - float(since_s),
        lon=float(seen.lon_deg[i]),
        lat=float(seen.lat_deg[i]),
        along_m=round(float(seen.along_m[i]), 1),
        profile=profile,
    )
    return Change(int(seen.row[i]), kind, "raised" if raised else "cleared", float(since_s), at_s, proof)
