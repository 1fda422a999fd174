"""Whose fix moves the trip: the rider's phone does; the driver's only stands in while the rider's is quiet.

    rider's or platform's fix                                     --> moves the trip
    driver's, the rider's last fix `stand_in_s` or longer before  --> moves the trip
    driver's, else                                                --> stands beside it (geo/detectors/apart.py)

In the order of the phones' times, so any cutting into batches that keeps it gives the same.
"""

import numpy as np

from geo.columns import Column, Columns, Mask, RuleColumns
from geo.fix import BESIDE, DRIVER, JUDGED, RIDER, Fixes, outcome_alone
from geo.intake import Intake, take_in, turns_of

stand_in_s = 60.0  # a rider's phone that is quiet for so long is away: pocket, battery, tunnel


def take_in_both(
    fixes: Fixes, known: Mask, trip: Columns, driver_at_s: Column, rule: RuleColumns
) -> tuple[Intake, Mask]:
    """Sort a batch of fixes of both phones; and which of them stand beside the trip.

    Shapes: all (n,); `driver_at_s` is the time of the newest fix of each fix's trip that stood beside it.
    """
    row = np.where(known, fixes.row, 0)
    newest_s, newest_received_s = trip["fixed_at_s"][row], trip["received_at_s"][row]
    usable = outcome_alone(fixes, known, rule["vague_m"]) == JUDGED
    beside = known & _stands_beside(fixes, trip["rider_at_s"][row], usable)
    moves = take_in(fixes, known & ~beside, newest_s, newest_received_s, rule)
    if not beside.any():
        return moves, beside
    stands = take_in(fixes, beside, driver_at_s, driver_at_s, rule)
    outcome = np.where(beside, np.where(stands.outcome == JUDGED, BESIDE, stands.outcome), moves.outcome)
    judged, at_s = np.r_[moves.judged, stands.judged], np.r_[moves.at_s, stands.at_s]
    order = np.lexsort((fixes.by[judged], at_s, fixes.row[judged]))
    judged, at_s = judged[order], at_s[order]
    return Intake(outcome.astype(np.int8), judged, at_s, turns_of(fixes.row[judged])), beside


def _stands_beside(fixes: Fixes, rider_at_s: Column, usable: Mask) -> Mask:
    """Which fixes are the driver's while the rider's phone speaks, in fixes that are usable. Shapes: all (n,)."""
    driver: Mask = fixes.by == DRIVER
    if not driver.any():
        return driver
    order = np.lexsort((fixes.by, fixes.fixed_at_s, fixes.row))
    row, at_s, rider = fixes.row[order], fixes.fixed_at_s[order], (usable & (fixes.by == RIDER))[order]
    last = np.maximum.accumulate(np.where(rider, np.arange(len(row)), -1))
    here = (last >= 0) & (row[last] == row)
    last_s = np.fmax(np.where(here, at_s[last], -np.inf), rider_at_s[order])
    beside = np.empty(len(row), bool)
    beside[order] = driver[order] & (at_s - last_s < stand_in_s)
    return beside
