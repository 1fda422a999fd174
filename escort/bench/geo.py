"""How fast a fleet judges, beside bare shapely on the same fixes.

    observe alone | observe while trips come and go | bare shapely (floor) | shapely in a loop, turf.js, PostGIS (peers)
    tick over a million rows | snapshot | restore | bytes a trip, and a trip in doubt

One process, one core. Rates are over all batches, times the median of several runs.
"""

import statistics
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from time import perf_counter

import numpy as np
import shapely
from numpy.typing import NDArray

from escort.bench.figures import Figure
from escort.bench.made_up_fleet import MadeUpFleet, began_s, deg_per_m, make_up, vertices
from escort.bench.postgis import postgis
from escort.bench.turf import turf
from geo import Fixes, Fleet, TripPlan, default_profiles

batch_size = 2_000
fixes_per_s = 20_000.0  # of the made-up drive: each of 100,000 vehicles sends a fix each 5 s
turnover_per_s = 2_000  # trips that begin, and as many that end, in a second of observing
turnover = f"the same while {turnover_per_s:,} trips a second begin and as many end"


def measure(quick: bool = False) -> list[Figure]:
    """The figures of `geo`. Quick: a tenth of the trips, for trying out the measurement itself."""
    return measure_trips(10_000 if quick else 100_000, rounds=150)


def measure_trips(trips: int, rounds: int) -> list[Figure]:
    """The figures at so many trips, from so many batches each."""
    made_up = make_up(trips)
    fleet = Fleet(default_profiles())
    plans = made_up.trip_plans()
    admitted_s = statistics.median(_seconds(partial(fleet.admit, plans[i : i + 100])) for i in range(0, trips, 100))
    rows = fleet.rows_of([plan.trip for plan in plans])
    batches = made_up.batches(rows, count=3 * rounds, size=batch_size, fixes_per_s=fixes_per_s)
    for batch in batches[:rounds]:  # until vehicles are where the fleet thinks they are
        fleet.observe(batch)
    alone, beside = batches[rounds : 2 * rounds], batches[2 * rounds :]
    return [
        Figure("geo.observe", _rate(fleet, alone), "fixes/s", f"Fleet.observe, every detector, {trips:,} trips"),
        Figure("geo.observe_turnover", _rate_with_turnover(fleet, beside, plans), "fixes/s", turnover),
        *_floors(made_up, alone[:20], rows),
        Figure("geo.admit", 100 / admitted_s, "trips/s", "Fleet.admit, a hundred at a time"),
        *_snapshots(fleet, trips),
        _tick(trips * 10),
        _trip_bytes(plans[:10_000]),
        _doubt_bytes(min(trips, 2_000)),
    ]


