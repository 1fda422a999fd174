"""What an owner has made of its log: snapshots, offsets, and the one step in which a desk moves.

Every write names the epoch it was decided under; the script refuses a stale one and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

import redis
from redis.client import Pipeline

from escort import limits
from escort.log.keys import DeskKeys, FixesKeys
from escort.log.lease import Lease
from escort.log.link import Link

entries_read_max = 5_000  # entries of the timeline in one network turn
incidents_read_max = 300  # timelines of single cases in one network turn

_FENCE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return redis.error_reply('FENCED: a newer owner holds this lease') end
"""

# KEYS epoch, offset, seq, timeline, answers, then one a list or outbox.
# ARGV epoch, offset before, offset after, kept timeline, kept answers, kept outbox, entries, effects, answers,
# then the entries (payload), the effects (payload), the answers (place of its entry or 0, payload).
_COMMIT = (
    _FENCE
    + """
if (redis.call('GET', KEYS[2]) or '0-0') ~= ARGV[2] then return redis.error_reply('FENCED: the offset has moved') end
local seq = tonumber(redis.call('GET', KEYS[3]) or '0')
local entries, effects, answers = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local at, key = 10, 6
local first = seq + 1
for _ = 1, entries do
  seq = seq + 1
  redis.call('XADD', KEYS[4], seq .. '-0', 'd', ARGV[at])
  redis.call('RPUSH', KEYS[key], seq .. ' ' .. ARGV[at])
  at, key = at + 1, key + 1
end
for _ = 1, effects do
  redis.call('XADD', KEYS[key], 'MAXLEN', '~', ARGV[6], '*', 'd', ARGV[at])
  at, key = at + 1, key + 1
end
for _ = 1, answers do
  local place = tonumber(ARGV[at])
  local named = place > 0 and (first + place - 1) or 0
  redis.call('XADD', KEYS[5], 'MAXLEN', '~', ARGV[5], '*', 'd', named .. ' ' .. ARGV[at + 1])
  at = at + 2
end
if entries > 0 then
  redis.call('SET', KEYS[3], seq)
  redis.call('XTRIM', KEYS[4], 'MAXLEN', '~', ARGV[4])
end
redis.call('SET', KEYS[2], ARGV[3])
return first
"""
)

_SAVE_DESK = (
    _FENCE
    + """
redis.call('SET', KEYS[2], ARGV[2])
redis.call('SET', KEYS[3], ARGV[3])
local surplus = redis.call('XLEN', KEYS[4]) - tonumber(ARGV[4])
if surplus > 0 then
  redis.call('XTRIM', KEYS[4], 'MINID', '~', redis.call('GET', KEYS[5]) or '0-0', 'LIMIT', surplus)
end
return 1
"""
)

