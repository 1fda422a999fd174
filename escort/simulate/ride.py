"""A drive, second by second: where its vehicle truly was, and the same drive at other times.

    planned    0 1 2 3 4 5 6 7 8 9
    at         0 1 2 3 3.5 4 4.5 5 ...      the same way, from some second on half as fast
    until      0 1 2 3 4 4 4 4              stopped dead, and standing there

Nothing here is measured, and nothing drawn by chance.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

_ways = ("x_m", "y_m", "along_m")


@dataclass(frozen=True, slots=True)
class Ride:
    """A drive, second by second.

    Shapes: all (n,), one row a second. Units: metres on the city's sheet, m/s, degrees clockwise from north.
    """

    x_m: Column
    y_m: Column
    speed_mps: Column
    heading_deg: Column
    limit_mps: Column
    tunnel: NDArray[np.bool_]
    along_m: Column

    def second_at(self, along_m: float) -> int:
        """The first second at which it has come so far."""
        return int(np.searchsorted(self.along_m, along_m, side="left"))

    def fastest_s(self) -> int:
        """The second of its middle half, outside of tunnels where it can be, at which it is fastest."""
        quarter = len(self.speed_mps) // 4
        seen_mps = np.where(self.tunnel, 0.0, self.speed_mps)
        return quarter + int(seen_mps[quarter : 3 * quarter].argmax())

    def until(self, end_s: float, stands_s: float = 0.0) -> "Ride":
        """The same ride up to a second, and standing there from then on for so long."""
        last = min(int(end_s), len(self.along_m) - 1)
        return self.at(np.r_[0 : last + 1, np.full(round(stands_s), last)].astype(np.float64))

    def at(self, seconds: Column) -> "Ride":
        """The same way at other times: each second of the new ride is that second of this one, or between two of it.

        Shapes: (m,) -> a ride of m seconds.
        """
        whole = seconds.astype(np.int64)
        between = {name: np.interp(seconds, np.arange(len(self.x_m)), getattr(self, name)) for name in _ways}
        as_it_was = {each.name: getattr(self, each.name)[whole] for each in fields(self) if each.name not in _ways}
        as_it_was["speed_mps"] = np.diff(between["along_m"], prepend=between["along_m"][:1])
        return Ride(**between, **as_it_was)
