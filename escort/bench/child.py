"""A program that is measured: started by itself, looked at from outside, ended whatever happens.

    open_service(roles)   the real one, its data in a folder that goes with it   ┐ Child: addresses, counters,
    open_bare()           the floor                                              ┘ CPU, memory; ended at the end

Children have a session of their own, so that Ctrl-C reaches the measuring first, and it ends them.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import numpy as np
import redis
from redis.client import Pipeline

from escort import auth, clock
from escort.home import kept_word
from escort.log import FixesKeys, partition_of, trip_key
from escort.records import TripStarted, packed, plan_bytes
from escort.redis_server import url_of

ends_within_s = 20.0
counted_within_s = 60.0


class BenchFailed(Exception):
    """What is measured did not do what it should: the figure would be a lie."""


@dataclass(frozen=True, slots=True)
class Child:
    """A running program. `device`, `metrics`, `http`: where it listens; `data`: its folder, a service's only."""

    pid: int
    device: str
    metrics: str
    http: str | None = None
    data: Path = Path()

    def count(self, counter: str) -> float:
        """A counter of its /metrics, by name, or with labels as they are printed; the sum where it has several."""
        with closing(HTTPConnection(urlsplit(self.metrics).netloc, timeout=10)) as connection:
            connection.request("GET", "/metrics")
            lines = [line.rpartition(" ") for line in connection.getresponse().read().decode().splitlines()]
        return sum(float(value) for name, _, value in lines if name == counter or name.startswith(counter + "{"))

    def counted(self, counter: str, least: float) -> float:
        """Waits until a counter has come so far.

        Raises: BenchFailed where it does not: something was lost.
        """
        until = monotonic() + counted_within_s
        while (value := self.count(counter)) < least:
            if monotonic() > until:
                raise BenchFailed(f"{counter} stays at {value:,.0f}, {least:,.0f} were sent")
            sleep(0.02)
        return value

    def memory_bytes(self) -> int:
        """Its resident set."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def cpu_s(self) -> float:
        """Processor time of all its threads so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def tokens(self, devices: Iterable[auth.Device]) -> list[str]:
        """What lets phones in."""
        secret = kept_word(self.data, "secret")
        return [auth.device_token(secret, device, clock.now_s()) for device in devices]

    def redis(self) -> redis.Redis:
        """A bare client of the service's own log."""
        return redis.Redis.from_url(url_of(self.data), protocol=2)

    def register(self, trips: Iterable[str]) -> None:
        """Trips with a straight plan, as the api would write them, in one turn to the log."""
        plan = plan_bytes(np.linspace((-8.61, 41.15), (-8.56, 41.19), 40))
        with self.redis() as client:
            pipeline: Pipeline = client.pipeline(transaction=False)
            for trip in trips:
                pipeline.hset(trip_key(trip), "state", "active")
                pipeline.xadd(FixesKeys(partition_of(trip)).log, {"d": packed(TripStarted(trip, plan, clock.now_s()))})
            pipeline.execute()


@contextmanager
def open_service(*roles: str) -> Iterator[Child]:
    """`escort serve` with these roles, or all, with a redis-server and a folder of its own.

    Raises: BenchFailed where it does not start; what it said stands on standard error.
    """
    with tempfile.TemporaryDirectory(prefix="escort-bench-") as folder:
        command = ["escort", "serve", "--announce", "json", "--http-port=0", "--device-port=0", "--metrics-port=0"]
        command += ["--roles", ",".join(roles)] if roles else []
        data = Path(folder).resolve()
        with _started(command, {"ESCORT_DATA": str(data)}) as (pid, told):
            yield Child(pid, told["device"], told["metrics"], told["http"], data)


@contextmanager
def open_bare() -> Iterator[Child]:
    """The bare server.

    Raises: BenchFailed where it does not start.
    """
    with _started(["escort.bench.bare_server"], {}) as (pid, told):
        yield Child(pid, told["device"], told["metrics"])


@contextmanager
def _started(module: list[str], more: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    ends_with_us = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ESCORT_")}
    child = subprocess.Popen(
        [*ends_with_us, sys.executable, "-m", *module],
        env=kept | more,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert child.stdout is not None
        line = child.stdout.readline()
        if not line:
            raise BenchFailed(f"{module[0]} did not start: code {child.wait()}")
        yield child.pid, json.loads(line)
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(ends_within_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    finally:
        assert child.stdout is not None
        child.stdout.close()
