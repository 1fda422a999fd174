"""Trips as they were: copies of what fixes change of a row, in slots that are used again.

    row --keep--> slot --put_back--> the row as it was then          free: slot --> used again

What a platform says of a trip (its plan, its profile, its end) is not copied: it holds whenever a row is put back.
"""

from collections.abc import Collection, Mapping

import numpy as np

from geo.columns import Column, Columns, Rows

slots_first = 64


class Kept:
    """Slots. `tables` are copied from and put back into; of a table named in `only` these columns alone."""

    def __init__(self, tables: Mapping[str, Columns], only: Mapping[str, Collection[str]]) -> None:
        self._pairs = [(table, table.of_none(only.get(name))) for name, table in tables.items()]
        self._own = Columns({"before_s": np.float64(np.nan), "at_s": np.float64(np.nan), "since": np.int64(0)})
        self._free: list[int] = []
        self._capacity = 0
        self._grow(slots_first)

    def __len__(self) -> int:
        """Slots in use."""
        return self._capacity - len(self._free)

    @property
    def bytes_per_slot(self) -> int:
        return sum(copy.bytes_per_row for _, copy in self._pairs) + self._own.bytes_per_row

    def keep(self, rows: Rows, before_s: Column, at_s: Column, since: int) -> Rows:
        """A slot for each row, kept at `at_s`: it holds fixes up to `before_s`, and none of batch `since` or later."""
        if len(self._free) < len(rows):
            self._grow(len(rows))
        slots = np.array([self._free.pop() for _ in range(len(rows))], np.int64)
        for table, copy in self._pairs:
            copy.take_from(table, rows, slots)
        for name, value in (("before_s", before_s), ("at_s", at_s), ("since", since)):
            self._own[name][slots] = value
        return slots

    def put_back(self, slots: Rows, rows: Rows) -> None:
        """Each row is again what its slot says; the slots stay."""
        for table, copy in self._pairs:
            table.take_from(copy, slots, rows)

    def before_s(self, slots: Rows) -> Column:
        """The newest fix in each slot; NaN for slot -1, which is none. Shapes: (n,)."""
        before_s: Column = np.where(slots >= 0, self._own["before_s"][slots], np.nan)
        return before_s

    def at_s(self, slots: Rows) -> Column:
        """When each slot was kept; NaN for slot -1. Shapes: (n,)."""
        at_s: Column = np.where(slots >= 0, self._own["at_s"][slots], np.nan)
        return at_s

    def since(self, slots: Rows) -> Rows:
        """The number of the first batch that is not in each slot. Shapes: (n,)."""
        since: Rows = self._own["since"][slots]
        return since

    def free(self, slots: Rows) -> None:
        """Slots are nobody's; -1 is none."""
        self._free.extend(slots[slots >= 0].tolist())

    def _grow(self, more: int) -> None:
        old, new = self._capacity, self._capacity + self._capacity // 8 + more
        for columns in (self._own, *(copy for _, copy in self._pairs)):
            columns.grow(new)
        self._free.extend(range(new - 1, old - 1, -1))
        self._capacity = new
