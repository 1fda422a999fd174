"""Blurred: the phone speaks, but where it is has been too vague to judge for too long.

    sharp --a vague fix, or no place at all--> vague --a vague one, `blurred_s` after the first--> blurred
      ^-------------a sharp one-----------------'                                                   |
      ^-------------a sharp one----------------------------------------------------------------------'

In the order things are received, on our clock: whoever does not know where it is may not know when either.
"""

import numpy as np

from geo.columns import Blank, Column, Columns, Mask, Rows
from geo.detectors.facts import Change, Heard
from geo.findings import BlurredProof
from geo.profiles import Profiles

kind = "blurred"
about_the_plan = False
SHARP, VAGUE, BLURRED = np.int8(0), np.int8(1), np.int8(2)
blank: Blank = {"state": SHARP, "since_s": np.float64(np.nan)}


def begin(own: Columns, rows: Rows, at_s: Column) -> None:
    """Trips begin sharp, as blank rows are."""


def resume(own: Columns, rows: Rows, now_s: float) -> None:  # noqa: ARG001  a detector's face
    """We were away until now: what was vague before counts from the next fix."""
    vague = rows[own["state"][rows] == VAGUE]
    own["state"][vague] = SHARP


def listen(own: Columns, heard: Heard, profiles: Profiles) -> list[Change]:
    """Something was received, of some trips more than once: the first of each, then the second, ..."""
    if not (heard.accuracy_m > profiles.rules[kind]["sharp_m"].min()).any() and not own["state"][heard.row].any():
        return []
    changes = []
    for turn in range(int(heard.turn.max()) + 1):
        changes += _take(own, heard, np.flatnonzero(heard.turn == turn), profiles)
    return changes


def open_since_s(own: Columns, rows: Rows) -> tuple[Mask, Column]:
    """Which of `rows` have an open finding, and since when."""
    return own["state"][rows] == BLURRED, own["since_s"][rows]


def _take(own: Columns, heard: Heard, which: Rows, profiles: Profiles) -> list[Change]:
    """One fix of each of some trips."""
    row, at_s, accuracy_m = heard.row[which], heard.received_at_s[which], heard.accuracy_m[which]
    profile = heard.whose.at(row, at_s)
    rule = profiles.columns(kind, profile)
    state, since_s = own["state"][row], own["since_s"][row]
    vague = accuracy_m > rule["sharp_m"]

    begins = (state == SHARP) & vague
    blurs = (state == VAGUE) & vague & (at_s - since_s >= rule["blurred_s"])
    clears = (state == BLURRED) & ~vague

    own["since_s"][row[begins]] = at_s[begins]
    own["state"][row[begins]] = VAGUE
    own["state"][row[blurs]] = BLURRED
    own["state"][row[~vague]] = SHARP
    changes = []
    for i in np.flatnonzero(blurs | clears).tolist():
        name = profiles.names[profile[i]]
        its = profiles.by_name[name].blurred
        held_s, known_m = float(at_s[i] - since_s[i]), float(accuracy_m[i])
        proof = BlurredProof(known_m if np.isfinite(known_m) else None, its.sharp_m, held_s, its.blurred_s, name)
        edge = "raised" if blurs[i] else "cleared"
        changes.append(Change(int(row[i]), kind, edge, float(since_s[i]), float(at_s[i]), proof))  # type: ignore[arg-type]
    return changes
