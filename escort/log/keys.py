"""The names of everything in the log. Keys of one machine share a hash tag, so an atomic step stays in one slot."""

from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from escort import limits


@lru_cache(maxsize=1_000_000)
def partition_of(trip: str) -> int:
    """Which partition watches a trip: stable across machines and versions."""
    return crc32(trip.encode()) % limits.partitions


def trip_key(trip: str) -> str:
    """The hash with a trip's plan and people."""
    return f"trip:{trip}"


@dataclass(frozen=True, slots=True)
class FixesKeys:
    """The keys of one partition of trips."""

    partition: int

    @property
    def log(self) -> str:
        return f"{{fixes:{self.partition}}}:log"

    @property
    def lease(self) -> str:
        return f"{{fixes:{self.partition}}}:lease"

    @property
    def epoch(self) -> str:
        return f"{{fixes:{self.partition}}}:epoch"

    @property
    def snapshot(self) -> str:
        return f"{{fixes:{self.partition}}}:snapshot"

    @property
    def offset(self) -> str:
        return f"{{fixes:{self.partition}}}:offset"


@dataclass(frozen=True, slots=True)
class DeskKeys:
    """The keys of one region's desk."""

    region: str

    def _key(self, name: str) -> str:
        return f"{{desk:{self.region}}}:{name}"

    @property
    def inbox(self) -> str:
        return self._key("inbox")

    @property
    def timeline(self) -> str:
        return self._key("timeline")

    @property
    def seq(self) -> str:
        """The newest sequence number of the timeline."""
        return self._key("seq")

    @property
    def answers(self) -> str:
        """What became of each request that somebody waits for."""
        return self._key("answers")

    @property
    def lease(self) -> str:
        return self._key("lease")

    @property
    def epoch(self) -> str:
        return self._key("epoch")

    @property
    def snapshot(self) -> str:
        return self._key("snapshot")

    @property
    def snapshot_seq(self) -> str:
        return self._key("snapshot_seq")

    @property
    def offset(self) -> str:
        return self._key("offset")

    def outbox(self, channel: str) -> str:
        return self._key(f"outbox:{channel}")

    def outreach(self, name: str) -> str:
        """What those who carry effects out keep for themselves."""
        return self._key(f"outreach:{name}")

    def incident(self, incident: str) -> str:
        """One case's own entries, kept for good."""
        return self._key(f"incident:{incident}")
