"""A desk as bytes.

    ledger ──packed──▶ snapshot of this version      snapshot of this or an older version ──unpacked──▶ ledger

Rule: what an older version has written is read for ever: the log keeps only so many entries, and a desk that refused
its own snapshot after an upgrade could not be rebuilt from them. Everything new has a default that suits what is old.
"""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from alerts.agents import AgentState
from alerts.incident import Incident
from alerts.memory import Memory

version_written, versions_read = 2, (1, 2)


class SnapshotRefused(ValueError):
    """These bytes are no snapshot of this desk; the whole timeline rebuilds it."""


class Snapshot(msgspec.Struct, frozen=True):
    """Everything that a timeline adds up to."""

    version: int
    region: str
    opened: int  # incidents ever opened
    newest: datetime | None
    incidents: tuple[Incident, ...]  # the open ones, in the order in which they were opened
    memory: Memory
    agents: tuple[AgentState, ...] = ()


def packed(snapshot: Snapshot) -> bytes:
    """A snapshot as bytes."""
    return msgspec.msgpack.encode(snapshot)


def unpacked(data: bytes, region: str) -> Snapshot:
    """The snapshot in some bytes. Raises: SnapshotRefused where they are damaged, of the future, or another desk's."""
    try:
        snapshot = msgspec.msgpack.decode(data, type=Snapshot)
    except msgspec.DecodeError as why:
        raise SnapshotRefused(f"the snapshot of desk {region} cannot be read: {why}") from why
    if snapshot.version not in versions_read or snapshot.region != region:
        told = f"{snapshot.region} {snapshot.version}"
        raise SnapshotRefused(f"not a snapshot of desk {region}, version {version_written}: {told}")
    return snapshot if snapshot.version == version_written else _of_today(snapshot)


def _of_today(snapshot: Snapshot) -> Snapshot:
    """Version 1 knew no offers: its incidents were with the "desk", which is where agents are asked now."""
    incidents = (
        replace(each, worst=each.severity, acted=True, level="offer" if each.level == "desk" else each.level)
        for each in snapshot.incidents
    )
    return replace(snapshot, version=version_written, incidents=tuple(incidents))