# One of many in a turn: a stale epoch is an answer, 0, so that it stops none of the others.
_SAVE_PARTITION = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('SET', KEYS[3], ARGV[3])
redis.call('XTRIM', KEYS[4], 'MINID', '~', ARGV[4])
return 1
"""


@dataclass(frozen=True, slots=True)
class DeskCommit:
    """What some requests came to. An answer names the entry (its place in `entries`, from 1; 0 none) it speaks of."""

    offset_before: str
    offset_after: str
    entries: list[tuple[str, bytes]]  # incident, payload
    effects: list[tuple[str, bytes]]  # channel, payload
    answers: list[tuple[int, bytes]]


class DeskState:
    """The stored state of one region's desk.

    Errors: LogAway, Fenced.
    """

    def __init__(self, link: Link, keys: DeskKeys) -> None:
        self._link = link
        self._keys = keys

    async def load(self) -> tuple[bytes | None, int, str]:
        """The newest snapshot, the sequence number it contains, and the inbox offset of the last commit."""

        def commands(pipeline: Pipeline) -> None:
            for key in (self._keys.snapshot, self._keys.snapshot_seq, self._keys.offset):
                pipeline.get(key)

        snapshot, seq, offset = await self._link.together(commands)
        return snapshot, int(seq or 0), (offset or b"0-0").decode()

    async def commit(self, lease: Lease, step: DeskCommit) -> int:
        """All of the step or none of it; the sequence number of its first entry.

        Cancelled: it may stand; load again before deciding on.
        """
        k = self._keys
        keys = [k.epoch, k.offset, k.seq, k.timeline, k.answers]
        keys += [k.incident(incident) for incident, _ in step.entries]
        keys += [k.outbox(channel) for channel, _ in step.effects]
        words: list[object] = [lease.epoch, step.offset_before, step.offset_after]
        words += [limits.timeline_kept, limits.answers_kept, limits.outbox_kept]
        words += [len(step.entries), len(step.effects), len(step.answers)]
        words += [payload for _, payload in step.entries]
        words += [payload for _, payload in step.effects]
        words += [word for answer in step.answers for word in answer]
        return int(await self._link.script(_COMMIT, keys, words))

    async def save(self, lease: Lease, snapshot: bytes, seq: int) -> None:
        """A snapshot that contains every entry up to `seq`; of the inbox only what was read may go.

        Cancelled: the old or the new one stands.
        """
        k = self._keys
        keys = [k.epoch, k.snapshot, k.snapshot_seq, k.inbox, k.offset]
        await self._link.script(_SAVE_DESK, keys, [lease.epoch, snapshot, seq, limits.inbox_kept])

    async def entries_after(self, seq: int) -> list[tuple[int, bytes]]:
        """The timeline behind a sequence number, whole."""
        found: list[tuple[int, bytes]] = []
        while True:
            after = f"({found[-1][0] if found else seq}-0"
            read = await self._link.turn(partial(_range, self._keys.timeline, after))
            found += [(int(entry_id.partition(b"-")[0]), fields[b"d"]) for entry_id, fields in read]
            if len(read) < entries_read_max:
                return found

    async def entries_of(self, incident: str) -> list[tuple[int, bytes]]:
        """Everything that ever happened to one incident, oldest first."""
        read = await self._link.turn(partial(_list, self._keys.incident(incident)))
        return [_numbered(line) for line in read]

    async def entries_of_each(self, incidents: Sequence[str]) -> dict[str, list[tuple[int, bytes]]]:
        """The same of many, some hundred of them in one network turn."""
        found: dict[str, list[tuple[int, bytes]]] = {}
        for begin in range(0, len(incidents), incidents_read_max):
            batch = incidents[begin : begin + incidents_read_max]
            read = await self._link.together(partial(_lists, [self._keys.incident(each) for each in batch]))
            found |= {each: [_numbered(line) for line in stored] for each, stored in zip(batch, read, strict=True)}
        return found


def _numbered(line: bytes) -> tuple[int, bytes]:
    seq, _, payload = line.partition(b" ")
    return int(seq), payload


def _range(stream: str, after: str, client: redis.Redis) -> list[tuple[bytes, dict[bytes, bytes]]]:
    return cast(list[tuple[bytes, dict[bytes, bytes]]], client.xrange(stream, min=after, count=entries_read_max))


def _lists(keys: list[str], pipeline: Pipeline) -> None:
    for key in keys:
        pipeline.lrange(key, 0, -1)


def _list(key: str, client: redis.Redis) -> list[bytes]:
    return cast(list[bytes], client.lrange(key, 0, -1))


@dataclass(frozen=True, slots=True)
class PartitionSnapshot:
    """A snapshot that contains every entry up to `offset`."""

    lease: Lease
    partition: int
    columns: bytes
    offset: str


class PartitionState:
    """The stored columns of partitions of trips.

    Errors: LogAway.
    """

    def __init__(self, link: Link) -> None:
        self._link = link

    async def load(self, partitions: list[int]) -> list[tuple[bytes | None, str]]:
        """Snapshot and offset of each."""

        def commands(pipeline: Pipeline) -> None:
            for partition in partitions:
                pipeline.get(FixesKeys(partition).snapshot)
                pipeline.get(FixesKeys(partition).offset)

        read = await self._link.together(commands) if partitions else []
        return [(read[i], (read[i + 1] or b"0-0").decode()) for i in range(0, len(read), 2)]

    async def save(self, snapshots: Sequence[PartitionSnapshot], keep_from_ms: int) -> list[int]:
        """Stores them in one turn, one fsync; entries before a snapshot and before `keep_from_ms` may go.

        Returns the partitions that a newer owner holds: of those nothing was stored.
        Cancelled: of each the old or the new one stands.
        """

        def commands(pipeline: Pipeline) -> None:
            for each in snapshots:
                k = FixesKeys(each.partition)
                keep_from = min(keep_from_ms, int(each.offset.partition("-")[0]))
                words = (each.lease.epoch, each.columns, each.offset, keep_from)
                pipeline.eval(_SAVE_PARTITION, 4, k.epoch, k.snapshot, k.offset, k.log, *words)

        stored = await self._link.together(commands) if snapshots else []
        return [each.partition for each, is_stored in zip(snapshots, stored, strict=True) if not is_stored]
