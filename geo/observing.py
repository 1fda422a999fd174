"""A batch of fixes is judged: whatever was received is heard, what is usable is placed and seen.

    batch --> heard (silence, vagueness)
          --> taken in --> in turns, one fix a trip at a time: jump? --> placed on its route --> each detector

Fixes of a trip are judged in order of `fixed_at_s` within the batch, so that any shuffling of it is the same batch.
"""

import numpy as np
from numpy.typing import NDArray

from geo import jumps
from geo.columns import Column, Mask
from geo.detectors import apart
from geo.detectors.facts import Change, Heard, Seen
from geo.fix import JUMP, RIDER, Fixes, in_wgs84, is_a_place, is_a_time
from geo.intake import turns_of
from geo.known import Known
from geo.other_datum import noted
from geo.sight import see, set_beside
from geo.sources import take_in_both


def observe(known: Known, fixes: Fixes) -> tuple[list[Change], NDArray[np.int8]]:
    """What a batch led to, and what became of each fix of it."""
    trip, watched = known.trip, known.register.has(fixes.row)
    row = np.where(watched, fixes.row, 0)
    fixes = in_wgs84(fixes, watched & trip["gcj02"][row])
    going = np.isnan(trip["ended_at_s"][row])
    changes = _listen(known, fixes[watched & going & is_a_time(fixes.received_at_s)])
    more, outcome = _in_turns(known, fixes, watched)
    return changes + more, outcome


def _in_turns(known: Known, fixes: Fixes, watched: Mask) -> tuple[list[Change], NDArray[np.int8]]:
    """The first fix of each trip is judged, then the second of those that have one, ..."""
    trip = known.trip
    row = np.where(watched, fixes.row, 0)
    going = np.isnan(trip["ended_at_s"][row])
    fix_rule = known.profiles.columns("fix", known.whose.at(row, fixes.fixed_at_s))
    driver_at_s = known.panel.tables[apart.kind]["driver_at_s"][row]
    intake, beside = take_in_both(fixes, watched, trip, driver_at_s, fix_rule)
    changes: list[Change] = []
    for both, both_at_s in intake.turns():
        aside = beside[both] & going[both]
        if aside.any():
            changes += _set_beside(known, fixes[both[aside]], both_at_s[aside])
        turn, turn_at_s = both[~beside[both]], both_at_s[~beside[both]]
        held = jumps.held_back(known.rivals, trip, fixes[turn], turn_at_s, fix_rule["leap_mps"][turn])
        intake.outcome[turn[held]] = JUMP
        which, at_s = turn[~held], turn_at_s[~held]
        profile = known.whose.at(row[which], at_s)
        seen = see(fixes[which], at_s, profile, known.ground, known.profiles)
        changes += noted(_judge(known, seen), trip, known.routes, known.profiles)
    return changes, intake.outcome


def _set_beside(known: Known, fixes: Fixes, at_s: Column) -> list[Change]:
    """Fixes of drivers' phones beside their trips, of trips that go on."""
    placed = set_beside(fixes, at_s, known.whose.at(fixes.row, at_s), known.profiles)
    return known.panel.beside(placed, known.profiles)


def _judge(known: Known, seen: Seen) -> list[Change]:
    """A trip that goes on by all detectors, one that has ended by those that ask what its phone does after it."""
    going: Mask = np.isnan(known.trip["ended_at_s"][seen.row])
    if going.all():
        return known.panel.judge(seen, known.profiles)
    afterwards = known.panel.after(seen[~going & (seen.by == RIDER)], known.profiles)
    return known.panel.judge(seen[going], known.profiles) + afterwards


def _listen(known: Known, fixes: Fixes) -> list[Change]:
    """Whatever a trip's phone sends, it lives."""
    order = np.lexsort((fixes.received_at_s, fixes.row))
    accuracy_m = np.where(is_a_place(fixes), fixes.accuracy_m, np.inf)[order]
    row = fixes.row[order].astype(np.int64)
    heard = Heard(row, fixes.received_at_s[order], accuracy_m, turns_of(row), known.whose)
    return known.panel.listen(heard, known.profiles)
