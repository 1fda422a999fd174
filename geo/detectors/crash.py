"""Crash: an impact the phone felt, or a speed that stopped too suddenly to be braking; and stillness after it.

    driving --impact, or sudden stop--> struck --still for `still_s`--> crashed --moves--> driving
       ^---moves again, later than `rolls_s` after it---'

After a felt impact no fix at all counts as stillness: the phone may be broken. A vehicle that surely stood when its
phone felt something needs twice the impact: phones are dropped. A fix too vague to have moved surely has not moved.
"""

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.detectors.facts import Change, Felt, Passed, Seen
from geo.findings import CrashProof
from geo.profiles import Profiles
from geo.sheet import near_m

kind = "crash"
about_the_plan = False
DRIVING, STRUCK, CRASHED = np.int8(0), np.int8(1), np.int8(2)
stands_mps = 2.0  # slower than this a vehicle stands, for all a receiver can tell
rolls_s = 10.0  # so long after the impact it may still roll
silence_s = 30.0  # a tick waits so much longer than `still_s` for fixes under way
blank: Blank = {
    "state": DRIVING,
    "since_s": np.float64(np.nan),  # the impact, by the phone's clock
    "told_at_s": np.float64(np.nan),  # when we heard of it; of a felt one only
    "peak_g": np.float32(np.nan),
    "from_mps": np.float32(np.nan),
    "within_s": np.float32(np.nan),
    "speed_mps": np.float32(np.nan),  # at the last fix
    "lon_deg": np.float32(np.nan),  # where it stands since
    "lat_deg": np.float32(np.nan),
}


def feel(own: Columns, felt: Felt, profiles: Profiles) -> list[Change]:
    """A phone felt something."""
    rule = profiles.columns(kind, felt.profile)
    row = felt.row
    stands = own["speed_mps"][row] < stands_mps
    hit = (own["state"][row] == DRIVING) & (felt.peak_g >= rule["impact_g"] * np.where(stands, 2.0, 1.0))
    still = hit & (felt.still_s >= rule["still_s"])
    struck = row[hit]
    own["state"][struck], own["since_s"][struck], own["told_at_s"][struck] = STRUCK, felt.at_s[hit], felt.told_at_s
    own["peak_g"][struck] = np.minimum(felt.peak_g[hit], 1e3)
    for name in ("from_mps", "within_s", "lon_deg", "lat_deg"):
        own[name][struck] = np.nan
    own["state"][row[still]] = CRASHED
    at_s = felt.at_s + felt.still_s
    return [_change(own, int(row[i]), at_s[i], felt.profile[i], True, profiles) for i in np.flatnonzero(still)]


def judge(own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
    """Take one fix of each row into account."""
    rule = profiles.columns(kind, seen.profile)
    row, state, since_s = seen.row, own["state"][seen.row], own["since_s"][seen.row]
    stops = (state == DRIVING) & _stops(own, seen, rule["from_mps"], rule["hard_mps2"])
    watched = (state != DRIVING) & (seen.fixed_at_s >= since_s)
    away_m = near_m(seen.lon_deg, seen.lat_deg, own["lon_deg"][row], own["lat_deg"][row])
    moved = watched & (away_m - seen.accuracy_m > rule["still_m"])
    rolls = watched & ((moved & (seen.fixed_at_s < since_s + rolls_s)) | np.isnan(away_m))

    drives_on = (state == STRUCK) & moved & ~rolls
    crashes = (state == STRUCK) & watched & ~moved & ~rolls & (seen.fixed_at_s - since_s >= rule["still_s"])
    recovers = (state == CRASHED) & moved & ~rolls

    found = [_change(own, int(row[i]), seen.fixed_at_s[i], seen.profile[i], True, profiles) for i in _of(crashes)]
    found += [_change(own, int(row[i]), seen.fixed_at_s[i], seen.profile[i], False, profiles) for i in _of(recovers)]
    _note_stops(own, seen, stops)
    own["state"][row[crashes]] = CRASHED
    own["state"][row[drives_on | recovers]] = DRIVING
    placed = row[stops | rolls]
    own["lon_deg"][placed], own["lat_deg"][placed] = seen.lon_deg[stops | rolls], seen.lat_deg[stops | rolls]
    own["speed_mps"][row] = seen.speed_mps
    return found


def tick(own: Columns, passed: Passed, profiles: Profiles) -> list[Change]:
    """Who felt an impact and was not seen to move since."""
    row = np.flatnonzero(own["state"] == STRUCK)
    profile = passed.whose.at(row, own["since_s"][row])
    still_s = profiles.columns(kind, profile)["still_s"]
    due = own["told_at_s"][row] + still_s + silence_s < passed.now_s
    own["state"][row[due]] = CRASHED
    at_s = own["since_s"][row] + still_s
    return [_change(own, int(row[i]), at_s[i], profile[i], True, profiles) for i in _of(due)]


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["state"][rows] == CRASHED, own["since_s"][rows]


def _stops(own: Columns, seen: Seen, from_mps: Column, hard_mps2: Column) -> Mask:
    """Whether the speed the phones report fell to nothing faster than tyres can brake."""
    before_mps = own["speed_mps"][seen.row]
    lost_mps = before_mps - seen.speed_mps
    sudden: Mask = (
        (before_mps >= from_mps)
        & (seen.speed_mps < stands_mps)
        & (seen.after_s > 0.0)
        & (lost_mps >= hard_mps2 * seen.after_s)
    )
    return sudden


def _note_stops(own: Columns, seen: Seen, stops: Mask) -> None:
    row = seen.row[stops]
    own["from_mps"][row], own["within_s"][row] = own["speed_mps"][row], seen.after_s[stops]
    own["state"][row], own["since_s"][row] = STRUCK, seen.fixed_at_s[stops]
    own["peak_g"][row] = own["told_at_s"][row] = np.nan


def _of(mask: Mask) -> list[int]:
    which: list[int] = np.flatnonzero(mask).tolist()
    return which


def _change(own: Columns, row: int, at_s: float, profile: int, raised: bool, profiles: Profiles) -> Change:
    name, since_s = profiles.names[profile], float(own["since_s"][row])
    proof = CrashProof(
        peak_g=_known(own["peak_g"][row]),
        from_mps=_known(own["from_mps"][row]),
        within_s=_known(own["within_s"][row]),
        still_s=float(at_s) - since_s,
        limit_s=profiles.by_name[name].crash.still_s,
        lon=_known(own["lon_deg"][row]),
        lat=_known(own["lat_deg"][row]),
        profile=name,
    )
    return Change(row, kind, "raised" if raised else "cleared", since_s, float(at_s), proof)


def _known(value: np.float32) -> float | None:
    return round(float(value), 6) if np.isfinite(value) else None
