"""Where a trip has been lately: read back from the log of fixes, for the case an agent looks at."""

from functools import partial
from typing import cast

import numpy as np
import redis

from escort import limits
from escort.log import FixesKeys, Link, partition_of
from escort.records import FixesTaken, columns, unpacked

records_max = 2_000  # of the trip's partition, newest first; on a busy partition the trail is short rather than slow

Point = tuple[float, float, float]  # fixed_at_s, lon, lat


async def trail_of(link: Link, trip: str) -> list[Point]:
    """The newest fixes of a trip, oldest first, at most `trail_max`.

    Errors: LogAway.
    """
    records = await link.turn(partial(_newest, FixesKeys(partition_of(trip)).log))
    points: list[Point] = []
    for _, fields in records:
        record = unpacked(fields[b"d"])
        if isinstance(record, FixesTaken) and trip in record.trips:
            mine = np.frombuffer(record.index, np.int32) == record.trips.index(trip)
            values = np.frombuffer(record.values, np.float64).reshape(-1, columns)[mine]
            points += [(fixed_at, lon, lat) for fixed_at, lat, lon in values[:, :3].tolist()]
        if len(points) >= limits.trail_max:
            break
    return sorted(points)[-limits.trail_max :]


def _newest(stream: str, client: redis.Redis) -> list[tuple[bytes, dict[bytes, bytes]]]:
    return cast(list[tuple[bytes, dict[bytes, bytes]]], client.xrevrange(stream, count=records_max))
