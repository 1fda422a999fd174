"""A made-up city through a fleet, second by second of one clock: what is found falsely, and how soon what is true.

    trips of a mishap --received--> fixes of all, by when they reach us --observe, tick, dismiss--> first finding a kind

No sockets and no log: the fleet itself, told the time once a second, as a watcher tells it.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from escort.bench.reception import Received, Reception, received
from escort.simulate.city import City, build
from escort.simulate.mishaps import Mishap, stands
from escort.simulate.trip import Trip, trip_of
from geo import Finding, Fixes, Fleet, PlanRefused, Profiles, TripPlan, checked_plan

began_s = 1_700_049_600.0  # noon in the city: 15 November 2023
seed = 7  # of the city
after_end_s = 400  # so long the clock goes on after the last trip


@dataclass(frozen=True, slots=True)
class FirstFound:
    """When a trip's first finding of a kind was ours to act on. Units: seconds of the trip, by our clock."""

    trip: int
    kind: str
    after_s: float


def watched(mishap: Mishap, count: int, how: Reception, profiles: Profiles) -> list[FirstFound]:
    """Watch `count` trips on which the same thing goes wrong, or nothing."""
    trips = city_trips(mishap, count)
    fleet, sent = Fleet(profiles), [_sent(trip, how) for trip in trips]
    fleet.admit([_plan(i, trip) for i, trip in enumerate(trips)])
    fixes = _together(sent, fleet.rows_of([str(i) for i in range(len(trips))]))
    ends_s = np.array([trip.end_s for trip in trips])
    first: dict[tuple[str, str], float] = {}
    at = 0
    for second in range(1, int(ends_s.max()) + after_end_s):
        till = int(np.searchsorted(fixes.received_at_s, began_s + second, side="right"))
        found = fleet.observe(fixes[slice(at, till)]).findings + fleet.tick(began_s + second)
        over = np.flatnonzero((ends_s > second - 1) & (ends_s <= second))
        found += fleet.dismiss([str(i) for i in over], began_s + second)
        _note(found, first, second)
        at = till
    return [FirstFound(int(trip), kind, after_s) for (trip, kind), after_s in first.items()]


def wrong_from_s(trip: Trip) -> float:
    """When it goes wrong, in seconds of the trip; a long stop from when the vehicle stands."""
    if stands(trip.mishap) is None:
        return trip.mishap_s
    rolls = np.flatnonzero(trip.ride.speed_mps > 0)
    return float(rolls[np.diff(rolls).argmax()])


@cache
def city_trips(mishap: Mishap, count: int) -> tuple[Trip, ...]:
    """The same trips for every reception."""
    return tuple(trip_of(_city(), seed, number, mishap) for number in range(count))


@cache
def _city() -> City:
    return build(seed)


def _plan(number: int, trip: Trip) -> TripPlan:
    plan = checked_plan(trip.plan)
    assert not isinstance(plan, PlanRefused), plan.why
    return TripPlan(str(number), 0, plan, began_s, expected_at_s=began_s + trip.end_s)


def _sent(trip: Trip, how: Reception) -> Received:
    """A lost phone sends nothing from its mishap on."""
    whole = received(trip.ride, how, np.random.default_rng([seed, trip.number]))
    until_s = trip.mishap_s if trip.mishap is Mishap.LOST_PHONE else np.inf
    heard = whole.received_at_s < until_s
    return Received(*(getattr(whole, name)[heard] for name in Received.__slots__))


def _together(sent: list[Received], rows: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Fixes:
    """All fixes of all trips in the order they reach us. They all begin at once."""
    row = np.repeat(rows, [len(each.fixed_at_s) for each in sent])
    columns = {name: np.concatenate([getattr(each, name) for each in sent]) for name in Received.__slots__}
    columns["fixed_at_s"] += began_s
    columns["received_at_s"] += began_s
    return Fixes(row=row, **columns)[np.argsort(columns["received_at_s"], kind="stable")]


def _note(found: list[Finding], first: dict[tuple[str, str], float], second: float) -> None:
    for finding in found:
        if finding.edge == "raised":
            first.setdefault((finding.trip, finding.kind), second)
