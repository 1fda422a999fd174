"""A made-up fleet to measure with: plans, and vehicles that drive along them.

    plan: `vertices` points 80 m apart, turning at random      vehicle: 10 m/s along it, 5 m of noise, some far off

Seeded: the same fleet each time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo import Fixes, TripPlan

Array = NDArray[np.float64]

vertices = 100  # a plan's
step_m = 80.0  # between them: some 8 km of city
speed_mps = 10.0
noise_m = 5.0
astray_share = 0.01  # of the vehicles drive 500 m beside their plan
deg_per_m = np.array([1 / 83_800.0, 1 / 111_100.0])  # lon, lat at 41 degrees north
middle_lonlat = np.array([-8.61, 41.15])
began_s = 1_700_000_000.0


@dataclass(frozen=True, slots=True)
class MadeUpFleet:
    """Shapes: plans (trips, vertices, 2) lon/lat; astray_lonlat (trips, 2)."""

    plans: Array
    astray_lonlat: Array
    random: np.random.Generator

    def trip_plans(self, partition: int = 0) -> list[TripPlan]:
        return [TripPlan(f"trip-{i}", partition, plan, began_s) for i, plan in enumerate(self.plans)]

    def lonlat(self, trip: NDArray[np.int64], at_s: Array) -> Array:
        """Where vehicles are at some time: spread over their plans, and at its end they turn round.

        Shapes: (n,), (n,) -> (n, 2).
        """
        length_m = (vertices - 1) * step_m
        driven_m = (speed_mps * (at_s - began_s) + (37.0 * trip) % (0.9 * length_m)) % (2 * length_m)
        along = np.minimum(driven_m, 2 * length_m - driven_m) / step_m
        segment = np.minimum(along.astype(np.int64), vertices - 2)
        a, b = self.plans[trip, segment], self.plans[trip, segment + 1]
        noise = self.random.normal(0.0, noise_m, (len(trip), 2)) * deg_per_m
        lonlat: Array = a + (along - segment)[:, None] * (b - a) + self.astray_lonlat[trip] + noise
        return lonlat

    def batches(self, rows: NDArray[np.int32], count: int, size: int, fixes_per_s: float) -> list[Fixes]:
        """Batches as a watcher gets them: `size` fixes of random trips each, so many of them a second of the drive."""
        made = []
        for number in range(count):
            trip = self.random.integers(0, len(self.plans), size)
            at_s = began_s + (number * size + np.arange(size)) / fixes_per_s
            lon, lat = self.lonlat(trip, at_s).T
            unknown = np.full(size, np.nan)
            made.append(Fixes(rows[trip], at_s, at_s, lat.copy(), lon.copy(), unknown, unknown, unknown))
        return made


def make_up(trips: int, seed: int = 1) -> MadeUpFleet:
    """Plans that wander, from starts some kilometres around one city's middle."""
    random = np.random.default_rng(seed)
    heading = np.cumsum(random.normal(0.0, 0.35, (trips, vertices - 1)), axis=1) + random.uniform(0, 6.28, (trips, 1))
    steps = step_m * np.stack([np.cos(heading), np.sin(heading)], axis=2) * deg_per_m
    starts = middle_lonlat + random.normal(0.0, 5_000.0, (trips, 1, 2)) * deg_per_m
    plans = starts + np.concatenate([np.zeros((trips, 1, 2)), np.cumsum(steps, axis=1)], axis=1)
    astray = np.where(random.random((trips, 1)) < astray_share, 500.0, 0.0) * deg_per_m
    return MadeUpFleet(plans, astray, random)
