"""The real service as a child, with a data folder and free ports of its own.

    Service(folder) ── start ──▶ escort serve ── stop, kill, freeze, thaw ──▶ start again, at the same addresses
           └── agent, key: the command line's own answers       └── token: signed with the folder's secret

Rule: nothing of the service is patched; tests see what phones, platforms, agents and operators see.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from escort.auth import Device, DeviceRole, device_token

ESCORT = [sys.executable, "-m", "escort"]
START_WITHIN_S = 30.0
STOP_WITHIN_S = 15.0


def escort(data: Path, *words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """One command of the command line, to its end."""
    environment = _environment(data, environ)
    return subprocess.run([*ESCORT, *words], env=environment, capture_output=True, text=True, timeout=60, check=False)


@dataclass
class Service:
    """One `escort serve`."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    http: str = ""
    device: str = ""
    metrics_url: str = ""
    _child: "subprocess.Popen[str] | None" = None
    _key: str = ""
    _http: httpx.Client = field(default_factory=lambda: httpx.Client(verify=False, timeout=15.0))  # noqa: S501  # no TLS

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def errors(self) -> str:
        """Everything it wrote on standard error since its first start."""
        path = self.folder / "serve.err"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    @property
    def returncode(self) -> int | None:
        assert self._child is not None
        return self._child.poll()

    def start(self) -> None:
        """Returns once `/readyz` says ready. Raises: AssertionError with what the service wrote."""
        self.launch()
        started = False
        try:
            self.announced()
            self.until_ready()
            started = True
        finally:
            if not started:
                self.kill()

    def launch(self) -> None:
        """Starts the child and waits for nothing."""
        ports = [f"--{name}-port={_port(url)}" for name, url in (("http", self.http), ("device", self.device))]
        with (self.folder / "serve.err").open("a") as errors:
            self._child = subprocess.Popen(
                [*ESCORT, "serve", *ports, "--metrics-port=0", "--announce", "json", *self.words],
                env=_environment(self.data, self.environ),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def announced(self) -> None:
        """Waits until it says where it listens."""
        assert self._child is not None
        assert self._child.stdout is not None
        said = self._child.stdout.readline()
        assert said, f"escort serve did not start: {self.errors[-2000:]}"
        where: dict[str, str | None] = json.loads(said)
        self.http, self.device = (where["http"] or "").rstrip("/"), where["device"] or ""
        self.metrics_url = where["metrics"] or ""

    def until_ready(self, within_s: float = START_WITHIN_S) -> None:
        """Waits until `/readyz` says ready."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            if self.readiness() == (200, []):
                return
            time.sleep(0.05)
        raise AssertionError(f"not ready within {within_s} s: {self.readiness()} {self.errors[-2000:]}")

    def readiness(self) -> tuple[int, list[str]]:
        """What `/readyz` says; 0 where nobody answers."""
        try:
            answer = self._http.get(f"{self.http}/readyz", timeout=2.0)
        except httpx.TransportError:
            return 0, []
        return answer.status_code, answer.json()["missing"]

    def stop(self) -> int | None:
        """Ends it as an operator would, and its log with it; its exit code."""
        if self._child is None:
            return None
        self.thaw()
        self._child.terminate()
        try:
            return self._child.wait(STOP_WITHIN_S)
        finally:
            self.kill()

    def ended(self, within_s: float = STOP_WITHIN_S) -> int:
        """Waits for its end; its exit code."""
        assert self._child is not None
        return self._child.wait(within_s)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        assert self._child.stdout is not None
        self._child.stdout.close()
        self._child = None
        self._http.close()
        self._http = httpx.Client(verify=False, timeout=15.0)  # noqa: S501

    def freeze(self) -> None:
        """Stops its heart, keeps its sockets open: the worst kind of silence."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets it go on."""
        self.signal(signal.SIGCONT)

    def signal(self, number: signal.Signals) -> None:
        assert self._child is not None
        self._child.send_signal(number)

    def redis_pid(self) -> int:
        """Its own redis-server."""
        asked = ["redis-cli", "-s", str(self.data / "redis" / "redis.sock"), "info", "server"]
        said = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=True).stdout
        return int(next(line for line in said.splitlines() if line.startswith("process_id:")).partition(":")[2])

    def metric(self, line: str) -> float:
        """One value of `/metrics`, by its name and labels; 0 where it has not been counted yet."""
        for each in self._http.get(self.metrics_url).text.splitlines():
            if each.startswith(line + " "):
                return float(each.rpartition(" ")[2])
        return 0.0

    def agent(self, name: str, role: str = "agent") -> str:
        """The password of a new agent."""
        return self._says("agent", "add", name, "--role", role)

    def token(self, trip: str | None, role: DeviceRole = "rider", lasts_s: float = 3600.0) -> str:
        """What lets a phone in."""
        secret = (self.data / "secret").read_text(encoding="ascii").strip()
        return device_token(secret, Device(f"{role}-{trip}", role, trip), time.time(), lasts_s)

    def register(self, trip: str, plan: list[list[float]], **rest: Any) -> None:
        """A trip that begins now, as a platform's back end says it."""
        answer = self.post("/v1/trips", {"trip": trip, "plan": plan, "started_at": time.time(), **rest})
        assert answer.is_success, (answer.status_code, answer.text)

    def fixes(self, *rows: list[Any]) -> None:
        """Fixes in bulk: `[trip, fixed_at, lat, lon, ...]`."""
        answer = self.post("/v1/fixes", {"fixes": list(rows)})
        assert answer.is_success, (answer.status_code, answer.text)

    def post(self, path: str, body: Any, *, method: str = "POST") -> httpx.Response:
        """A request of the platform, whatever becomes of it."""
        return self._http.request(method, self.http + path, json=body, headers=self.platform())

    def platform(self) -> dict[str, str]:
        """The platform's credentials, as headers."""
        self._key = self._key or self._says("key", "add", "platform")
        return {"Authorization": f"Bearer {self._key}"}

    def _says(self, *words: str) -> str:
        ran = escort(self.data, *words, **self.environ)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.strip()


def _environment(data: Path, more: Mapping[str, str]) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ESCORT_")}
    return {**ours, "ESCORT_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


def _port(url: str) -> int:
    return urlsplit(url).port or 0 if url else 0
