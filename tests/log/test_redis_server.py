"""A redis-server of our own: everything it confirmed survives it, it comes back by itself, and it never outlives us."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis
import trio

from escort.errors import LogAway, Unusable
from escort.log import Lane, Link, open_link
from escort.redis_server import redis_of, socket_of


def pid_of(url: str) -> int:
    with redis.Redis.from_url(url, protocol=2) as client:
        return int(client.info("server")["process_id"])


def lives(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def appended(url: str, payload: bytes) -> None:
    async with open_link(url) as link, trio.open_nursery() as nursery:
        lane = Lane(link)
        nursery.start_soon(lane.carry)
        await lane.append("s", payload)
        nursery.cancel_scope.cancel()


async def test_its_next_start_finds_everything_and_it_ends_with_its_block(tmp_path: Path) -> None:
    for i in range(3):
        async with redis_of(tmp_path) as url:
            await appended(url, f"{i}".encode())
            with redis.Redis.from_url(url, protocol=2) as client:
                assert [fields[b"d"] for _, fields in client.xrange("s")] == [b"%d" % n for n in range(i + 1)]
            pid = pid_of(url)
        assert not lives(pid)


async def test_it_promises_what_the_log_needs_and_nobody_else_can_reach_it(tmp_path: Path) -> None:
    async with redis_of(tmp_path) as url:
        with redis.Redis.from_url(url, protocol=2) as client:
            said = client.config_get("append*") | client.config_get("maxmemory-policy") | client.config_get("port")
        assert (said["appendonly"], said["appendfsync"]) == ("yes", "always")
        assert (said["maxmemory-policy"], said["port"]) == ("noeviction", "0")
        assert socket_of(tmp_path).stat().st_mode & 0o077 == 0


async def test_killed_it_comes_back_by_itself_with_what_it_confirmed(tmp_path: Path) -> None:
    async with redis_of(tmp_path) as url:
        await appended(url, b"before")
        for _ in range(2):
            pid = pid_of(url)
            os.kill(pid, signal.SIGKILL)
            link = Link(url)
            with trio.fail_after(20.0):
                while True:
                    try:
                        await link.turn(lambda client: client.ping())
                        break
                    except LogAway:
                        await trio.sleep(0.02)
            link.close()
            assert pid_of(url) != pid
        with redis.Redis.from_url(url, protocol=2) as client:
            assert [fields[b"d"] for _, fields in client.xrange("s")] == [b"before"]


async def test_an_append_only_file_cut_off_in_the_middle_loses_only_its_end(tmp_path: Path) -> None:
    async with redis_of(tmp_path) as url:
        for i in range(20):
            await appended(url, f"{i}".encode())
    newest = max((tmp_path / "redis" / "appendonlydir").glob("*.incr.aof"))
    newest.write_bytes(newest.read_bytes()[:-7])
    async with redis_of(tmp_path) as url:
        with redis.Redis.from_url(url, protocol=2) as client:
            assert [fields[b"d"] for _, fields in client.xrange("s")] == [b"%d" % n for n in range(19)]


async def test_a_folder_it_cannot_use_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    (tmp_path / "redis" / "appendonlydir").write_text("in the way")
    with pytest.raises(Unusable, match="redis-server did not start in"):
        async with redis_of(tmp_path):
            raise AssertionError("it started")


def test_it_does_not_outlive_a_process_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, trio\nfrom escort.redis_server import redis_of\n"
        "async def main():\n async with redis_of(pathlib.Path(sys.argv[1])) as url:\n"
        "  print(url, flush=True)\n  await trio.sleep_forever()\ntrio.run(main)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        pid = pid_of(child.stdout.readline().strip())
        child.kill()
    trio.run(_until_gone, pid)


async def _until_gone(pid: int) -> None:
    with trio.fail_after(10.0):
        while lives(pid):
            await trio.sleep(0.02)
