"""A batch of fixes is judged: whatever was received is heard, what is usable is placed and seen.

    batch --> heard (silence, vagueness)
          --> taken in --> in turns, one fix a trip at a time: jump? --> placed on its route --> each detector
          --> late?    --> its trip is put back to before it, and what came since is taken in again with it

Fixes of a trip are judged in order of `fixed_at_s` within the batch, so that any shuffling of it is the same batch.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo import jumps
from geo.columns import Column, Mask, Rows, RuleColumns
from geo.detectors import apart
from geo.detectors.facts import Change, Heard, Seen
from geo.doubt import Again
from geo.fix import BESIDE, JUDGED, JUMP, LATE, RIDER, Fixes, in_wgs84, is_a_place, is_a_time
from geo.intake import Intake, judged_at_s, turns_of
from geo.known import Known
from geo.other_datum import noted
from geo.retold import Standing
from geo.sight import see, set_beside
from geo.sources import take_in_both

of_two_phones_s = 10.0  # so far may the clocks and delays of two phones be from each other


class _Batch(NamedTuple):
    """A batch, sorted. Shapes: fixes, beside, the rule's columns (n,)."""

    fixes: Fixes
    intake: Intake
    beside: Mask
    rule: RuleColumns


def observe(known: Known, fixes: Fixes) -> tuple[list[Change], NDArray[np.int8]]:
    """What a batch led to, and what became of each fix of it."""
    watched = known.register.has(fixes.row)
    row = np.where(watched, fixes.row, 0)
    fixes = in_wgs84(fixes, watched & known.trip["gcj02"][row])
    going = watched & np.isnan(known.trip["ended_at_s"][row])
    heard = _listen(known, fixes[going & is_a_time(fixes.received_at_s)])
    batch = _taken_in(known, fixes, watched)
    late = np.flatnonzero(going & _out_of_order(known, batch, row))
    if not len(late):
        return heard + _judged(known, batch), batch.intake.outcome
    rows, slots = known.doubt.placed(fixes[late], judged_at_s(fixes[late], batch.rule["ahead_max_s"][late]))
    stood = Standing(known, rows)
    again = known.doubt.put_back(rows, slots)
    batch = _taken_in(known, fixes.joined(again.fixes), np.r_[watched, np.ones(len(again.fixes), bool)])
    return heard + _judged(known, batch, stood, again), batch.intake.outcome[: len(fixes)]


def _out_of_order(known: Known, batch: _Batch, row: NDArray[np.int32]) -> Mask:
    """Which fixes are older than one that their trip holds something of, but no more than a fix can be late.

    Shapes: (n,). Two phones are not of one clock: by less than `of_two_phones_s` each is compared as it comes.
    """
    outcome, at_s = batch.intake.outcome, batch.fixes.fixed_at_s
    rival_s, moved_s = known.rivals["rival_at_s"][row], known.trip["fixed_at_s"][row] - of_two_phones_s
    beside_s = known.panel.tables[apart.kind]["driver_at_s"][row] - of_two_phones_s
    passed = (outcome == JUDGED) & (at_s < np.maximum(rival_s, beside_s))
    out = (outcome == LATE) | passed | ((outcome == BESIDE) & (at_s < moved_s))
    late: Mask = out & (at_s >= known.applied_s(row) - batch.rule["late_max_s"])
    return late


def _taken_in(known: Known, fixes: Fixes, watched: Mask) -> _Batch:
    row = np.where(watched, fixes.row, 0)
    rule = known.profiles.columns("fix", known.whose.at(row, fixes.fixed_at_s))
    driver_at_s = known.panel.tables[apart.kind]["driver_at_s"][row]
    intake, beside = take_in_both(fixes, watched, known.trip, driver_at_s, rule)
    return _Batch(fixes, intake, beside, rule)


def _judged(known: Known, batch: _Batch, stood: Standing | None = None, again: Again | None = None) -> list[Change]:
    """What there is to say of a batch: what is found, and of trips judged again what differs."""
    changes = _in_turns(known, batch)
    if stood is not None and again is not None:
        changes = stood.over(again, changes)
    judged = batch.intake.judged
    known.doubt.judged(batch.fixes[judged], batch.intake.at_s, changes)
    return changes


def _in_turns(known: Known, batch: _Batch) -> list[Change]:
    """The first fix of each trip is judged, then the second of those that have one, ..."""
    fixes, intake, beside, rule = batch
    changes: list[Change] = []
    for both, both_at_s in intake.turns():
        _doubted(known, batch, both, both_at_s)
        aside = beside[both] & np.isnan(known.trip["ended_at_s"][fixes.row[both]])
        if aside.any():
            changes += _set_beside(known, fixes[both[aside]], both_at_s[aside])
        turn, turn_at_s = both[~beside[both]], both_at_s[~beside[both]]
        held = jumps.held_back(known.rivals, known.trip, fixes[turn], turn_at_s, rule["leap_mps"][turn])
        intake.outcome[turn[held]] = JUMP
        speaks = held & (fixes.by[turn] == RIDER)
        known.trip["rider_at_s"][fixes.row[turn[speaks]]] = turn_at_s[speaks]
        which, at_s = turn[~held], turn_at_s[~held]
        profile = known.whose.at(fixes.row[which], at_s)
        seen = see(fixes[which], at_s, profile, known.ground, known.profiles)
        changes += noted(_judge(known, seen), known.trip, known.routes, known.profiles)
    return changes


def _doubted(known: Known, batch: _Batch, which: Rows, at_s: Column) -> None:
    """Trips that go on are remembered as they are now, where fixes may still come late of them."""
    row = batch.fixes.row[which].astype(np.int64)
    back = ~batch.beside[which] & (at_s < known.trip["fixed_at_s"][row])
    if back.any():
        known.doubt.settle(row[back])
    going = np.isnan(known.trip["ended_at_s"][row])
    row, which, at_s = row[going], which[going], at_s[going]
    received_s, late_max_s = batch.fixes.received_at_s[which], batch.rule["late_max_s"][which]
    known.doubt.before(row, at_s, received_s, known.applied_s(row), late_max_s)


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
    fixes = fixes[order]
    place, row = is_a_place(fixes), fixes.row.astype(np.int64)
    accuracy_m = np.where(place, fixes.accuracy_m, np.inf)
    lon_deg, lat_deg = (np.where(place, degrees, np.nan) for degrees in (fixes.lon_deg, fixes.lat_deg))
    turn, zones = turns_of(row), known.ground.zones
    heard = Heard(row, fixes.received_at_s, accuracy_m, turn, known.whose, lon_deg, lat_deg, zones)
    return known.panel.listen(heard, known.profiles)
