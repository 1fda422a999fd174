"""A phone: what is said when, and what is kept until it can be.

    presses, cancels   kept until answered, said again on every new line, never dropped
    answers, lines     kept while there is no line
    fixes              said once; kept while there is no line, the oldest go first

On a new line presses are said before anything else, fixes after everything else, and a press never waits for either.
A fix has no receipt: what was under way when a line broke may be lost. A press has one, and the caller gets it.
"""

from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import trio
from msgspec import UNSET

from escort.phones.frames import (
    Answer,
    Cancel,
    Cancelled,
    Fixes,
    Heard,
    Motion,
    Press,
    Pressed,
    Refused,
    Row,
    Said,
    Say,
    decoded,
    encoded,
)
from escort.phones.line import Line, TokenRefused

rows_in_frame_max = 500  # the contract's; more rows become more frames


@dataclass(frozen=True, slots=True)
class Habits:
    """How much a phone keeps, and how long it waits."""

    fixes_waiting_max: int = 1_000  # rows kept without a line, over an hour of them; when full the oldest go
    words_waiting_max: int = 64  # answers and lines kept without a line; when full the oldest goes
    heard_max: int = 64  # frames nobody has read yet; when full the newest is left out, and counted
    press_answer_s: float = 5.0  # a line that leaves a press unanswered for so long is taken for dead
    close_s: float = 5.0  # at the end: for what still waits, and for the goodbye


class _Asked:
    """Something said that must be answered."""

    def __init__(self, said: Press | Cancel) -> None:
        self.said = said
        self.on_line = 0  # the last line it was said on
        self.settled = trio.Event()
        self.answer: Pressed | Cancelled | Refused | None = None


@asynccontextmanager
async def open_phone(
    url: str,
    token: str,
    *,
    trip: str | None = None,
    binary: bool = False,
    seed: object = None,
    habits: Habits | None = None,
) -> AsyncIterator["Phone"]:
    """A phone that has tried its line once, and keeps trying; at its end it says goodbye, so that what it said arrives.

    `trip` is named in presses; `seed` decides how long it waits between lines (its own token, if none is given).
    Raises: TokenRefused when that first try says so. What the body raises comes out as an ExceptionGroup.
    Cancelled: says what waits and says goodbye, for at most `close_s`.
    """
    phone = Phone(Line(url, token, token if seed is None else seed), trip, binary, habits or Habits())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(phone.live)
        try:
            await phone.line.tried.wait()
            if phone.line.refusal is None:
                try:
                    yield phone
                finally:
                    with trio.move_on_after(phone.habits.close_s, shield=True):
                        await phone.hang_up()
        finally:
            phone.life.cancel()
    if phone.line.refusal is not None and not phone.line.times_up:
        raise TokenRefused(phone.line.refusal)


