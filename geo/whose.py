"""Which profile's rules apply to a trip at a time.

    the trip names a profile we have  ──▶ that one, always
    it names none, or another         ──▶ `night` while it is night at the place by the sun, else the first profile

The place is the middle of the trip's planned route, so the answer depends on the trip and the time alone, never on how
fixes were cut into batches. A trip without a plan has no place: the first profile's rules apply to it.
"""

import numpy as np
from numpy.typing import NDArray

from geo.columns import Column, Columns, Mask, Rows
from geo.profiles import Profiles

NIGHT = "night"
NIGHT_BEGINS_S, NIGHT_ENDS_S = 22 * 3600.0, 5 * 3600.0  # of the day by the sun, as triage's night
DAY_S = 24 * 3600.0
SECONDS_A_DEGREE = DAY_S / 360.0


class Whose:
    """The profile of each row. `trip` has the columns `profile` and `by_sun`, `route` has `origin_lon_deg`."""

    def __init__(self, profiles: Profiles, trip: Columns, route: Columns) -> None:
        self._trip, self._route = trip, route
        self._night = np.uint8(profiles.index_of(NIGHT)) if NIGHT in profiles.by_name else None

    def at(self, row: Rows | NDArray[np.int32], at_s: Column) -> NDArray[np.uint8]:
        """Which profile applies to each of `row` at `at_s`. Shapes: all (n,). Units: unix seconds."""
        profile: NDArray[np.uint8] = self._trip["profile"][row]
        if self._night is None:
            return profile
        by_sun = self._trip["by_sun"][row]
        return np.where(by_sun & is_night(at_s, self._route["origin_lon_deg"][row]), self._night, profile)


def is_night(at_s: Column, lon_deg: Column) -> Mask:
    """Whether it is night by the sun: UTC moved by the longitude, so that no list of time zones is needed.

    Shapes: (n,), (n,) -> (n,). Unsure: where the longitude or the time is not a number, it is not night.
    """
    with np.errstate(invalid="ignore"):  # a phone may send any number for a time
        sun_s = (at_s + lon_deg * SECONDS_A_DEGREE) % DAY_S
        night: Mask = (sun_s >= NIGHT_BEGINS_S) | (sun_s < NIGHT_ENDS_S)
    return night
