"""The append-only log: Redis Streams behind a small async face.

    lane.append ──▶ one network turn, one fsync ──▶ stream ──▶ tail.read (a thread and a connection of its own)
    lease.take  ──▶ an epoch ──▶ commit(epoch, ...) ──▶ all of it, or Fenced and none of it

redis-py is a blocking client: it lives in worker threads. Every atomic step is a Lua script over keys of one hash
tag, so it works on a Cluster as it does on one server.
"""

from escort.log.keys import DeskKeys, FixesKeys, partition_of, trip_key
from escort.log.lane import Lane
from escort.log.lease import Lease, Leases
from escort.log.link import Link, open_link
from escort.log.state import DeskCommit, DeskState, PartitionSnapshot, PartitionState
from escort.log.tail import Item, Tail

__all__ = [
    "DeskCommit",
    "DeskKeys",
    "DeskState",
    "FixesKeys",
    "Item",
    "Lane",
    "Lease",
    "Leases",
    "Link",
    "PartitionSnapshot",
    "PartitionState",
    "Tail",
    "open_link",
    "partition_of",
    "trip_key",
]
