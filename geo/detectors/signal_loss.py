"""Signal loss: nothing at all was received from a trip for too long.

    heard --nothing received for `silent_s`--> silent --anything received--> heard

Judged on our clock: `received_at`, or the time `tick` is told; by the rules of the time the silence began. A silence
that ended before anybody looked is found when it ends, with the same edges a tick would have given: raised at the last
time heard plus the limit, then cleared.
"""

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.detectors.facts import Change, Heard, Passed
from geo.findings import Edge, SignalLossProof
from geo.profiles import Profiles

kind = "signal_loss"
about_the_plan = False
# `heard_at_s` is a fact; silence is counted from `counted_from_s`, which is later where we ourselves were away.
blank: Blank = {"silent": np.bool_(False), "heard_at_s": np.float64(np.nan), "counted_from_s": np.float64(np.inf)}


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
    noticed_at_s = counted_from_s + profiles.columns(kind, profile)["silent_s"]
    silent = first & own["silent"][row]
    unnoticed = ~silent & (received_at_s > noticed_at_s)
    _hear(own, row, received_at_s, np.roll(first, -1))

    changes = []
    for i in np.flatnonzero(silent | unnoticed):
        if unnoticed[i]:
            changes.append(_change(row[i], "raised", heard_at_s[i], noticed_at_s[i], profile[i], profiles))
        ended_at_s = max(received_at_s[i], noticed_at_s[i])
        changes.append(_change(row[i], "cleared", heard_at_s[i], ended_at_s, profile[i], profiles))
    return changes


def _counted_from_s(counted_from_s: Column, heard_at_s: Column, received_at_s: Column) -> Column:
    """From when silence counts that ended with this fix. What was received while we were away is judged by itself."""
    in_our_absence = received_at_s <= counted_from_s
    from_s: Column = np.where(in_our_absence, heard_at_s, np.maximum(heard_at_s, counted_from_s))
    return from_s


def _hear(own: Columns, row: Rows, received_at_s: Column, last: Mask) -> None:
    """The trips live: what was last received of each is when it was heard."""
    row, received_at_s = row[last], received_at_s[last]
    own["heard_at_s"][row] = np.fmax(own["heard_at_s"][row], received_at_s)
    counted_from_s = np.where(own["silent"][row], -np.inf, own["counted_from_s"][row])
    own["counted_from_s"][row] = np.fmax(counted_from_s, received_at_s)
    own["silent"][row] = False


def tick(own: Columns, passed: Passed, profiles: Profiles) -> list[Change]:
    """Who has been silent for too long.

    One pass over one column; only candidates are looked at twice.
    """
    limits_s = profiles.rules[kind]["silent_s"]
    row = np.flatnonzero(own["counted_from_s"] < passed.now_s - limits_s.min())
    row = row[~own["silent"][row]]
    profile = passed.whose.at(row, own["counted_from_s"][row])
    noticed_at_s = own["counted_from_s"][row] + limits_s[profile]
    due = noticed_at_s < passed.now_s
    row, profile, noticed_at_s = row[due], profile[due], noticed_at_s[due]
    own["silent"][row] = True
    return [
        _change(row[i], "raised", own["heard_at_s"][row[i]], noticed_at_s[i], profile[i], profiles)
        for i in range(len(row))
    ]


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["silent"][rows], own["heard_at_s"][rows]


def _change(row: np.int64, edge: Edge, since_s: float, at_s: float, profile: np.uint8, profiles: Profiles) -> Change:
    name = profiles.names[profile]
    limit_s = profiles.by_name[name].signal_loss.silent_s
    proof = SignalLossProof(silent_s=float(at_s - since_s), limit_s=limit_s, profile=name)
    return Change(int(row), kind, edge, float(since_s), float(at_s), proof)
