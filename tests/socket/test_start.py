"""A start that cannot be: one readable sentence and exit code 2; an end that was asked for: silence and exit code 0."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from escort.cli import main
from tests.redis import RedisServer
from tests.service import ESCORT, Service, escort


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@dataclass
class Line:
    """The command line, in this process: what it says, and its exit code."""

    monkeypatch: pytest.MonkeyPatch
    capfd: pytest.CaptureFixture[str]

    def runs(self, data: Path, *words: str, **environ: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        free = {f"ESCORT_{name}_PORT": "0" for name in ("HTTP", "DEVICE", "METRICS")}
        with self.monkeypatch.context() as patch:
            for name, value in {**free, "ESCORT_DATA": str(data), **environ}.items():
                patch.setenv(name, value)
            code = main(words)
        return code, *self.capfd.readouterr()

    def refuses(self, data: Path, *words: str, **environ: str) -> str:
        """The one sentence with which `escort serve` does not start."""
        code, said, complained = self.runs(data, "serve", *words, **environ)
        assert (code, said) == (2, ""), complained
        assert complained.startswith("escort: ")
        assert complained.count("\n") == 1, complained
        return complained


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Line:
    monkeypatch.setattr("logging.basicConfig", lambda **_: None)
    return Line(monkeypatch, capfd)


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"ESCORT_REDIS_URL": "http://x"}, "ESCORT_REDIS_URL must begin with redis://"),
        ({"ESCORT_REDIS_URL": "redis://:geheim@127.0.0.1:1/0"}, "The log cannot be reached at ESCORT_REDIS_URL="),
        ({"ESCORT_REDIS_URL": "redis://h:port/0"}, "ESCORT_REDIS_URL is not a Redis URL"),
        ({"ESCORT_REDIS_URL": "unix:///nowhere/redis.sock"}, "The log cannot be reached"),
        ({"ESCORT_SECRET": "short"}, "ESCORT_SECRET must have 32 characters"),
        ({"ESCORT_TIMEZONE": "Mars/Base"}, "ESCORT_TIMEZONE is no time zone"),
        ({"ESCORT_HTTP_PORT": "²"}, "ESCORT_HTTP_PORT must be a port number"),
        ({"ESCORT_DEVICE_PORT": "99999"}, "The device port must be 0 to 65535"),
        ({"ESCORT_POLICY": "/nowhere.toml"}, "ESCORT_POLICY names no file"),
        ({"ESCORT_PROFILES": "/nowhere.toml"}, "ESCORT_PROFILES names no file"),
    ],
)
def test_a_wrong_setting_is_named(line: Line, tmp_path: Path, environ: dict[str, str], sentence: str) -> None:
    said = line.refuses(tmp_path, **environ)
    assert sentence in said
    assert "geheim" not in said


def test_settings_files_that_say_nonsense_are_named(line: Line, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("this is = = no toml")
    for name in ("ESCORT_POLICY", "ESCORT_PROFILES"):
        assert name in line.refuses(tmp_path / "data", **{name: str(tmp_path / "x.toml")})


def test_a_role_that_does_not_exist_is_named(line: Line, tmp_path: Path) -> None:
    assert "--roles takes some of gateway,api,watcher,desk,outreach; not cook" in line.refuses(
        tmp_path, "--roles=desk,cook"
    )


@pytest.mark.parametrize("which", ["http", "device", "metrics"])
def test_a_port_in_use_is_named(line: Line, tmp_path: Path, taken: int, which: str) -> None:
    said = line.refuses(tmp_path, f"--{which}-port={taken}")
    assert f"The {which} port 127.0.0.1:{taken} cannot be used" in said
    assert f"--{which}-port" in said


def test_a_data_folder_that_cannot_be_made_or_is_another_s_is_named(
    line: Line, tmp_path: Path, own_service: Service
) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in line.refuses(tmp_path / "file" / "data")
    assert f"Another escort (pid {own_service.pid}) uses the data folder" in line.refuses(own_service.data)
    assert own_service.stop() == 0
    assert own_service.errors == ""


def test_a_data_folder_too_deep_for_a_socket_is_named(line: Line, tmp_path: Path) -> None:
    assert "Choose a shorter ESCORT_DATA" in line.refuses(tmp_path / ("x" * 120))


def test_a_redis_of_a_password_that_we_do_not_know_is_a_sentence(
    line: Line, tmp_path: Path, own_redis: RedisServer
) -> None:
    with own_redis.client() as client:
        client.config_set("requirepass", "secret")
    assert "The log cannot be reached" in line.refuses(tmp_path, ESCORT_REDIS_URL=own_redis.url)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_silence_and_the_next_start_finds_its_data(tmp_path: Path, number: signal.Signals) -> None:
    service = Service(tmp_path)
    service.start()
    redis_pid = service.redis_pid()
    service.signal(number)
    assert service.ended() == 0
    service.kill()
    assert service.errors == ""
    assert not Path(f"/proc/{redis_pid}").exists(), "its redis-server ends with it"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_it_starts_ends_it_in_silence(tmp_path: Path, number: signal.Signals) -> None:
    words = [*ESCORT, "serve", "--http-port=0", "--device-port=0", "--metrics-port=0"]
    environ = {**os.environ, "ESCORT_DATA": str(tmp_path / "data")}
    with subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        log = tmp_path / "data" / "redis" / "redis.log"
        _until(log.exists)
        child.send_signal(number)
        _, said = child.communicate(timeout=20.0)
    assert (child.returncode, said) == (0, "")
    assert escort(tmp_path / "data", "key", "add", "x").returncode == 0, "nobody is left in the data folder"


def test_the_tools_print_one_line_and_nothing_else(line: Line, tmp_path: Path) -> None:
    for words in (("token", "--trip", "T", "--role", "rider"), ("key", "add", "x"), ("agent", "add", "Ada")):
        code, said, complained = line.runs(tmp_path, *words)
        assert (code, complained, said.count("\n")) == (0, "", 1)
    assert line.runs(tmp_path, "token", "--role", "rider")[2] == "escort: A rider's token names its trip: --trip T.\n"
    assert line.runs(tmp_path, "agent", "add", " ")[0] == 2


def _until(true: Callable[[], bool], within_s: float = 20.0) -> None:
    """Waits for something that another process does."""
    until = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < until, f"not within {within_s} s"
        time.sleep(0.01)