def _seconds(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def _rate(fleet: Fleet, batches: Sequence[Fixes]) -> float:
    return batch_size * len(batches) / _seconds(lambda: [fleet.observe(batch) for batch in batches])


def _rate_with_turnover(fleet: Fleet, batches: Sequence[Fixes], plans: Sequence[TripPlan]) -> float:
    """Fixes a second of all that goes on while, beside observing, trips begin and those that began last end."""
    newcomers = [replace(plan, trip=f"new-{plan.trip}") for plan in plans]
    began, first, last = perf_counter(), 0, 0
    for batch in batches:
        fleet.observe(batch)
        due = min(int((perf_counter() - began) * turnover_per_s), len(newcomers))
        fleet.admit(newcomers[last:due])
        fleet.dismiss([plan.trip for plan in newcomers[first:last]], began_s)
        first, last = last, due
    return batch_size * len(batches) / (perf_counter() - began)


def _floors(made_up: MadeUpFleet, batches: Sequence[Fixes], rows: NDArray[np.int32]) -> list[Figure]:
    """The same fixes with nothing but shapely: on arrays, and one at a time."""
    metres = made_up.plans / deg_per_m
    lines = np.empty(rows.max() + 1, dtype=object)
    lines[rows] = shapely.linestrings(metres)

    def bare(batch: Fixes) -> None:
        points = shapely.points(np.column_stack([batch.lon_deg, batch.lat_deg]) / deg_per_m)
        shapely.distance(lines[batch.row], points)
        shapely.line_locate_point(lines[batch.row], points)

    def one_by_one(batch: Fixes) -> None:
        for row, lon, lat in zip(batch.row, batch.lon_deg / deg_per_m[0], batch.lat_deg / deg_per_m[1], strict=True):
            point = shapely.Point(lon, lat)
            lines[row].distance(point)
            lines[row].project(point)

    def rate(act: Callable[[Fixes], None], some: Sequence[Fixes]) -> float:
        return batch_size / statistics.median(_seconds(partial(act, batch)) for batch in some)

    first = batches[0]
    trip = np.argsort(rows)[np.searchsorted(rows, first.row, sorter=np.argsort(rows))]
    places = np.column_stack([first.lon_deg, first.lat_deg])
    return [
        *turf(made_up.plans, trip, places),
        *postgis(metres, trip, places / deg_per_m),
        Figure(
            "geo.shapely_bare", rate(bare, batches), "fixes/s", "shapely.distance + line_locate_point, arrays", True
        ),
        Figure("geo.shapely_loop", rate(one_by_one, batches[:5]), "fixes/s", "the same, one fix at a time", True),
    ]


def _snapshots(fleet: Fleet, trips: int) -> list[Figure]:
    snapshot = fleet.snapshot(0)
    fresh = [Fleet(default_profiles()) for _ in range(3)]
    packed_s = statistics.median(_seconds(lambda: fleet.snapshot(0)) for _ in range(3))
    restored_s = statistics.median(_seconds(partial(other.restore, snapshot)) for other in fresh)
    return [
        Figure("geo.snapshot", packed_s * 1000, "ms", f"Fleet.snapshot of {trips:,} trips, {len(snapshot) >> 20} MB"),
        Figure("geo.restore", restored_s * 1000, "ms", f"Fleet.restore of {trips:,} trips"),
    ]


def _tick(rows: int) -> Figure:
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan(f"trip-{i}", 0, None, began_s) for i in range(rows)])
    ticked_s = statistics.median(_seconds(lambda: fleet.tick(began_s + 1.0)) for _ in range(9))
    return Figure("geo.tick", ticked_s * 1000, "ms", f"Fleet.tick over {rows:,} trips, none silent")


def _trip_bytes(plans: Sequence[TripPlan]) -> Figure:
    """All a fleet has allocated, a trip, less the plan's coordinates; the trip's name counts, and room to grow.

    At the worst of the later sizes: room is added an eighth at a time.
    """
    some = max(1, len(plans) // 20)
    tracemalloc.start()
    fleet, most = Fleet(default_profiles()), 0.0
    for begin in range(0, len(plans), some):
        fleet.admit([replace(plan, trip="".join(plan.trip)) for plan in plans[begin : begin + some]])
        if begin >= len(plans) // 2:
            most = max(most, tracemalloc.get_traced_memory()[0] / len(fleet))
    tracemalloc.stop()
    coordinates = 2 * np.dtype(np.float32).itemsize * vertices
    return Figure("geo.trip_bytes", most - coordinates, "bytes", "a trip at most, besides its plan's coordinates")


def _doubt_bytes(trips: int) -> Figure:
    """What is allocated in the first minute of trips, all of which are in doubt then (geo/doubt.py)."""
    made_up, fleet = make_up(trips), Fleet(default_profiles())
    plans = made_up.trip_plans()
    fleet.admit(plans)
    rows = fleet.rows_of([plan.trip for plan in plans])
    batches = made_up.batches(rows, count=12, size=trips, fixes_per_s=trips / 5.0)
    tracemalloc.start()
    for batch in batches:
        fleet.observe(batch)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Figure("geo.doubt_bytes", grown / trips, "bytes", "more a trip in doubt, after a minute of a fix each 5 s")
