"""Presses on this machine's own disk, from before they are acknowledged until the desk's timeline shows them.

    keep --> waiting --shown--> gone

SQLite, write-ahead log, synchronous: what `keep` has returned for survives the process and the power. Writes that
arrive together share one transaction and one fsync.
"""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import trio

from escort.errors import Unusable


class SpoolLost(Exception):
    """This machine's disk did not take it: full, read-only or broken."""


@dataclass(slots=True)
class _Load:
    kept: list[tuple[str, bytes, float]] = field(default_factory=list)
    shown: list[tuple[str]] = field(default_factory=list)
    settled: trio.Event = field(default_factory=trio.Event)
    lost: SpoolLost | None = None


class Spool:
    """The spool of one data folder.

    Raises: Unusable where its file cannot be opened.
    Errors: SpoolLost from `keep` and `waiting`.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=FULL")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS presses (press TEXT PRIMARY KEY, request BLOB, kept_at REAL)"
            )
        except sqlite3.Error as why:
            raise Unusable(f"The spool of presses cannot be opened at {path}: {why}. Mend or move the file.") from why
        self._load = _Load()
        self._arrived = trio.Event()
        self._thread = trio.CapacityLimiter(1)

    async def keep(self, press: str, request: bytes, at_s: float) -> None:
        """Returns once it is on disk; the same press again changes nothing.

        Cancelled: it may be kept all the same.
        """
        load = self._load
        load.kept.append((press, request, at_s))
        self._arrived.set()
        await load.settled.wait()
        if load.lost is not None:
            raise load.lost

    def shown(self, press: str) -> None:
        """The timeline shows it: it may go, with the next write."""
        self._load.shown.append((press,))
        self._arrived.set()

    async def waiting(self, before_s: float) -> list[tuple[str, bytes]]:
        """Those kept before a time and not yet shown, oldest first."""
        return await trio.to_thread.run_sync(self._waiting, before_s, limiter=self._thread)

    async def write(self) -> None:
        """The task that writes; runs until cancelled."""
        while True:
            await self._arrived.wait()
            load, self._load, self._arrived = self._load, _Load(), trio.Event()
            load.lost = SpoolLost("the service is stopping")
            try:
                load.lost = await trio.to_thread.run_sync(self._written, load, limiter=self._thread)
            finally:
                load.settled.set()

    def _waiting(self, before_s: float) -> list[tuple[str, bytes]]:
        text = "SELECT press, request FROM presses WHERE kept_at <= ? ORDER BY kept_at"
        try:
            return self._file.execute(text, (before_s,)).fetchall()
        except sqlite3.Error as why:
            raise SpoolLost(str(why)) from why

    def _written(self, load: _Load) -> SpoolLost | None:
        try:
            self._file.execute("BEGIN IMMEDIATE")
            self._file.executemany("INSERT OR IGNORE INTO presses VALUES (?, ?, ?)", load.kept)
            self._file.executemany("DELETE FROM presses WHERE press = ?", load.shown)
            self._file.execute("COMMIT")
        except sqlite3.Error as why:
            self._file.rollback()
            return SpoolLost(str(why))
        return None

    def close(self) -> None:
        self._file.close()
