"""A report read from a real log is the report of the timelines that stand there, wherever the period begins."""

import tracemalloc
from zoneinfo import ZoneInfo

import msgspec
import pytest
import trio

from alerts import Recorded
from escort.log import DeskKeys, Link
from escort.report import reading
from escort.report.facts import facts_of
from escort.report.figures import Report
from escort.report.period import Period
from escort.report.reading import add_up, look_back_s, regions_of
from escort.report.tally import Tally
from tests.redis import RedisServer
from tests.report.made_up import BEGAN_S, HOUR_S, MadeUp

ZONE = ZoneInfo("UTC")
NOW_S = BEGAN_S + 200.0 * HOUR_S


def store(server: RedisServer, region: str, made_up: MadeUp) -> None:
    """As the desk's commits leave it: a list a case, one for the floor, the newest sequence number."""
    keys, seq = DeskKeys(region), 0
    with server.client() as client, client.pipeline() as pipeline:
        for entries in (made_up.floor, *made_up.timelines):
            for each in entries:
                seq += 1
                pipeline.rpush(keys.incident(each.incident), b"%d %b" % (seq, msgspec.json.encode(each)))
        pipeline.set(keys.seq, seq)
        pipeline.execute()


def from_memory(period: Period, **regions: MadeUp) -> Report:
    tally = Tally(period, NOW_S)
    for region, made_up in sorted(regions.items()):
        for each in made_up.floor:
            if each.at.timestamp() < period.to_s:
                tally.agents.floor(each)
        for entries in made_up.timelines:
            if _opened_s(entries) >= period.from_s - look_back_s:
                tally.take(region, facts_of(entries))
    return tally.report(tuple(sorted(regions)), 30.0)


def from_log(server: RedisServer, period: Period) -> Report:
    async def read() -> Report:
        link, tally = Link(server.url), Tally(period, NOW_S)
        regions = await regions_of(link)
        for region in regions:
            await add_up(link, region, tally)
        link.close()
        return tally.report(regions, 30.0)

    return trio.run(read)


@pytest.mark.parametrize(("first_h", "last_h"), [(0, 120), (30, 55), (55, 56), (90, 130), (-50, -20), (150, 180)])
def test_what_is_read_is_what_stands_there(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch, first_h: int, last_h: int
) -> None:
    monkeypatch.setattr(reading, "cases_at_once", 7)
    monkeypatch.setattr(reading, "floor_at_once", 11)
    porto, lisbon = MadeUp(1, cases=90, hours=120), MadeUp(2, cases=1, hours=120)
    store(redis_server, "porto", porto)
    store(redis_server, "lisbon", lisbon)
    period = Period(BEGAN_S + first_h * HOUR_S, BEGAN_S + last_h * HOUR_S, ZONE)
    assert from_log(redis_server, period) == from_memory(period, lisbon=lisbon, porto=porto)


def test_a_log_without_a_desk_reports_nothing(redis_server: RedisServer) -> None:
    report = from_log(redis_server, Period(BEGAN_S, BEGAN_S + HOUR_S, ZONE))
    assert (report.regions, report.cases) == ((), 0)


def test_a_timeline_that_cannot_be_read_is_passed_over(redis_server: RedisServer) -> None:
    made_up = MadeUp(3, cases=9)
    store(redis_server, "porto", made_up)
    with redis_server.client() as client:
        client.rpush(DeskKeys("porto").incident("i-4"), b'9999 {"incident":"i-4","at":"not a time"}')
    del made_up.timelines[3]
    period = Period(BEGAN_S, NOW_S, ZONE)
    assert from_log(redis_server, period) == from_memory(period, porto=made_up)


def test_a_case_opened_long_before_is_not_read(redis_server: RedisServer) -> None:
    made_up = MadeUp(4, cases=50, hours=120)
    store(redis_server, "porto", made_up)
    with redis_server.client() as client:
        client.config_resetstat()
    from_log(redis_server, Period(BEGAN_S + 119 * HOUR_S, BEGAN_S + 120 * HOUR_S, ZONE))
    with redis_server.client() as client:
        reads = int(client.info("commandstats")["cmdstat_lrange"]["calls"])
    recent = [each for each in made_up.timelines if _opened_s(each) >= BEGAN_S + 119 * HOUR_S - look_back_s]
    assert reads <= len(recent) + 12, "those of the last day before it, and a few to find the first"


def _opened_s(entries: list[Recorded]) -> float:
    return entries[0].at.timestamp()


def test_no_more_than_some_cases_are_in_memory_at_a_time(redis_server: RedisServer) -> None:
    made_up = MadeUp(8, cases=800)
    written = sum(len(msgspec.json.encode(each)) for entries in made_up.timelines for each in entries)
    store(redis_server, "porto", made_up)
    del made_up
    tracemalloc.start()
    report = from_log(redis_server, Period(BEGAN_S, NOW_S, ZONE))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.cases == 800
    assert peak < written / 2, f"{peak / 1e6:.1f} MB for {written / 1e6:.1f} MB of entries"