class Phone:
    """One device. `heard` gives what the service says, except the answers to presses and cancels."""

    def __init__(self, line: Line, trip: str | None, binary: bool, habits: Habits) -> None:
        self.line = line
        self.habits = habits
        self.fixes_sent = 0  # rows the socket took
        self.fixes_dropped = 0  # rows that went because too many waited
        self.life = trio.CancelScope(shield=True)  # only its owner ends it: a goodbye takes longer than a cancel
        self.unheard = 0  # frames left out because nobody read `heard`
        self._trip = UNSET if trip is None else trip
        self._binary = binary
        self._rows: deque[Row] = deque()
        self._words: deque[Said] = deque(maxlen=habits.words_waiting_max)
        self._asked: dict[tuple[str, str], _Asked] = {}
        self._all_said = trio.Event()
        self._all_said.set()
        self._ear, self.heard = trio.open_memory_channel[Heard](habits.heard_max)

    async def fixes(self, rows: Sequence[Row]) -> None:
        """Say where we are: now, or once there is a line.

        Cancelled: each frame is on its way or kept, never half of it.
        """
        if self.line.up and not self._rows and len(rows) <= rows_in_frame_max and await self._say(Fixes(rows)):
            self.fixes_sent += len(rows)
            return
        self._keep(rows)
        await self._say_kept_fixes()

    async def press(
        self, press_id: str, kind: Literal["sos", "silent"], at: float, fix: Row | None = None
    ) -> Pressed | Refused:
        """Push the button; comes back once that is on disk, however many lines it takes.

        Refuses: what is no press of this trip. Raises: TokenRefused when no line will ever come again.
        Cancelled: it may have arrived; the same id again is harmless.
        """
        answer = await self._ask("press", Press(press_id, at, kind, fix, self._trip))
        assert not isinstance(answer, Cancelled)
        return answer

    async def cancel(self, press_id: str, pin: str) -> Cancelled | Refused:
        """Take a press back. Raises and Cancelled: as `press`."""
        answer = await self._ask("cancel", Cancel(press_id, pin))
        assert not isinstance(answer, Pressed)
        return answer

    async def answer(self, checkin_id: str, answer: Literal["ok", "help"], pin: str | None = None) -> None:
        """Reply to a check-in, now or on the next line."""
        await self._speak(Answer(checkin_id, answer, pin))

    async def say(self, text: str) -> None:
        """A line to the agent, now or on the next line."""
        await self._speak(Say(text))

    async def motion(self, at: float, peak_g: float, still_s: float) -> None:
        """An impact, now or on the next line."""
        await self._speak(Motion(at, peak_g, still_s))

    async def live(self) -> None:
        """Keep the line; ends once the token is refused or the phone hangs up, and then nobody waits for an answer."""
        with self.life:
            await self.line.keep(self._greet, self._hear)
        for asked in self._asked.values():
            asked.settled.set()

    async def hang_up(self) -> None:
        """Say what still waits, on the next line if there is none now, then goodbye."""
        await self._greet()
        if self.line.refusal is None:
            await self._all_said.wait()
        await self.line.hang_up()

    async def _greet(self) -> None:
        """The first words on a new line, most urgent first."""
        for asked in list(self._asked.values()):
            await self._say_once(asked)
        while self._words and self.line.up:
            word = self._words.popleft()
            if not await self._say(word):
                self._words.appendleft(word)
        await self._say_kept_fixes()
        if not self._words and not self._rows:
            self._all_said.set()

    async def _ask(self, of: str, said: Press | Cancel) -> Pressed | Cancelled | Refused:
        asked = self._asked[of, said.press_id] = _Asked(said)
        try:
            await self._say_once(asked)
            while not asked.settled.is_set() and not self.line.gone:
                await self._wait_on_this_line(asked)
        finally:
            self._asked.pop((of, said.press_id), None)
        if asked.answer is None:
            raise TokenRefused(self.line.refusal or "the phone was put away before this was answered")
        return asked.answer

    async def _wait_on_this_line(self, asked: _Asked) -> None:
        """A while; a line that was up all that time and stayed silent is dead."""
        was_up, which = self.line.up, self.line.times_up
        with trio.move_on_after(self.habits.press_answer_s):
            await asked.settled.wait()
            return
        if was_up and self.line.times_up == which:
            self.line.drop()

    async def _say_once(self, asked: _Asked) -> None:
        """Once on each line."""
        if asked.on_line < self.line.times_up:
            asked.on_line = self.line.times_up
            await self._say(asked.said)

    async def _speak(self, said: Said) -> None:
        if self._words or not await self._say(said):
            self._words.append(said)
            self._something_waits()

    async def _say(self, said: Said) -> bool:
        return await self.line.send(encoded(said, binary=self._binary))

    def _keep(self, rows: Sequence[Row]) -> None:
        self._rows.extend(rows)
        self._something_waits()
        while len(self._rows) > self.habits.fixes_waiting_max:
            self._rows.popleft()
            self.fixes_dropped += 1

    def _something_waits(self) -> None:
        if self._all_said.is_set():
            self._all_said = trio.Event()

    async def _say_kept_fixes(self) -> None:
        """Oldest first, while there is a line."""
        while self._rows and self.line.up:
            rows = [self._rows.popleft() for _ in range(min(rows_in_frame_max, len(self._rows)))]
            if await self._say(Fixes(rows)):
                self.fixes_sent += len(rows)
            else:
                self._rows.extendleft(reversed(rows))

    def _hear(self, frame: str | bytes) -> None:
        heard = decoded(frame)
        if heard is None or self._settles(heard):
            return
        try:
            self._ear.send_nowait(heard)
        except trio.WouldBlock:
            self.unheard += 1

    def _settles(self, heard: Heard) -> bool:
        """Whether this was the answer somebody waits for (and somebody was told)."""
        match heard:
            case Pressed(press_id=press_id):
                of = "press"
            case Cancelled(press_id=press_id):
                of = "cancel"
            case Refused(of=of, press_id=str(press_id)):
                pass
            case _:
                return False
        asked = self._asked.get((of, press_id))
        if asked is None:
            return False
        asked.answer = heard
        asked.settled.set()
        return True
