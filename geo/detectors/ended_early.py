"""Ended early: the trip ended far from its destination, or the rider's phone drives on after it.

    going --its end, surely far from the drop-off--> ended early
      '---its end--> watched for `watched_s` --surely `moves_on_m` further, at driving speed--> ended early

Where it was last placed grows vaguer with every second before the end. A trip cancelled before it drove `aboard_m` had
no rider aboard. What has ended early stays so: nothing clears it.
"""

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.detectors.facts import Change, Ended, Seen
from geo.findings import EndedEarlyProof, MovedOnProof
from geo.profiles import Profiles
from geo.sheet import near_m

kind = "ended_early"
about_the_plan = False
blank: Blank = {
    "found": np.bool_(False),
    "ended_at_s": np.float64(np.nan),
    "lon_deg": np.float32(np.nan),  # where the trip was when it ended
    "lat_deg": np.float32(np.nan),
}


def end(own: Columns, ended: Ended, profiles: Profiles) -> list[Change]:
    """Trips end where they were last placed."""
    row, trip = ended.row, ended.trip
    profile = ended.whose.at(row, ended.at_s)
    rule = profiles.columns(kind, profile)
    age_s = np.maximum(ended.at_s - trip["fixed_at_s"][row], 0.0)
    accuracy_m = trip["accuracy_m"][row]
    far = ended.to_dropoff_m - accuracy_m - age_s * rule["drives_mps"] > rule["far_m"]
    aboard = ~ended.cancelled | (trip["along_m"][row] >= rule["aboard_m"])
    early = far & aboard

    own["ended_at_s"][row] = ended.at_s
    own["lon_deg"][row], own["lat_deg"][row] = trip["lon_deg"][row], trip["lat_deg"][row]
    own["found"][row[early]] = True
    return [_early(i, ended, age_s[i], profiles, int(profile[i])) for i in np.flatnonzero(early).tolist()]


def after(own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
    """Take one fix of the rider's phone after the end of each trip into account."""
    rule = profiles.columns(kind, seen.profile)
    row = seen.row
    moved_m = near_m(seen.lon_deg, seen.lat_deg, own["lon_deg"][row], own["lat_deg"][row])
    implied_mps = (seen.moved_m - seen.accuracy_m) / np.maximum(seen.after_s, 1e-3)
    speed_mps = np.fmax(seen.speed_mps, implied_mps)
    watched = seen.fixed_at_s - own["ended_at_s"][row] <= rule["watched_s"]
    away = moved_m - seen.accuracy_m > rule["moves_on_m"]
    moves_on = ~own["found"][row] & watched & away & (speed_mps >= rule["moves_on_mps"])
    own["found"][row[moves_on]] = True
    return [_moved_on(i, own, seen, moved_m[i], speed_mps[i], profiles) for i in np.flatnonzero(moves_on).tolist()]


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:  # noqa: ARG001  a detector's face
    """None: what has ended early stays so."""
    return np.zeros(len(rows), bool), np.full(len(rows), np.nan)


def _early(i: int, ended: Ended, age_s: float, profiles: Profiles, profile: int) -> Change:
    row, name = int(ended.row[i]), profiles.names[profile]
    at_s = float(ended.at_s[i])
    proof = EndedEarlyProof(
        how="cancelled" if ended.cancelled[i] else "completed",
        to_dropoff_m=round(float(ended.to_dropoff_m[i]), 1),
        limit_m=profiles.by_name[name].ended_early.far_m,
        accuracy_m=round(float(ended.trip["accuracy_m"][row]), 1),
        age_s=round(float(age_s), 3),
        lon=float(ended.trip["lon_deg"][row]),
        lat=float(ended.trip["lat_deg"][row]),
        profile=name,
    )
    return Change(row, kind, "raised", at_s, at_s, proof)


def _moved_on(i: int, own: Columns, seen: Seen, moved_m: float, speed_mps: float, profiles: Profiles) -> Change:
    row, name = int(seen.row[i]), profiles.names[seen.profile[i]]
    ended_at_s, at_s = float(own["ended_at_s"][row]), float(seen.fixed_at_s[i])
    proof = MovedOnProof(
        moved_m=round(float(moved_m), 1),
        limit_m=profiles.by_name[name].ended_early.moves_on_m,
        speed_mps=round(float(speed_mps), 1),
        after_s=at_s - ended_at_s,
        lon=float(seen.lon_deg[i]),
        lat=float(seen.lat_deg[i]),
        profile=name,
    )
    return Change(row, kind, "raised", ended_at_s, at_s, proof)
