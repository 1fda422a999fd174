"""A cable between a browser and the service that can be cut: real sockets, really closed.

    browser ── Cable.url ──▶ relay ──▶ service          cut: every connection ends, new ones end at once

Rule: it carries bytes and looks at none.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK_BYTES = 65_536


class Cable:
    """One port of this machine that leads to another, until it is cut, and again once it is mended."""

    def __init__(self, to: str) -> None:
        parts = urlsplit(to)
        self._to = (parts.hostname or "", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: set[socket.socket] = set()
        self._severed = threading.Event()
        self._threads: list[threading.Thread] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self) -> None:
        """Everything that flows stops, and nothing new begins."""
        self._severed.set()
        for end in tuple(self._ends):
            _shut(end)

    def mend(self) -> None:
        """New connections go through again."""
        self._severed.clear()

    def serve(self) -> None:
        """Carries until `close`."""
        while True:
            try:
                here, _ = self._listener.accept()
            except OSError:
                return
            if self._severed.is_set():
                here.close()
                continue
            there = socket.create_connection(self._to)
            self._ends |= {here, there}
            if self._severed.is_set():  # just now
                self.cut()
            self._begin(here, there)
            self._begin(there, here)

    def close(self) -> None:
        """End of the cable; returns once nothing moves in it."""
        _shut(self._listener)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            end.close()

    def _begin(self, source: socket.socket, sink: socket.socket) -> None:
        thread = threading.Thread(target=_carry, args=(source, sink))
        self._threads.append(thread)
        thread.start()


@contextmanager
def cable_to(url: str) -> Iterator[Cable]:
    """A cable for the time of a test."""
    cable = Cable(url)
    serving = threading.Thread(target=cable.serve)
    serving.start()
    try:
        yield cable
    finally:
        cable.close()
        serving.join()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    """From one end to the other, until either is shut."""
    with suppress(OSError):
        while chunk := source.recv(CHUNK_BYTES):
            sink.sendall(chunk)
    _shut(source)
    _shut(sink)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):  # the other side was quicker
        end.shutdown(socket.SHUT_RDWR)
