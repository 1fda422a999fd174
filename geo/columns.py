"""Columns that grow together: one row a trip, one column a fact.

    name:      state   since_s   ...
    row 0          0       nan
    row 1          2     120.0          blank = what a row holds before anything was seen
    row 2          0       nan

A row that is given back is blank again; arrays are replaced when they grow, so nobody keeps one across calls.
"""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Column = NDArray[np.float64]
Mask = NDArray[np.bool_]
Blank = Mapping[str, np.generic]
RuleColumns = Mapping[str, Column]


class Columns:
    """Named arrays of one length. Shapes: every column (capacity,)."""

    def __init__(self, blank: Blank) -> None:
        self._blank = dict(blank)
        self._arrays: dict[str, NDArray[Any]] = {name: np.full(0, value) for name, value in blank.items()}

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._blank)

    def of_none(self, names: Collection[str] | None = None) -> "Columns":
        """Columns of the same names, or of some of them, with no row yet."""
        return Columns({name: value for name, value in self._blank.items() if names is None or name in names})

    def take_from(self, other: "Columns", theirs: Rows, ours: Rows) -> None:
        """Rows `ours` become what rows `theirs` of `other` are, in the columns both have. Shapes: (n,), (n,)."""
        for name in self._blank.keys() & other._blank.keys():
            self._arrays[name][ours] = other._arrays[name][theirs]

    def grow(self, capacity: int) -> None:
        """Make room for `capacity` rows; what is there stays, new rows are blank."""
        for name, value in self._blank.items():
            old = self._arrays[name]
            new = np.full(capacity, value)
            new[: len(old)] = old
            self._arrays[name] = new

    def blank(self, rows: Rows) -> None:
        """Make `rows` as if nothing had been seen."""
        for name, value in self._blank.items():
            self._arrays[name][rows] = value

    def packed(self, rows: Rows) -> dict[str, memoryview]:
        """The columns of `rows`, little-endian, in their order."""
        return {name: raw(array[rows]) for name, array in self._arrays.items()}

    def unpack(self, rows: Rows, packed: Mapping[str, memoryview], which: Rows) -> None:
        """Put entries `which` of `packed` into `rows`. A column it lacks stays blank; one we lack is left aside."""
        for name, array in self._arrays.items():
            if name in packed:
                array[rows] = np.frombuffer(packed[name], dtype=array.dtype)[which]

    @property
    def bytes_per_row(self) -> int:
        return sum(array.itemsize for array in self._arrays.values())


def raw(array: NDArray[Any]) -> memoryview:
    """The bytes of a fresh array, not copied."""
    return np.ascontiguousarray(array).view(np.uint8).data
