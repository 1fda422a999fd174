"""The real service as a child, with a data folder and free ports of its own.

    Service(folder) ── start ──▶ escort serve ── stop, kill, freeze, thaw
           └── agent, token, key: the command line's own answers

Rule: nothing of the service is imported or patched; tests see what an operator sees.
"""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.browser.phone import press

ESCORT = [sys.executable, "-c", "from escort.cli import main; raise SystemExit(main())"]
START_WITHIN_S = 30.0
STOP_WITHIN_S = 15.0


@dataclass
class Service:
    """One `escort serve`. After `kill` and `start` it is at the same addresses again."""

    folder: Path
    http: str = ""
    device: str = ""
    _child: "subprocess.Popen[str] | None" = None
    _made: dict[tuple[str, ...], str] = field(default_factory=dict)  # what the command line made, asked for once

    def start(self) -> None:
        """Returns once `/readyz` says ready. Raises: AssertionError with what the service wrote."""
        ports = [f"--http-port={_port(self.http)}", f"--device-port={_port(self.device)}", "--metrics-port=0"]
        with (self.folder / "serve.err").open("a") as errors:
            self._child = subprocess.Popen(
                [*ESCORT, "serve", *ports, "--announce", "json"],
                env=self._environment(),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self._child.stdout is not None
        announced: dict[str, str] = json.loads(self._child.stdout.readline() or self._gave_up())
        self.http, self.device = announced["http"].rstrip("/"), announced["device"].rstrip("/")
        self._wait_until_ready()

    def stop(self) -> None:
        """End it as an operator would; as it ends, so does its log."""
        if self._child is None:
            return
        self.thaw()
        self._child.terminate()
        try:
            self._child.wait(STOP_WITHIN_S)
        finally:
            self.kill()

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._child is not None
        self._child.kill()
        self._child.wait()
        assert self._child.stdout is not None
        self._child.stdout.close()
        self._child = None

    def freeze(self) -> None:
        """Stop its heart, keep its sockets open: the worst kind of silence."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def agent(self, name: str) -> str:
        """The password of a new agent."""
        return self._says("agent", "add", name)

    def press(self, *trips: str) -> None:
        """The alarm of each trip, through the bulk feed of a platform; returns once all are on disk."""
        token = self._once("token", "--role", "fleet")
        answers = press(self.device, token, *trips)
        assert [answer["type"] for answer in answers] == ["pressed"] * len(trips), answers

    def token(self, trip: str) -> str:
        """What lets a rider's phone in."""
        return self._says("token", "--trip", trip, "--role", "rider")

    def register(self, trip: str, plan: list[list[float]], **rest: object) -> None:
        """A trip that begins now, as a platform's back end says it."""
        body = {"trip": trip, "plan": plan, "started_at": time.time(), **rest}
        self._post("/v1/trips", body)

    def fixes(self, *rows: list[Any]) -> None:
        """Fixes in bulk: `[trip, fixed_at, lat, lon, ...]`."""
        self._post("/v1/fixes", {"fixes": list(rows)})

    def _post(self, path: str, body: dict[str, Any]) -> None:
        key = self._once("key", "add", "platform")
        answer = httpx.post(self.http + path, json=body, headers={"Authorization": f"Bearer {key}"})
        assert answer.is_success, (path, answer.status_code, answer.text)

    def _once(self, *words: str) -> str:
        if words not in self._made:
            self._made[words] = self._says(*words)
        return self._made[words]

    def _says(self, *words: str) -> str:
        ran = subprocess.run(
            [*ESCORT, *words], env=self._environment(), capture_output=True, text=True, timeout=30, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.strip()

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "ESCORT_DATA": str(self.folder / "data"), "PYTHONUNBUFFERED": "1"}

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + START_WITHIN_S
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.http}/readyz", timeout=2).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        self._gave_up()

    def _gave_up(self) -> str:
        raise AssertionError(f"escort serve did not start: {(self.folder / 'serve.err').read_text()[-2000:]}")

    def _signal(self, number: signal.Signals) -> None:
        assert self._child is not None
        self._child.send_signal(number)


def _port(url: str) -> int:
    return httpx.URL(url).port or 0 if url else 0
