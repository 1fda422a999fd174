"""The real service as a child on free ports: where it listens, what it counts, and its end, gentle or not.

start --announced--> serving --stop, kill--> gone --start--> serving, at the same addresses
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec
import trio

from escort import auth
from escort.clock import now_s
from escort.home import kept_word

escort = [sys.executable, "-m", "escort"]
stops_within_s = 20.0


@dataclass
class Served:
    """One `escort serve` with a data folder of its own."""

    data: Path
    http: str = ""
    device: str = ""
    metrics: str = ""
    _child: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Comes back once it has said where it listens."""
        ports = [f"--{name}-port={urlsplit(url).port or 0}" for name, url in self._urls.items()]
        command = [*escort, "serve", "--announce", "json", *ports]
        self._child = subprocess.Popen(command, env=self._environment, stdout=subprocess.PIPE)
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        assert line, "the service did not start; what it wrote is above"
        said = msgspec.json.decode(line, type=dict[str, str])
        self.http, self.device, self.metrics = said["http"], said["device"], said["metrics"]

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """SIGTERM for a gentle end, SIGKILL for a power cut."""
        if self._child is not None:
            self._child.send_signal(how)
            self._child.wait(stops_within_s)
            assert self._child.stdout is not None
            self._child.stdout.close()
            self._child = None

    def key(self) -> str:
        """A new API key."""
        made = subprocess.run([*escort, "key", "add", "test"], env=self._environment, capture_output=True, check=True)
        return made.stdout.decode().strip()

    def token_for(self, trip: str, role: str) -> str:
        """What lets a phone in, made as `escort token` makes it."""
        device = msgspec.convert({"sub": trip, "role": role, "trip": trip}, auth.Device)
        return auth.device_token(kept_word(self.data, "secret"), device, now_s())

    def counted(self, metric: str) -> float:
        """The sum of one metric's figures; `metric` may name labels."""
        lines = httpx.get(self.metrics).text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(metric))

    async def counts(self, metric: str, expected: float, within_s: float = 10.0) -> None:
        """Waits until a metric says so. Raises: AssertionError with what it said last."""
        with trio.move_on_after(within_s):
            while await trio.to_thread.run_sync(self.counted, metric) != expected:
                await trio.sleep(0.05)
        assert self.counted(metric) == expected, metric

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, "ESCORT_DATA": str(self.data)}

    @property
    def _urls(self) -> dict[str, str]:
        return {"http": self.http, "device": self.device, "metrics": self.metrics}


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serving for as long as the block lasts."""
    service = Served(folder / "data")
    service.start()
    try:
        yield service
    finally:
        service.end()
