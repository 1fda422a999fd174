"""Signal loss: nothing at all was received from a trip for too long.

    heard --nothing received for `silent_s`, or `tunnel_s` in or near a tunnel--> silent --anything received--> heard

Judged on our clock: `received_at`, or the time `tick` is told; by the rules of the time the silence began. A silence
that ended before anybody looked is found when it ends, with the same edges a tick would have given: raised at the last
time heard plus the limit, then cleared.
"""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.detectors.facts import Change, Heard, Passed
from geo.findings import Edge, SignalLossProof
from geo.profiles import Profiles
from geo.zones import Zones, no_zone

kind = "signal_loss"
about_the_plan = False
# `heard_at_s` is a fact; silence is counted from `counted_from_s`, which is later where we ourselves were away.
blank: Blank = {
    "silent": np.bool_(False),
    "heard_at_s": np.float64(np.nan),
    "counted_from_s": np.float64(np.inf),
    "lon_deg": np.float32(np.nan),  # where it was last heard of; kept only where there are tunnels
    "lat_deg": np.float32(np.nan),
}


def begin(own: Columns, rows: Rows, at_s: Column) -> None:
    """Trips begin: silence is counted from `at_s`."""
    own["heard_at_s"][rows] = at_s
    own["counted_from_s"][rows] = at_s


def resume(own: Columns, rows: Rows, now_s: float) -> None:
    """We were away until now: nobody's silence before it counts."""
    awake = rows[~own["silent"][rows]]
    own["counted_from_s"][awake] = np.maximum(own["counted_from_s"][awake], now_s)


def listen(own: Columns, heard: Heard, profiles: Profiles) -> list[Change]:
    """Something was received."""
    row, received_at_s = heard.row, heard.received_at_s
    first = np.ones(len(row), bool)
    first[1:] = row[1:] != row[:-1]
    before_s = np.where(first, -np.inf, np.roll(received_at_s, 1))
    heard_at_s = np.fmax(own["heard_at_s"][row], before_s)
    counted_from_s = _counted_from_s(own["counted_from_s"][row], heard_at_s, received_at_s)
    profile = heard.whose.at(row, counted_from_s)
    silent = first & own["silent"][row]
    long = np.flatnonzero(silent | (received_at_s > counted_from_s + profiles.columns(kind, profile)["silent_s"]))
    limit_s, zone = _limits(profile[long], *_before(own, heard, long), heard.zones, profiles)
    noticed_at_s = counted_from_s[long] + limit_s
    unnoticed = ~silent[long] & (received_at_s[long] > noticed_at_s)
    _hear(own, heard, np.roll(first, -1))

    changes = []
    for k in np.flatnonzero(silent[long] | unnoticed).tolist():
        i = long[k]
        say = partial(_change, row[i], since_s=heard_at_s[i], limit_s=limit_s[k], zone=heard.zones.name_of(zone[k]))
        name = profiles.names[profile[i]]
        if unnoticed[k]:
            changes.append(say(edge="raised", at_s=noticed_at_s[k], profile=name))
        changes.append(say(edge="cleared", at_s=max(received_at_s[i], noticed_at_s[k]), profile=name))
    return changes


def _limits(
    profile: NDArray[np.uint8], lon_deg: Column, lat_deg: Column, zones: Zones, profiles: Profiles
) -> tuple[Column, NDArray[np.int32]]:
    """How long each may be silent that was last heard of there, and the tunnel or dead zone if it is one's.

    Shapes: all (n,).
    """
    rule = profiles.columns(kind, profile)
    zone = zones.quiet(lon_deg, lat_deg)
    return np.where(zone == no_zone, rule["silent_s"], np.maximum(rule["silent_s"], rule["tunnel_s"])), zone


def _before(own: Columns, heard: Heard, which: Rows) -> tuple[Column, Column]:
    """Where each trip was last heard of before these fixes; NaN where that is not known, or nobody asks."""
    row = heard.row
    if not heard.zones.may_be_quiet:
        return np.full(len(which), np.nan), np.full(len(which), np.nan)
    last = np.maximum.accumulate(np.where(np.isfinite(heard.lon_deg), np.arange(len(row)), -1))
    before = np.r_[-1, last[:-1]][which]
    ours = (before >= 0) & (row[before] == row[which])
    lon_deg = np.where(ours, heard.lon_deg[before], own["lon_deg"][row[which]])
    lat_deg = np.where(ours, heard.lat_deg[before], own["lat_deg"][row[which]])
    return lon_deg, lat_deg


def _counted_from_s(counted_from_s: Column, heard_at_s: Column, received_at_s: Column) -> Column:
    """From when silence counts that ended with this fix. What was received while we were away is judged by itself."""
    in_our_absence = received_at_s <= counted_from_s
    from_s: Column = np.where(in_our_absence, heard_at_s, np.maximum(heard_at_s, counted_from_s))
    return from_s


def _hear(own: Columns, heard: Heard, last: Mask) -> None:
    """The trips live: what was last received of each is when it was heard, and where it was is where."""
    if heard.zones.may_be_quiet:
        placed = np.isfinite(heard.lon_deg)
        own["lon_deg"][heard.row[placed]] = heard.lon_deg[placed]
        own["lat_deg"][heard.row[placed]] = heard.lat_deg[placed]
    row, received_at_s = heard.row[last], heard.received_at_s[last]
    own["heard_at_s"][row] = np.fmax(own["heard_at_s"][row], received_at_s)
    counted_from_s = np.where(own["silent"][row], -np.inf, own["counted_from_s"][row])
    own["counted_from_s"][row] = np.fmax(counted_from_s, received_at_s)
    own["silent"][row] = False


def tick(own: Columns, passed: Passed, profiles: Profiles) -> list[Change]:
    """Who has been silent for too long.

    One pass over one column; only candidates are looked at twice, and asked where they are.
    """
    limits_s = profiles.rules[kind]["silent_s"]
    row = np.flatnonzero(own["counted_from_s"] < passed.now_s - limits_s.min())
    row = row[~own["silent"][row]]
    profile = passed.whose.at(row, own["counted_from_s"][row])
    limit_s, zone = _limits(profile, own["lon_deg"][row], own["lat_deg"][row], passed.zones, profiles)
    noticed_at_s = own["counted_from_s"][row] + limit_s
    due = np.flatnonzero(noticed_at_s < passed.now_s)
    own["silent"][row[due]] = True
    return [
        _change(
            row[i],
            edge="raised",
            since_s=own["heard_at_s"][row[i]],
            at_s=noticed_at_s[i],
            limit_s=limit_s[i],
            zone=passed.zones.name_of(zone[i]),
            profile=profiles.names[profile[i]],
        )
        for i in due.tolist()
    ]


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["silent"][rows], own["heard_at_s"][rows]


def _change(
    row: np.int64, *, edge: Edge, since_s: float, at_s: float, limit_s: float, zone: str | None, profile: str
) -> Change:
    proof = SignalLossProof(silent_s=float(at_s - since_s), limit_s=float(limit_s), profile=profile, zone=zone)
    return Change(int(row), kind, edge, float(since_s), float(at_s), proof)
