"""A line to the service that comes back whenever it breaks.

    down --connected--> up --broken, dropped--> down (after a jittered wait) ...
      |                  '--hung up--> gone
      '--token refused--> gone

A frame is on its way or it is not, never half of it: a send that takes too long costs the line.
"""

import urllib.parse
from collections.abc import Awaitable, Callable
from random import Random

import trio
from trio_websocket import ConnectionClosed, ConnectionRejected, HandshakeError, WebSocketConnection, open_websocket_url

send_max_s = 10.0  # a line that takes no frame for so long is taken for dead
connect_max_s = 10.0
goodbye_max_s = 2.0  # for the closing handshake of a line that is dropped
retry_first_s = 0.5
retry_most_s = 20.0

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
        self.refusal: str | None = None
        self.tried = trio.Event()
        self.times_up = 0
        self._url, self._token, self._seed = device_url(url), token, seed
        self._socket: WebSocketConnection | None = None
        self._scope = trio.CancelScope()
        self._gone = False

    @property
    def up(self) -> bool:
        """Whether there is a line now."""
        return self._socket is not None

    async def keep(self, greet: Callable[[], Awaitable[None]], hear: Callable[[str | bytes], None]) -> None:
        """Connect, greet, hear, connect again; ends when the token is refused or somebody hangs up."""
        failures = 0
        while not self._gone:
            failures += 1
            if await self._once(greet, hear):
                failures = 1
            self.tried.set()
            if not self._gone:
                await trio.sleep(retry_after_s(self._seed, failures))

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

        Cancelled: the socket is closed at once, and what was under way may be lost.
        """
        self._gone = True
        if self._socket is not None:
            await self._socket.aclose()

    async def _once(self, greet: Callable[[], Awaitable[None]], hear: Callable[[str | bytes], None]) -> bool:
        """One line from its handshake to its end; whether it ever was up."""
        before = self.times_up
        try:
            async with open_websocket_url(
                self._url,
                subprotocols=["escort.v1"],
                extra_headers=[(b"Authorization", b"Bearer " + self._token.encode())],
                connect_timeout=connect_max_s,
                disconnect_timeout=goodbye_max_s,
            ) as socket:
                await self._talk(socket, greet, hear)
        except ConnectionRejected as no:
            if no.status_code in unwelcome:
                self._gone, self.refusal = True, (no.body or b"").decode(errors="replace") or f"HTTP {no.status_code}"
        except HandshakeError:
            pass  # nobody there, or gone without a goodbye: the next attempt is the answer
        return self.times_up > before

    async def _talk(
        self,
        socket: WebSocketConnection,
        greet: Callable[[], Awaitable[None]],
        hear: Callable[[str | bytes], None],
    ) -> None:
        self._socket, self._scope = socket, trio.CancelScope()
        self.times_up += 1
        try:
            with self._scope:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(greet)
                    self.tried.set()
                    await _hear_all(socket, hear)
                    nursery.cancel_scope.cancel()
        finally:
            self._socket = None


async def _hear_all(socket: WebSocketConnection, hear: Callable[[str | bytes], None]) -> None:
    while True:
        try:
            hear(await socket.get_message())
        except ConnectionClosed:
            return
