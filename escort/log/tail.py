"""Reading on from where one was: a blocking read in a thread and on a connection of its own."""

from dataclasses import dataclass
from typing import Any

import trio

from escort import limits
from escort.log.link import client_of, told

read_s_max = 5.0  # a server that says nothing for longer than this and `log_answer_s` is away


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a stream. `at_ms` is the log's own time of it: what a replay sees as now."""

    id: str
    payload: bytes

    @property
    def at_s(self) -> float:
        return int(self.id.partition("-")[0]) / 1000.0


class Tail:
    """Follows any number of streams; `cursors` says where each is read from next.

    Errors: LogAway when the server does not answer.
    """

    def __init__(self, url: str) -> None:
        self._client = client_of(url, answer_s=read_s_max + limits.log_answer_s)
        self._thread = trio.CapacityLimiter(1)

    async def read(self, cursors: dict[str, str], wait_s: float) -> dict[str, list[Item]]:
        """What stands behind the cursors; waits up to `wait_s` for the first entry.

        Cancelled: nothing was taken; the thread ends with its read.
        """
        if not cursors:
            await trio.sleep(wait_s)
            return {}
        block_ms = max(1, round(min(wait_s, read_s_max) * 1000))

        def blocking(client: Any) -> Any:
            return client.xread(cursors, count=limits.read_max, block=block_ms)

        limiter = self._thread
        try:
            read = await trio.to_thread.run_sync(told, blocking, self._client, limiter=limiter, abandon_on_cancel=True)
        except trio.Cancelled:
            self._client.close()
            raise
        return {
            stream.decode(): [Item(entry_id.decode(), fields[b"d"]) for entry_id, fields in items if b"d" in fields]
            for stream, items in read or ()
        }

    def close(self) -> None:
        self._client.close()
