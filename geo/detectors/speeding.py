"""Speeding: two independent speeds agree that the vehicle is too fast, and go on agreeing.

    within --both surely above--> fast --for `held_s`--> speeding
      ^-------either below---------'                        |
      ^-------either surely below---------------------------'

One is what the phone reports (from the Doppler shift of its receiver), the other the way between its last two fixes. A
phone that reports no speed, or a long gap, leaves it open: nothing changes.
"""

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.detectors.facts import Change, Seen
from geo.findings import SpeedingProof
from geo.profiles import Profiles

kind = "speeding"
about_the_plan = False
WITHIN, FAST, SPEEDING = np.int8(0), np.int8(1), np.int8(2)
blank: Blank = {"state": WITHIN, "since_s": np.float64(np.nan)}


def judge(own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
    """Take one fix of each row into account.

    Source: tests/reference/speeding.py is the same drawing, one trip at a time.
    """
    rule = profiles.columns(kind, seen.profile)
    limit = rule["limit_mps"]
    state, since_s = own["state"][seen.row], own["since_s"][seen.row]
    after_s = np.where((seen.after_s > 0.0) & (seen.after_s <= rule["gap_max_s"]), seen.after_s, np.nan)
    least_mps, most_mps = (seen.moved_m - seen.accuracy_m) / after_s, (seen.moved_m + seen.accuracy_m) / after_s
    fast = (seen.speed_mps > limit) & (least_mps > limit)
    slow = (seen.speed_mps <= limit) | (most_mps <= limit)

    begins = (state == WITHIN) & fast
    slows = (state == FAST) & ~fast
    speeds = (state == FAST) & fast & (seen.fixed_at_s - since_s >= rule["held_s"])
    ends = (state == SPEEDING) & slow

    own["since_s"][seen.row[begins]] = seen.fixed_at_s[begins]
    own["state"][seen.row[begins]] = FAST
    own["state"][seen.row[speeds]] = SPEEDING
    own["state"][seen.row[slows | ends]] = WITHIN
    found = np.flatnonzero(speeds | ends).tolist()
    return [_change(i, seen, since_s[i], bool(speeds[i]), profiles) for i in found]


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["state"][rows] == SPEEDING, own["since_s"][rows]


def _change(i: int, seen: Seen, since_s: float, raised: bool, profiles: Profiles) -> Change:
    profile = profiles.names[seen.profile[i]]
    at_s, reported = float(seen.fixed_at_s[i]), float(seen.speed_mps[i])
    proof = SpeedingProof(
        reported_mps=round(reported, 1) if np.isfinite(reported) else None,
        implied_mps=round(float(seen.moved_m[i] / max(seen.after_s[i], 1e-3)), 1),
        limit_mps=profiles.by_name[profile].speeding.limit_mps,
        held_s=at_s - float(since_s),
        lon=float(seen.lon_deg[i]),
        lat=float(seen.lat_deg[i]),
        profile=profile,
    )
    return Change(int(seen.row[i]), kind, "raised" if raised else "cleared", float(since_s), at_s, proof)
