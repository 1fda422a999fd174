"""Phones as a load: raw sockets and frames made beforehand, so that the server is what is measured.

    connected ─▶ wave: one frame on each connection ─▶ half of it read ─▶ next wave ─▶ ... ─▶ all counted

A ping behind every fiftieth frame of a wave says how far the server has read, so that it always has work and yet finds
one frame at a time on a connection, as from real phones.
"""

import selectors
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from math import inf
from time import monotonic
from urllib.parse import urlsplit

from escort.bench.child import BenchFailed

pinged_every = 50  # connections
at_once_max = 100  # handshakes under way; a listener's queue is not endless
answer_s = 30.0  # a server that is silent for so long has lost something
PONG = 0xA

Frames = Sequence[bytes]


def masked(payload: bytes, opcode: int = 0x1) -> bytes:
    """A client's frame as it goes over the wire (RFC 6455, 5.2), under a mask that is made up."""
    size, key = len(payload), b"\x37\xfa\x21\x3d"
    if size < 126:
        head = bytes([0x80 | opcode, 0x80 | size])
    elif size < 65_536:
        head = bytes([0x80 | opcode, 0x80 | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([0x80 | opcode, 0x80 | 127]) + size.to_bytes(8, "big")
    mask = (key * (size // 4 + 1))[:size]
    return head + key + (int.from_bytes(payload, "big") ^ int.from_bytes(mask, "big")).to_bytes(size, "big")


_ping = masked(b"here", 0x9)


class Flood:
    """Many connections to one server.

    Raises: BenchFailed where the server says no, goes, or stays silent.
    """

    def __init__(self, sockets: list[socket.socket]) -> None:
        self._sockets = sockets
        self._asked = selectors.DefaultSelector()
        for each in sockets[::pinged_every]:
            self._asked.register(each, selectors.EVENT_READ)
        self._pongs = 0

    def __len__(self) -> int:
        return len(self._sockets)

    def send(self, waves: Iterable[Frames], for_s: float = inf) -> int:
        """Sends them, one frame a connection and wave, as fast as they are read; how many frames until time was up."""
        sent, until = 0, monotonic() + for_s
        for frames in waves:
            self._wait_for(max(1, len(self._sockets[::pinged_every]) // 2))
            self._wave(frames)
            sent += len(frames)
            if monotonic() >= until:
                break
        self._wait_for(0)
        return sent

    def say(self, place: int, frame: bytes) -> None:
        """One frame on one connection."""
        self._sockets[place].sendall(frame)

    def _wave(self, frames: Frames) -> None:
        for place, (each, frame) in enumerate(zip(self._sockets, frames, strict=True)):
            if place % pinged_every:
                each.sendall(frame)
            else:
                each.sendall(frame + _ping)
                self._pongs += 1

    def _wait_for(self, left: int) -> None:
        """Until no more than so many pings are unanswered."""
        while self._pongs > left:
            ready = self._asked.select(answer_s)
            if not ready:
                raise BenchFailed(f"{self._pongs} pings are unanswered for {answer_s:.0f} s")
            for key, _ in ready:
                self._pongs -= _pongs_in(key.fileobj.recv(65_536))  # type: ignore[union-attr]


@contextmanager
def open_flood(url: str, tokens: Sequence[str | None]) -> Iterator[Flood]:
    """As many connections as tokens; None brings none.

    Raises: BenchFailed where the server does not let one in.
    """
    with ExitStack() as ended:
        sockets: list[socket.socket] = []
        for first in range(0, len(tokens), at_once_max):
            sockets += [ended.enter_context(each) for each in _connected(url, tokens[first : first + at_once_max])]
        yield Flood(sockets)


def _connected(url: str, tokens: Sequence[str | None]) -> list[socket.socket]:
    where = urlsplit(url)
    assert where.hostname is not None
    made = [socket.create_connection((where.hostname, where.port or 80), answer_s) for _ in tokens]
    for each, token in zip(made, tokens, strict=True):
        each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        each.sendall(_hello(where.netloc, where.path, token))
    for each in made:
        answer = each.recv(4_096)
        if not answer.startswith(b"HTTP/1.1 101"):
            raise BenchFailed(f"not let in: {answer[:200]!r}")
    return made


def _hello(host: str, path: str, token: str | None) -> bytes:
    allowed = f"Authorization: Bearer {token}\r\n" if token else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{allowed}"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


def _pongs_in(received: bytes) -> int:
    """How many pongs; a server that says anything else complains."""
    if not received:
        raise BenchFailed("the server has closed a connection")
    pongs, at = 0, 0
    while at < len(received):
        if received[at] & 0xF != PONG:
            raise BenchFailed(f"the server said {received[at:][:200]!r}")
        at += 2 + received[at + 1]
        pongs += 1
    return pongs
