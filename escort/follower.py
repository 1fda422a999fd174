"""Follows what the desk commits: one read for everything, handed to whoever in this process shows it or waits for it.

timeline ─▶ board        answers ─▶ whoever waits for an act or a press        outbox:prompt ─▶ phones here
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

import msgspec
import redis
import trio

from escort import clock, metrics
from escort.board import Board
from escort.errors import LogAway
from escort.inbox import Letter, Settled, act_name, sealed
from escort.log import DeskKeys, DeskState, Lane, Link, Tail

read_wait_s = 0.5  # a log with nothing new says so this often
up_to_date_s = 1.5  # a read that ended so long ago proves nothing any more: walls are told within 3 s
prompts_back_s = 60.0  # after a restart, prompts of the last minute are shown again; each knows until when it counts
answer_s = 8.0  # an act that is not settled within this is answered with "the log is away"


@dataclass(slots=True, eq=False)
class _Wait:
    settled: trio.Event = field(default_factory=trio.Event)
    answer: tuple[int, Settled] | None = None


@dataclass(slots=True)
class Follower:
    """One process's reader of everything the desk commits."""

    link: Link
    keys: DeskKeys
    board: Board
    lane: Lane
    on_prompt: Callable[[bytes], None] | None = None
    on_press: Callable[[str, str | None], None] | None = None  # press name, incident
    waits: dict[str, set[_Wait]] = field(default_factory=dict)  # by request id: a repeat waits beside the first
    cursors: dict[str, str] = field(default_factory=dict)
    read_at: float = -inf

    @property
    def up_to_date(self) -> bool:
        """Whether the log answered just now: what the board shows is what the log holds."""
        return trio.current_time() - self.read_at < up_to_date_s

    async def follow(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Follows until cancelled; starts once the board is loaded."""
        self.cursors, self.read_at = {}, -inf
        while True:
            tail = Tail(self.link.url)
            try:
                if not self.cursors:
                    self.cursors = await self._begin()
                task_status.started()
                task_status = trio.TASK_STATUS_IGNORED
                while True:
                    self.read_at = trio.current_time()
                    await self._read(tail)
            except LogAway:
                self.read_at = -inf
                metrics.log_away.labels("follower").inc()
                await trio.sleep(0.25)
            finally:
                tail.close()

    async def ask(self, letter: Letter, request_id: str) -> tuple[int, Settled]:
        """Puts an act into the inbox and waits for what became of it: the entry's sequence number (0 none), the answer.

        Raises: LogAway where nothing is known after `answer_s`; the same request id may be sent again.
        Cancelled: the act may be carried out.
        """
        wait = _Wait()
        name = act_name(request_id)
        self.waits.setdefault(name, set()).add(wait)
        try:
            with trio.move_on_after(answer_s):
                await self.lane.append(self.keys.inbox, sealed(letter))
                await wait.settled.wait()
        finally:
            self._forget(name, wait)
        if wait.answer is None:
            raise LogAway("the desk has not answered; the same request may be sent again")
        return wait.answer

    async def _begin(self) -> dict[str, str]:
        """Loads the board; where to read on from."""
        prompts_from = f"{round((clock.now_s() - prompts_back_s) * 1000)}-0"
        answers = await self.link.turn(self._newest_answer)
        await self.board.load(DeskState(self.link, self.keys))
        cursors = {self.keys.timeline: f"{self.board.seq}-0", self.keys.answers: answers}
        if self.on_prompt is not None:
            cursors[self.keys.outbox("prompt")] = prompts_from
        return cursors

    def _newest_answer(self, client: redis.Redis) -> str:
        newest = client.xrevrange(self.keys.answers, count=1)
        return newest[0][0].decode() if newest else "0-0"  # type: ignore[union-attr]

    async def _read(self, tail: Tail) -> None:
        read = await tail.read(self.cursors, read_wait_s)
        for stream, items in read.items():
            self.cursors[stream] = items[-1].id
            if stream == self.keys.timeline:
                self.board.take((int(item.id.partition("-")[0]), item.payload) for item in items)
        for item in read.get(self.keys.answers, ()):
            self._settle(item.payload)
        if self.on_prompt is not None:
            for item in read.get(self.keys.outbox("prompt"), ()):
                self.on_prompt(item.payload)

    def _settle(self, payload: bytes) -> None:
        number, _, answer = payload.partition(b" ")
        settled = msgspec.json.decode(answer, type=Settled)
        if settled.request.startswith("press/") and self.on_press is not None:
            self.on_press(settled.request, settled.incident)
        for wait in self.waits.get(settled.request, ()):
            wait.answer = (int(number), settled)
            wait.settled.set()

    def _forget(self, name: str, wait: _Wait) -> None:
        self.waits[name].discard(wait)
        if not self.waits[name]:
            del self.waits[name]
