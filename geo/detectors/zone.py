"""Zone: the vehicle entered a risk area, and stayed longer than one wild fix.

    outside --surely in a risk area--> entering --in the same one for `held_s`--> inside
       ^------surely in none, or in another------'                                  |
       ^------surely in none, or in another-----------------------------------------'

Which area a fix is in is a fact (geo/places.py); a fix nearer to a border than it is accurate changes nothing.
"""

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.detectors.facts import Change, Seen
from geo.findings import ZoneProof
from geo.profiles import Profiles
from geo.zones import no_zone

kind = "zone"
about_the_plan = False
OUTSIDE, ENTERING, INSIDE = np.int8(0), np.int8(1), np.int8(2)
blank: Blank = {"state": OUTSIDE, "since_s": np.float64(np.nan), "zone": np.int32(no_zone)}


def judge(own: Columns, seen: Seen, profiles: Profiles) -> list[Change]:
    """Take one fix of each row into account.

    Source: tests/reference/zone.py is the same drawing, one trip at a time.
    """
    if not len(seen.zones):
        return []
    rule = profiles.columns(kind, seen.profile)
    row, state, since_s, zone = (seen.row, *(own[name][seen.row] for name in ("state", "since_s", "zone")))
    elsewhere = seen.risk != zone

    leaves = (state == INSIDE) & elsewhere
    begins = elsewhere & (seen.risk != no_zone)
    calms = elsewhere & (seen.risk == no_zone)
    enters = (state == ENTERING) & ~elsewhere & (seen.fixed_at_s - since_s >= rule["held_s"])

    own["zone"][row] = seen.risk
    own["since_s"][row[begins]] = seen.fixed_at_s[begins]
    own["state"][row[begins]] = ENTERING
    own["state"][row[calms]] = OUTSIDE
    own["state"][row[enters]] = INSIDE
    found = np.flatnonzero(leaves | enters).tolist()
    return [_change(i, seen, since_s[i], int(zone[i]), bool(enters[i]), profiles) for i in found]


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["state"][rows] == INSIDE, own["since_s"][rows]


def _change(i: int, seen: Seen, since_s: float, zone: int, raised: bool, profiles: Profiles) -> Change:
    at_s = float(seen.fixed_at_s[i])
    proof = ZoneProof(
        zone=seen.zones.name_of(zone) or "that is drawn no more",
        accuracy_m=float(seen.accuracy_m[i]),
        held_s=at_s - float(since_s),
        lon=float(seen.lon_deg[i]),
        lat=float(seen.lat_deg[i]),
        profile=profiles.names[seen.profile[i]],
    )
    return Change(int(seen.row[i]), kind, "raised" if raised else "cleared", float(since_s), at_s, proof)
