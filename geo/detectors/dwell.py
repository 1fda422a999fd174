"""Dwell: the vehicle stands still for too long where nobody expected it to stop.

    moving --within `still_m` of where it was--> standing --for `stand_s`, away from any expected stop--> dwelling
       ^------surely further, two fixes in a row---'                                                        |
       ^------surely further, two fixes in a row------------------------------------------------------------'

Pick-up, drop-off, planned stops and zones for stopping are expected. In a risk area `risk_area_s` is long enough. A
gap between two fixes says nothing of what was in between: standing is counted anew.
"""

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.detectors.facts import Change, Seen
from geo.findings import DwellProof
from geo.profiles import Profiles
from geo.sheet import near_m
from geo.zones import no_zone

kind = "dwell"
about_the_plan = False
blank: Blank = {
    "dwelling": np.bool_(False),
    "since_s": np.float64(np.nan),
    "lon_deg": np.float32(np.nan),  # where it stands
    "lat_deg": np.float32(np.nan),
    "left": np.bool_(False),  # its last fix was surely further away
    "vague_m": np.float32(np.nan),  # and how accurately that is known
}


def judge(own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
    """Take one fix of each row into account.

    Source: tests/reference/dwell.py is the same drawing, one trip at a time.
    """
    rule = profiles.columns(kind, seen.profile)
    row, dwelling, since_s = seen.row, own["dwelling"][seen.row], own["since_s"][seen.row]
    away_m = near_m(seen.lon_deg, seen.lat_deg, own["lon_deg"][row], own["lat_deg"][row])
    away = ~(away_m - seen.accuracy_m - own["vague_m"][row] <= rule["still_m"])
    moved = away & (own["left"][row] | np.isnan(since_s))
    unseen = ~dwelling & (seen.after_s > rule["gap_max_s"])
    limit_s = np.where(seen.risk == no_zone, rule["stand_s"], rule["risk_area_s"])
    expected = seen.expected_stop_m - seen.accuracy_m <= rule["near_m"]

    anew = moved | unseen
    dwells = ~dwelling & ~away & ~unseen & ~expected & (seen.fixed_at_s - since_s >= limit_s)
    goes_on = dwelling & moved

    own["left"][row] = away & ~anew
    own["since_s"][row[anew]] = seen.fixed_at_s[anew]
    own["lon_deg"][row[anew]], own["lat_deg"][row[anew]] = seen.lon_deg[anew], seen.lat_deg[anew]
    own["vague_m"][row[anew]] = seen.accuracy_m[anew]
    own["dwelling"][row[dwells]] = True
    own["dwelling"][row[goes_on]] = False
    found = np.flatnonzero(dwells | goes_on).tolist()
    return [_change(i, seen, since_s[i], limit_s[i], bool(dwells[i]), profiles) for i in found]


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["dwelling"][rows], own["since_s"][rows]


def _change(i: int, seen: Seen, since_s: float, limit_s: float, raised: bool, profiles: Profiles) -> Change:
    profile = profiles.names[seen.profile[i]]
    at_s, stop_m = float(seen.fixed_at_s[i]), float(seen.expected_stop_m[i])
    proof = DwellProof(
        stood_s=at_s - float(since_s),
        limit_s=float(limit_s),
        still_m=profiles.by_name[profile].dwell.still_m,
        accuracy_m=float(seen.accuracy_m[i]),
        expected_stop_m=round(stop_m, 1) if np.isfinite(stop_m) else None,
        zone=seen.zone(i),
        lon=float(seen.lon_deg[i]),
        lat=float(seen.lat_deg[i]),
        profile=profile,
    )
    return Change(int(seen.row[i]), kind, "raised" if raised else "cleared", float(since_s), at_s, proof)
