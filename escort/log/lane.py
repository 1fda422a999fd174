"""A lane into the log: what arrives while one append is on its way goes with the next, in one turn and one fsync."""

from collections.abc import Callable
from dataclasses import dataclass, field

import trio
from redis.client import Pipeline

from escort import limits
from escort.errors import LogAway
from escort.log.link import Link


@dataclass(slots=True)
class _Load:
    """What one turn carries, and what becomes of it."""

    appends: list[tuple[str, bytes]] = field(default_factory=list)
    settled: trio.Event = field(default_factory=trio.Event)
    ids: list[str] = field(default_factory=list)
    lost: str | None = None

    def lose(self, why: str) -> None:
        """Everybody who waits for it learns why."""
        self.lost = why
        self.settled.set()


class Lane:
    """Appends that somebody waits for: presses, requests, findings. Telemetry goes through `escort/intake.py`.

    Errors: LogAway from `append` when the log did not confirm; the append may stand all the same, so a repeat must
    be harmless: everything in the desk's inbox carries an id of its own.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._load = _Load()
        self._arrived = trio.Event()
        self._ended = False

    async def append(self, stream: str, payload: bytes) -> str:
        """The entry's id, once it is on disk.

        Cancelled: the entry may still be appended.
        """
        if self._ended:
            raise LogAway("the service is stopping")
        load, place = self._load, len(self._load.appends)
        if place >= limits.appends_waiting_max:
            raise LogAway(f"{place} appends wait for the log already")
        load.appends.append((stream, payload))
        self._arrived.set()
        await load.settled.wait()
        if load.lost is not None:
            raise LogAway(load.lost)
        return load.ids[place]

    async def carry(self) -> None:
        """The task of the lane; runs until cancelled.

        Cancelled: whoever waits, or comes later, is told that the log is away.
        """
        try:
            while True:
                await self._arrived.wait()
                load, self._load, self._arrived = self._load, _Load(), trio.Event()
                await self._carry_one(load)
        finally:
            self._ended = True
            self._load.lose("the service is stopping")

    async def _carry_one(self, load: _Load) -> None:
        try:
            load.ids = [entry_id.decode() for entry_id in await self._link.together(_appends(load))]
            load.settled.set()
        except LogAway as lost:
            load.lose(str(lost))
        finally:
            if not load.settled.is_set():
                load.lose("the service is stopping")


def _appends(load: _Load) -> Callable[[Pipeline], None]:
    def commands(pipeline: Pipeline) -> None:
        for stream, payload in load.appends:
            pipeline.xadd(stream, {"d": payload})

    return commands
