"""Trips of the made-up city driven past a fleet: what is found, both phones heard, areas drawn, ends told."""

from collections.abc import Sequence

import numpy as np

from escort.simulate.acts import Feel, SendFixes
from escort.simulate.areas import areas_of, zones_text
from escort.simulate.city import City
from escort.simulate.trip import Trip
from geo.findings import Finding
from geo.fix import DRIVER, RIDER, Fixes
from geo.fleet import Fleet
from geo.profiles import default_profiles
from geo.route import PlanRefused, checked_plan
from geo.trips import TripPlan
from geo.zones import zones_from

tick_s = 5


def judged(city: City, trips: Sequence[Trip]) -> list[list[Finding]]:
    """What the fleet finds on each, by day, second by second of one clock; all begin at once, each at second 0."""
    names = [str(i) for i in range(len(trips))]
    fleet, found = Fleet(default_profiles(), zones_from(zones_text(areas_of(city)))), list[Finding]()
    fleet.admit([_plan(name, trip) for name, trip in zip(names, trips, strict=True)])
    fixes = _all_fixes(trips, fleet.rows_of(names))
    felt = {(i, int(act.at_s)): act for i, trip in enumerate(trips) for act in trip.acts if isinstance(act, Feel)}
    heard = 0
    for second in range(int(max(trip.over_s for trip in trips)) + 1):
        till = int(np.searchsorted(fixes.received_at_s, second, side="right"))
        if till > heard:
            found += fleet.observe(fixes[slice(heard, till)]).findings
        heard = till
        if second % tick_s == 0:
            found += fleet.tick(float(second))
        for name, trip in zip(names, trips, strict=True):
            if (act := felt.get((int(name), second))) is not None:
                found += fleet.felt(name, act.at_s, act.peak_g, 0.0, second)
            if second == int(trip.end_s):
                found += fleet.end(name, trip.end_s, trip.how, second)
    return [[finding for finding in found if finding.trip == name] for name in names]


def raised(findings: Sequence[Finding]) -> set[str]:
    """The kinds that were raised."""
    return {finding.kind for finding in findings if finding.edge == "raised"}


def _plan(name: str, trip: Trip) -> TripPlan:
    plan = checked_plan([[*point] for point in trip.plan])
    assert not isinstance(plan, PlanRefused)
    return TripPlan(name, 0, plan, 0.0, profile="day", stops=trip.stops, expected_at_s=trip.expected_s)


def _all_fixes(trips: Sequence[Trip], rows: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Fixes:
    """Of both phones of all trips, in the order they were sent."""
    sent = [
        (row, by, act.at_s, fix)
        for row, trip in zip(rows.tolist(), trips, strict=True)
        for by, acts in ((RIDER, trip.acts), (DRIVER, trip.drivers_acts))
        for act in acts
        if isinstance(act, SendFixes)
        for fix in act.fixes
    ]
    sent.sort(key=lambda each: each[2])
    names = ("lat_deg", "lon_deg", "accuracy_m", "speed_mps", "heading_deg")
    return Fixes(
        row=np.array([row for row, _, _, _ in sent], np.int32),
        fixed_at_s=np.array([fix.at_s for _, _, _, fix in sent], np.float64),
        received_at_s=np.array([at_s for _, _, at_s, _ in sent], np.float64),
        by=np.array([by for _, by, _, _ in sent], np.int8),
        **{name: np.array([getattr(fix, name) for _, _, _, fix in sent], np.float64) for name in names},
    )
