"""Hypercorn's trio worker on a socket that we have bound ourselves, so that a port in use is one readable sentence."""

import socket
from dataclasses import dataclass
from typing import Any, cast

import trio
from hypercorn.config import Config
from hypercorn.trio import serve

from escort.errors import Unusable

backlog = 1_000
goodbye_s = 1.0  # open requests have so long when the service stops
ping_s = 20.0  # a wall that does not answer a ping is gone


@dataclass(frozen=True, slots=True)
class Listening:
    """Where it listens."""

    url: str


async def serve_http(
    app: object, host: str, port: int, task_status: trio.TaskStatus[Listening] = trio.TASK_STATUS_IGNORED
) -> None:
    """Serves an ASGI app until cancelled; starts with its address.

    Raises: Unusable where the port is taken.
    Cancelled: connections are closed.
    """
    listener = _bound(host, port)
    name, bound_to = f"[{host}]" if ":" in host else host, listener.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]  # Hypercorn owns it from here on, and closes it
    config.accesslog, config.errorlog, config.loglevel = None, "-", "WARNING"
    config.graceful_timeout, config.websocket_ping_interval = goodbye_s, ping_s
    config.include_server_header = False
    async with trio.open_nursery() as nursery:
        await nursery.start(_serve, app, config)
        task_status.started(Listening(f"http://{name}:{bound_to}"))


async def _serve(app: object, config: Config, task_status: trio.TaskStatus[list[str]]) -> None:
    await serve(cast(Any, app), config, mode="asgi", task_status=task_status)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(backlog)
    except OSError as why:
        listener.close()
        raise Unusable(f"The http port {host}:{port} cannot be used: {why.strerror}. Choose --http-port.") from why
    listener.set_inheritable(True)
    return listener
