"""A partition's trips as bytes, and back.

    rows --pack--> MessagePack {version, trips, profiles, tables, vertices} --unpack--> other rows, of another fleet

Columns are stored by name: a snapshot from before a column existed leaves it blank, one with a column we no longer have
is read without it. Only a change of meaning raises the version.
"""

from collections.abc import Mapping

import msgspec
import numpy as np

from geo.columns import Columns, Rows, raw
from geo.profiles import Profiles
from geo.register import Register
from geo.routes import Routes, spans

VERSION = 1


class SnapshotUnreadable(ValueError):
    """These bytes are no snapshot, or one of a version we do not read; the message says which."""


class Stored(msgspec.Struct, frozen=True):
    """Bytes are columns, little-endian, in the order of `trips`; vertices lie end to end, `count` of them a trip."""

    version: int
    trips: list[str]
    profiles: list[str]
    tables: dict[str, dict[str, memoryview]]
    count: memoryview
    x_m: memoryview
    y_m: memoryview


def pack(register: Register, rows: Rows, tables: Mapping[str, Columns], routes: Routes, profiles: Profiles) -> bytes:
    """Everything known about the trips in `rows`."""
    count, x, y = routes.vertices(rows)
    stored = Stored(
        version=VERSION,
        trips=register.trips_in(rows),
        profiles=profiles.names,
        tables={name: table.packed(rows) for name, table in tables.items()},
        count=raw(count),
        x_m=raw(x),
        y_m=raw(y),
    )
    return msgspec.msgpack.encode(stored)


def unpack(data: bytes, register: Register, tables: Mapping[str, Columns], routes: Routes, profiles: Profiles) -> Rows:
    """Add the trips of a snapshot that are not there yet; these are their rows.

    Raises: SnapshotUnreadable.
    """
    stored = _read(data)
    new = np.array([i for i, trip in enumerate(stored.trips) if trip not in register], dtype=np.int64)
    rows = register.admit([stored.trips[i] for i in new])
    for name, table in tables.items():
        table.unpack(rows, stored.tables.get(name, {}), new)
    here = np.array([profiles.index_of(name) for name in stored.profiles], np.uint8)
    tables["trip"]["profile"][rows] = here[tables["trip"]["profile"][rows]]
    count = np.frombuffer(stored.count, np.int64)
    x, y = np.frombuffer(stored.x_m, np.float32), np.frombuffer(stored.y_m, np.float32)
    if len(new) < len(stored.trips):
        flat = spans((np.cumsum(count) - count)[new], count[new])
        count, x, y = count[new], x[flat], y[flat]
    planned = count > 0
    routes.lay_metres(rows[planned], count[planned], x, y)
    return rows


def _read(data: bytes) -> Stored:
    try:
        stored = msgspec.msgpack.decode(data, type=Stored)
    except msgspec.MsgspecError as error:
        raise SnapshotUnreadable(f"not a snapshot of a fleet: {error}") from error
    if stored.version != VERSION:
        raise SnapshotUnreadable(f"a snapshot of version {stored.version}; this program reads version {VERSION}")
    return stored
