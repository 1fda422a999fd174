"""A line to the service that comes back whenever it breaks.

    down --connected--> up --broken, dropped--> down (after a jittered wait) ...
      |                  '--hung up--> gone
      '--token refused--> gone

A frame is on its way or it is not, never half of it: a send that takes too long costs the line.
"""

import math
import urllib.parse
from collections.abc import Awaitable, Callable
from random import Random
from typing import TypeAlias

import trio
from trio_websocket import ConnectionClosed, ConnectionRejected, WebSocketConnection, wrap_client_stream

send_max_s = 10.0  # a line that takes no frame for so long is taken for dead
connect_max_s = 10.0
goodbye_max_s = 2.0  # for the closing handshake of a line that is dropped
retry_first_s = 0.5
retry_most_s = 20.0

Greet: TypeAlias = Callable[[], Awaitable[None]]
Hear: TypeAlias = Callable[[str | bytes], None]
Stream: TypeAlias = trio.SocketStream | trio.SSLStream[trio.SocketStream]

unwelcome = (401, 403)  # what the handshake answers to a token nobody will ever take


class TokenRefused(Exception):
    """The service does not know this token: trying again with it is pointless."""


def device_url(url: str) -> str:
    """The address of the device socket, also where only the host was given."""
    parts = urllib.parse.urlsplit(url)
    return url if parts.path.strip("/") else parts._replace(path="/v1/device").geturl()


def retry_after_s(seed: object, failures: int) -> float:
    """How long to wait after so many failures in a row (from 1): twice as long each time, up to a half of it less."""
    most_s = min(retry_most_s, retry_first_s * 2.0 ** (min(failures, 16) - 1))
    return most_s * Random(f"{seed}/retry/{failures}").uniform(0.5, 1.0)


class Line:
    """One device's socket, and the next one."""

    def __init__(self, url: str, token: str, seed: object) -> None:
        self.refusal: str | None = None  # why the service takes nothing from this device
        self.gone = False  # no line will ever come again
        self.tried = trio.Event()
        self.times_up = 0
        self._url, self._token, self._seed = device_url(url), token, seed
        self._socket: WebSocketConnection | None = None
        self._scope = trio.CancelScope()
        self._ended = trio.Event()

    @property
    def up(self) -> bool:
        """Whether there is a line now."""
        return self._socket is not None

    async def keep(self, greet: Greet, hear: Hear) -> None:
        """Connect, greet, hear, connect again; ends when the token is refused or somebody hangs up."""
        failures = 0
        while not self.gone:
            failures += 1
            if await self._once(greet, hear):
                failures = 1
            self.tried.set()
            if not self.gone:
                await trio.sleep(retry_after_s(self._seed, failures))
        self._ended.set()

    async def send(self, frame: str | bytes) -> bool:
        """Whether the socket took the frame.

        Cancelled: only before or after; in between it is shielded, for at most `send_max_s`.
        """
        if self._socket is None:
            return False
        with trio.move_on_after(send_max_s, shield=True):
            try:
                await self._socket.send_message(frame)
            except ConnectionClosed:
                return False
            return True
        self.drop()
        return False

    def drop(self) -> None:
        """This line is dead whatever it looks like: take the next."""
        self._scope.cancel()

    async def hang_up(self) -> None:
        """Say goodbye and wait for the answer: then everything sent has been read.

        Cancelled: whoever cancels the line's task closes the socket; what was under way may be lost.
        """
        self.gone = True
        if self.up:
            self.drop()
            await self._ended.wait()

    async def _once(self, greet: Greet, hear: Hear) -> bool:
        """One line from its handshake to its goodbye; whether it ever was up."""
        before, stream = self.times_up, await _dialled(self._url)
        if stream is None:
            return False
        try:
            async with stream, trio.open_nursery() as nursery:
                socket = await self._handshake(nursery, stream)
                if socket is not None:
                    await self._talk(socket, greet, hear)
                    with trio.move_on_after(math.inf if self.gone else goodbye_max_s):
                        await socket.aclose()
                nursery.cancel_scope.cancel()
        except* ConnectionRejected as rejected:
            self._rejected(rejected)
        except* ConnectionClosed:
            pass  # broken while it was said goodbye to
        return self.times_up > before

    async def _handshake(self, nursery: trio.Nursery, stream: Stream) -> WebSocketConnection | None:
        """The socket, or None when nobody answered. Raises: ConnectionRejected, in the nursery."""
        parts = urllib.parse.urlsplit(self._url)
        with trio.move_on_after(connect_max_s):
            return await wrap_client_stream(
                nursery,
                stream,
                parts.netloc,
                f"{parts.path}?{parts.query}" if parts.query else parts.path,
                subprotocols=["escort.v1"],
                extra_headers=[(b"Authorization", b"Bearer " + self._token.encode())],
            )
        return None

    def _rejected(self, rejections: BaseExceptionGroup[ConnectionRejected]) -> None:
        no = rejections.exceptions[0]
        assert isinstance(no, ConnectionRejected)
        if no.status_code in unwelcome:
            self.gone = True
            self.refusal = (no.body or b"").decode(errors="replace") or f"HTTP {no.status_code}"

    async def _talk(self, socket: WebSocketConnection, greet: Greet, hear: Hear) -> None:
        self._socket, self._scope = socket, trio.CancelScope()
        self.times_up += 1
        self.tried.set()
        try:
            with self._scope:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(greet)
                    await _hear_all(socket, hear)
                    nursery.cancel_scope.cancel()
        finally:
            self._socket = None


async def _dialled(url: str) -> Stream | None:
    """A stream to the service; None when nobody is there."""
    parts = urllib.parse.urlsplit(url)
    assert parts.hostname, f"{url} names no host"
    with trio.move_on_after(connect_max_s):
        try:
            if parts.scheme == "wss":
                return await trio.open_ssl_over_tcp_stream(parts.hostname, parts.port or 443, https_compatible=True)
            return await trio.open_tcp_stream(parts.hostname, parts.port or 80)
        except OSError:
            return None
    return None


async def _hear_all(socket: WebSocketConnection, hear: Hear) -> None:
    while True:
        try:
            message = await socket.get_message()
        except ConnectionClosed:
            return
        hear(message)
