"""Reads the timelines of a period out of the log, some cases at a time, and forgets each as soon as it is added up.

    newest case ◀─doubling─ EXISTS      first of the period ◀─halving─ opened_at      then `cases_at_once`, and again

Rule: a case's own entries are kept for good, so a report reaches back as far as the desk does. Cases are numbered in
the order in which they were opened; only the floor is read as one list, page by page.

Errors: LogAway.
"""

from functools import partial
from typing import cast

import msgspec
import redis
from redis.client import Pipeline

from alerts import Recorded
from alerts.timeline import FLOOR
from escort import metrics
from escort.log import DeskKeys, Link
from escort.report.facts import Facts, facts_of
from escort.report.tally import Tally

cases_at_once = 100  # read in one network turn: a second's work for neither us nor Redis
floor_at_once = 2_000  # entries
look_back_s = 86_400.0  # before the period: a case opened then may be held or pressed again in it; no older one is read

_recorded = msgspec.json.Decoder(Recorded)


async def regions_of(link: Link) -> tuple[str, ...]:
    """Every region whose desk ever wrote something."""

    def scan(client: redis.Redis) -> list[bytes]:
        return list(client.scan_iter(match="{desk:*}:seq", count=1_000))

    return tuple(sorted(key.decode()[len("{desk:") : -len("}:seq")] for key in await link.turn(scan)))


async def add_up(link: Link, region: str, tally: Tally) -> None:
    """Adds a region's cases and agents to the sums."""
    keys = DeskKeys(region)
    await _floor(link, keys, tally)
    newest = await _newest(link, keys)
    number = await _first_since(link, keys, newest, tally.period.from_s - look_back_s)
    while number <= newest:
        upto = min(newest, number + cases_at_once - 1)
        for facts in await _cases(link, keys, number, upto):
            if facts.opened_s >= tally.period.to_s:
                return
            tally.take(region, facts)
        number = upto + 1


async def _cases(link: Link, keys: DeskKeys, first: int, last: int) -> list[Facts]:
    def commands(pipeline: Pipeline) -> None:
        for number in range(first, last + 1):
            pipeline.lrange(keys.incident(f"i-{number}"), 0, -1)

    read = [_facts(lines) for lines in await link.together(commands)]
    return [facts for facts in read if facts is not None]


def _facts(lines: list[bytes]) -> Facts | None:
    """A timeline that no version of ours has written is counted and passed over."""
    try:
        return facts_of(_recorded.decode(line.partition(b" ")[2]) for line in lines) if lines else None
    except msgspec.DecodeError:
        metrics.records_unreadable.labels("timeline").inc()
        return None


async def _floor(link: Link, keys: DeskKeys, tally: Tally) -> None:
    key, place = keys.incident(FLOOR), 0
    while True:
        lines = await link.turn(partial(_slice, key, place, place + floor_at_once - 1))
        for line in lines:
            recorded = _recorded.decode(line.partition(b" ")[2])
            if recorded.at.timestamp() < tally.period.to_s:
                tally.agents.floor(recorded)
        place += len(lines)
        if len(lines) < floor_at_once:
            return


async def _newest(link: Link, keys: DeskKeys) -> int:
    """The number of the newest case; 0 where there is none."""
    beyond = 1
    while await _there(link, keys, beyond):
        beyond *= 2
    low, high = beyond // 2, beyond  # the one is there or is 0, the other is not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if await _there(link, keys, middle) else (low, middle)
    return low


async def _first_since(link: Link, keys: DeskKeys, newest: int, since_s: float) -> int:
    """The first case opened since then; one more than the newest where none was."""
    low, high = 0, newest + 1
    while high - low > 1:
        middle = (low + high) // 2
        opened = await _cases(link, keys, middle, middle)
        before = not opened or opened[0].opened_s < since_s
        low, high = (middle, high) if before else (low, middle)
    return high


async def _there(link: Link, keys: DeskKeys, number: int) -> bool:
    def ask(client: redis.Redis) -> bool:
        return bool(client.exists(keys.incident(f"i-{number}")))

    return await link.turn(ask)


def _slice(key: str, first: int, last: int, client: redis.Redis) -> list[bytes]:
    return cast(list[bytes], client.lrange(key, first, last))
