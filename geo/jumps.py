"""Jumps: a place nobody can have driven to is held back until later fixes tell which of two places is true.

    believed --a fix out of reach--> believed, beside a rival
       ^---a later fix within reach of what is believed: the rival was a jump--'
       ^---one within reach of the rival alone: the vehicle is there-----------'

Two fixes that agree outweigh any one, also where the one came first: what is believed never locks the truth out.
"""

import numpy as np

from geo.columns import Blank, Column, Columns, Mask
from geo.fix import Fixes
from geo.sheet import wrapped

blank: Blank = {
    "rival_at_s": np.float64(-np.inf),  # no rival
    "rival_lon_deg": np.float32(np.nan),
    "rival_lat_deg": np.float32(np.nan),
}
m_per_deg = 111_195.0  # of a great circle on a sphere of 6,371 km; within 0.6 % of WGS84, enough to know a jump
slack_s = 1.0  # times are often cut to whole seconds


def held_back(own: Columns, trip: Columns, fixes: Fixes, at_s: Column, leap_mps: Column) -> Mask:
    """Which fixes are not to be judged, being jumps for all we know; what is known of rivals moves on.

    Shapes: all (n,), no row twice. `at_s` is the time each fix is judged on.
    Unsure: out of reach only beyond the fix's accuracy. A first fix, or one after the clock was set back, is believed.
    """
    row = fixes.row
    rival_at_s = own["rival_at_s"][row]
    believable = _within_reach(
        fixes, at_s, trip["fixed_at_s"][row], trip["lon_deg"][row], trip["lat_deg"][row], leap_mps
    )
    rival_lon_deg, rival_lat_deg = own["rival_lon_deg"][row], own["rival_lat_deg"][row]
    newer = at_s > rival_at_s
    stepped_back = at_s < trip["fixed_at_s"][row]
    agrees = (
        newer & np.isfinite(rival_at_s) & _within_reach(fixes, at_s, rival_at_s, rival_lon_deg, rival_lat_deg, leap_mps)
    )
    held: Mask = ~believable & ~agrees & ~stepped_back

    decided = row[~held & (newer | stepped_back)]
    own["rival_at_s"][decided] = -np.inf
    rival = held & newer
    own["rival_at_s"][row[rival]] = at_s[rival]
    own["rival_lon_deg"][row[rival]], own["rival_lat_deg"][row[rival]] = fixes.lon_deg[rival], fixes.lat_deg[rival]
    return held


def _within_reach(
    fixes: Fixes, at_s: Column, from_s: Column, lon_deg: Column, lat_deg: Column, leap_mps: Column
) -> Mask:
    """Whether a vehicle that was there then can be where each fix says; yes where it was nowhere. Shapes: all (n,)."""
    east_deg = wrapped(fixes.lon_deg - lon_deg)
    north_deg = fixes.lat_deg - lat_deg
    away_m = np.hypot(east_deg * np.cos(np.radians(fixes.lat_deg)), north_deg) * m_per_deg
    too_far = away_m - np.fmax(fixes.accuracy_m, 0.0) > leap_mps * (at_s - from_s + slack_s)
    within: Mask = ~too_far
    return within
