"""Trips come, get new plans, and go.

    admit --> a row, its plan laid      replan --> what the old plan raised is moot      end, dismiss --> what is open

A trip that is admitted twice, or ended or dismissed without being watched, changes nothing: a repeat is harmless.
"""

from collections.abc import Sequence

import numpy as np

from geo import places
from geo.columns import Rows
from geo.detectors.facts import Change
from geo.known import Known
from geo.route import Plan
from geo.sight import ending
from geo.trips import TripPlan, expect_anew


def admit(known: Known, trips: Sequence[TripPlan]) -> None:
    """Watch these trips. One that is watched already is left as it is."""
    new = list({plan.trip: plan for plan in reversed(trips) if plan.trip not in known.register}.values())
    if not new:
        return
    rows, trip = known.register.admit([plan.trip for plan in new]), known.trip
    trip["partition"][rows] = [plan.partition for plan in new]
    trip["profile"][rows] = [known.profiles.index_of(plan.profile) for plan in new]
    trip["by_sun"][rows] = [plan.profile not in known.profiles.by_name for plan in new]
    trip["gcj02"][rows] = [plan.datum == "gcj02" for plan in new]
    trip["started_at_s"][rows] = [plan.started_at_s for plan in new]
    trip["expected_at_s"][rows] = [np.nan if plan.expected_at_s is None else plan.expected_at_s for plan in new]
    known.panel.begin(rows, np.array([plan.counts_from_s for plan in new]))
    places.plan_stops(known.here, rows, [plan.stops for plan in new])
    known.lay(rows, [plan.plan_lonlat for plan in new])


def replan(known: Known, rows: Rows, plan_lonlat: Plan | None, at_s: float) -> list[Change]:
    """The trip in `rows` has a new plan. Shapes: (1,)."""
    trip, routes = known.trip, known.routes
    known.doubt.settle(rows)
    cleared = known.panel.new_plan(rows, at_s)
    length_m = routes.length_m(rows)
    routes.lift(rows)
    known.lay(rows, [plan_lonlat])
    expect_anew(trip, rows, at_s, length_m, routes.length_m(rows))
    trip["along_m"][rows], trip["segment"][rows] = 0.0, -1
    trip["x_m"][rows], trip["y_m"][rows] = routes.on_sheet(rows, trip["lon_deg"][rows], trip["lat_deg"][rows])
    return cleared


def end(known: Known, rows: Rows, at_s: float, how: str, told_at_s: float) -> list[Change]:
    """The trip in `rows` ends; its phone is watched for a while yet. Shapes: (1,)."""
    ended = ending(rows, min(at_s, told_at_s), how, told_at_s, known.ground, known.whose)
    known.doubt.settle(rows)
    changes = known.panel.end(ended, known.profiles)
    known.trip["ended_at_s"][rows] = told_at_s
    return changes


def watched_enough(known: Known, now_s: float) -> Rows:
    """Trips that ended so long ago that nothing is asked of their phones any more."""
    rows = np.flatnonzero(known.trip["ended_at_s"] < now_s)
    ended_at_s = known.trip["ended_at_s"][rows]
    rule = known.profiles.columns("ended_early", known.whose.at(rows, ended_at_s))
    return rows[ended_at_s + rule["watched_s"] < now_s]
