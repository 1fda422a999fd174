"""Fixes lately received of trips in doubt, to be judged again should an older one come late.

    | fix | fix | (dropped) | fix | ... | free          in the order they were judged, each with its batch's number

Dropped ones leave holes; when it is full they are closed, and room is added only where that was not enough.
"""

import numpy as np
from numpy.typing import NDArray

from geo.columns import Mask, Rows
from geo.fix import COLUMNS, Fixes

room_first = 4_096
nobody = np.int32(-1)


class Recent:
    """Fixes of some trips, by row."""

    def __init__(self) -> None:
        self._fixes = _blank(room_first)
        self._batch = np.zeros(room_first, np.int64)
        self._used = 0

    def __len__(self) -> int:
        """How many are remembered."""
        return int(np.count_nonzero(self._fixes.row[: self._used] != nobody))

    @property
    def rows(self) -> NDArray[np.int32]:
        """The row of each; `nobody` where it was dropped."""
        return self._fixes.row[: self._used]

    @property
    def batches(self) -> NDArray[np.int64]:
        """The number of the batch of each."""
        return self._batch[: self._used]

    def has_room(self, more: int) -> bool:
        return self._used + more <= len(self._batch)

    def __getitem__(self, which: Rows) -> Fixes:
        return self._fixes[which]

    def add(self, fixes: Fixes, batch: int) -> None:
        """Remember these, of one batch."""
        if not self.has_room(len(fixes)):
            self._grow(len(fixes))
        end = self._used + len(fixes)
        for name in COLUMNS:
            getattr(self._fixes, name)[self._used : end] = getattr(fixes, name)
        self._batch[self._used : end] = batch
        self._used = end

    def drop(self, which: Rows | Mask) -> None:
        """Forget these."""
        self.rows[which] = nobody

    def close_holes(self) -> None:
        """Move together what is remembered; half of the room is free afterwards."""
        kept = np.flatnonzero(self.rows != nobody)
        for array in (*(getattr(self._fixes, name) for name in COLUMNS), self._batch):
            array[: len(kept)] = array[kept]
        self._used = len(kept)
        if self._used > len(self._batch) // 2:
            self._grow(len(self._batch))

    def _grow(self, more: int) -> None:
        """Room that is never used is never touched, and costs no memory."""
        old, batch, room = self._fixes, self._batch, len(self._batch) + more
        self._fixes, self._batch = _blank(room), np.zeros(room, np.int64)
        for name in COLUMNS:
            getattr(self._fixes, name)[: self._used] = getattr(old, name)[: self._used]
        self._batch[: self._used] = batch[: self._used]


def _blank(room: int) -> Fixes:
    fixed_at_s, received_at_s, *measured = np.zeros((7, room))
    lat_deg, lon_deg, accuracy_m, speed_mps, heading_deg = measured
    return Fixes(
        np.zeros(room, np.int32),
        fixed_at_s,
        received_at_s,
        lat_deg,
        lon_deg,
        accuracy_m,
        speed_mps,
        heading_deg,
        np.zeros(room, np.int8),
    )
