"""Which trip has which row; rows are used again.

    admit: trip --> a free row, or one more          dismiss: row --> free

The register grows by an eighth and tells its columns to grow with it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.columns import Columns, Mask, Rows

rows_first = 1024  # what a register begins with; there is always a row 0, so that a column can be looked up


class Register:
    """Trips and rows. `tables` grow and are made blank together with it."""

    def __init__(self, tables: Sequence[Columns]) -> None:
        self._tables = tables
        self.live = np.zeros(0, dtype=bool)  # which rows are a trip's
        self._row_of: dict[str, int] = {}
        self._trip = np.empty(0, dtype=object)
        self._free: list[int] = []
        self._grow(rows_first)

    def __len__(self) -> int:
        return len(self._row_of)

    def __contains__(self, trip: str) -> bool:
        return trip in self._row_of

    @property
    def capacity(self) -> int:
        return len(self._trip)

    def rows_of(self, trips: Sequence[str]) -> NDArray[np.int32]:
        """The row of each trip, -1 where there is none."""
        look = self._row_of.get
        return np.fromiter((look(trip, -1) for trip in trips), np.int32, len(trips))

    def has(self, row: NDArray[np.int32]) -> Mask:
        """Whether each row is a trip's."""
        within = (row >= 0) & (row < self.capacity)
        here: Mask = within & self.live[np.where(within, row, 0)]
        return here

    def trips_in(self, rows: Rows) -> list[str]:
        trips: list[str] = self._trip[rows].tolist()
        return trips

    def admit(self, trips: Sequence[str]) -> Rows:
        """A row for each trip; none of them has one yet, none stands twice."""
        if len(self._free) < len(trips):
            self._grow(len(trips))
        rows = [self._free.pop() for _ in trips]
        self._row_of.update(zip(trips, rows, strict=True))
        taken = np.array(rows, dtype=np.int64)
        self.live[taken] = True
        self._trip[taken] = np.array([*trips, None], dtype=object)[:-1]
        return taken

    def dismiss(self, rows: Rows) -> None:
        """Rows are free, and blank."""
        for trip in self.trips_in(rows):
            del self._row_of[trip]
        self._trip[rows] = None
        self.live[rows] = False
        for table in self._tables:
            table.blank(rows)
        self._free.extend(rows.tolist())

    def _grow(self, more: int) -> None:
        old, new = self.capacity, self.capacity + self.capacity // 8 + more
        trip = np.empty(new, dtype=object)
        trip[:old] = self._trip
        self._trip = trip
        self.live = np.r_[self.live, np.zeros(new - old, bool)]
        for table in self._tables:
            table.grow(new)
        self._free.extend(range(new - 1, old - 1, -1))
