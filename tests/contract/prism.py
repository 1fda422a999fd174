"""Prism as a child: it judges every request by a published description, and answers with that description's examples.

Prism(description) ── start ──▶ url ── complaints(answer) ──▶ what was wrong with the request, by the description
"""

import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules" / ".bin" / "prism"
START_WITHIN_S = 60.0


@dataclass
class Prism:
    """One `prism mock`. With `--errors` whatever the description does not allow is answered with why."""

    description: Path
    url: str = ""
    _child: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Returns once it answers; skips the test where Prism is not installed."""
        if not PROGRAM.exists():
            pytest.skip("Prism is not installed: make .make/prism")
        port = _free_port()
        command = [str(PROGRAM), "mock", "--errors", "--host", "127.0.0.1", "--port", str(port), str(self.description)]
        self._child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + START_WITHIN_S
        while time.monotonic() < until:
            try:
                httpx.get(self.url, timeout=2.0)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("Prism did not start")

    def stop(self) -> None:
        """Ends it."""
        if self._child is not None:
            self._child.terminate()
            self._child.wait(10)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
