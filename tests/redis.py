"""A real redis-server as a child: what the log is held against, and what faults are done to.

start ──▶ answers ── pause, resume, kill ──▶ start again with what was on its disk
"""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis

START_WITHIN_S = 20.0


@dataclass
class RedisServer:
    """One redis-server on a unix socket, every write on disk before it is answered."""

    folder: Path
    _child: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"unix://{self.folder / 'redis.sock'}"

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, protocol=2, socket_timeout=10.0)

    def start(self) -> None:
        """Returns once it answers."""
        options = {"port": "0", "unixsocket": "redis.sock", "dir": str(self.folder), "save": "", "appendonly": "yes"}
        options |= {"appendfsync": "always", "logfile": "redis.log", "enable-debug-command": "yes"}
        words = [word for key, value in options.items() for word in (f"--{key}", value)]
        # It ends with the test run, however that ends.
        with_us = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        self._child = subprocess.Popen([*with_us, "redis-server", *words], cwd=self.folder, stdout=subprocess.DEVNULL)
        until = time.monotonic() + START_WITHIN_S
        while time.monotonic() < until:
            if self.answers():
                return
            time.sleep(0.01)
        raise AssertionError(f"redis-server did not start: {(self.folder / 'redis.log').read_text()[-1000:]}")

    def answers(self) -> bool:
        client = self.client()
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def pause(self) -> None:
        """It keeps its sockets and says nothing."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """As a power cut would."""
        if self._child is None:
            return
        self._signal(signal.SIGKILL)
        self._child.wait()
        self._child = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._child is not None
        os.kill(self._child.pid, number)
