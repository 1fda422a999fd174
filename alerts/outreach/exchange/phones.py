"""Phones for tests: each call must be expected, and each expectation met.

    phones.expect_call("+351...").hears("AB-12-CD").presses("1")

Rule: silence is asserted too. A call nobody expected is taken as busy and fails the test when it ends.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

import trio

from alerts.outreach.exchange.calls import Call, Message
from alerts.outreach.exchange.phone import Reply, Talker
from alerts.outreach.exchange.twiml import Gather

look_s = 0.005  # between two looks at what is still missing

Step = tuple[Literal["hears", "presses", "says", "silent", "hangs_up"], str]


@dataclass(slots=True)
class Expectation:
    """One call that must come, and what its phone does; the words are steps, in order."""

    number: str
    steps: list[Step] = field(default_factory=list)
    takes: Literal["human", "machine_start", "busy", "failed", "nobody"] = "human"
    rings_s: float = 0.0  # before it is taken; not shortened by any pace
    done: int = 0  # steps
    came: trio.Event = field(default_factory=trio.Event)
    call: Call | None = None
    heard: list[str] = field(default_factory=list)
    _moved: trio.Event = field(default_factory=trio.Event)

    def rings(self, seconds: float) -> Self:
        """So long before anything else."""
        self.rings_s = seconds
        return self

    def hears(self, words: str) -> Self:
        """These words are said before anything further is done."""
        return self._then("hears", words)

    def presses(self, keys: str) -> Self:
        """When keys are listened for."""
        return self._then("presses", keys)

    def says(self, words: str) -> Self:
        """When speech is listened for."""
        return self._then("says", words)

    def stays_silent(self) -> Self:
        """Through one time of listening."""
        return self._then("silent", "")

    def hangs_up(self) -> Self:
        """Ends the call."""
        return self._then("hangs_up", "")

    def is_busy(self) -> Self:
        """Takes no call."""
        self.takes = "busy"
        return self

    def cannot_be_reached(self) -> Self:
        """The number leads nowhere."""
        self.takes = "failed"
        return self

    def is_not_answered(self) -> Self:
        """Rings until the carrier gives up."""
        self.takes = "nobody"
        return self

    def is_a_machine(self) -> Self:
        """A voicemail takes it."""
        self.takes = "machine_start"
        return self

    @property
    def answered_by(self) -> Literal["human", "machine_start"]:
        """What the carrier detects."""
        return "machine_start" if self.takes == "machine_start" else "human"

    @property
    def lacks(self) -> str | None:
        """What has not happened of what was expected; None where all of it has."""
        if self.call is None:
            return f"no call came to {self.number}"
        if self.done < len(self.steps):
            said = " / ".join(self.heard)
            return f"{self.number} never got to {self.steps[self.done]}; it heard: {said}"
        return None

    async def hear(self, text: str, language: str) -> None:
        """Part of a call: what is said to this phone."""
        self.heard.append(f"[{language}] {text}")
        awaited = self._step("hears")
        if awaited is not None and awaited in text:
            self._advance()

    async def reply(self, gather: Gather) -> Reply:
        """Part of a call: what this phone's owner does when asked."""
        while True:
            keys, words = self._step("presses"), self._step("says")
            if keys is not None and "dtmf" in gather.inputs:
                now, later = keys[: gather.digits], keys[gather.digits or len(keys) :]
                self._advance() if not later else self._replace(("presses", later))
                return Reply(digits=now)
            if words is not None and "speech" in gather.inputs:
                self._advance()
                return Reply(speech=words, confidence=0.9)
            if self._step("silent") is not None:
                self._advance()
                await trio.sleep_forever()
            await self._moved.wait()

    async def gone(self) -> None:
        """Part of a call: when this phone's owner hangs up."""
        while self._step("hangs_up") is None:
            await self._moved.wait()
        self._advance()

    def _then(self, kind: Literal["hears", "presses", "says", "silent", "hangs_up"], words: str) -> Self:
        self.steps.append((kind, words))
        return self

    def _step(self, kind: str) -> str | None:
        if self.done < len(self.steps) and self.steps[self.done][0] == kind:
            return self.steps[self.done][1]
        return None

    def _advance(self) -> None:
        self.done += 1
        self._moved.set()
        self._moved = trio.Event()

    def _replace(self, step: Step) -> None:
        self.steps[self.done] = step


@dataclass(slots=True)
class Phones:
    """Every phone of a test, whatever its number."""

    waiting: dict[str, deque[Expectation]] = field(default_factory=lambda: defaultdict(deque))
    every: list[Expectation] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unexpected: list[str] = field(default_factory=list)
    unexpected_are_busy: bool = False  # and fail nothing: where a crowd is called

    def expect_call(self, number: str) -> Expectation:
        """One call must come to this number; the next expectation of it is the next call."""
        expectation = Expectation(number)
        self.waiting[number].append(expectation)
        self.every.append(expectation)
        return expectation

    async def ring(self, call: Call) -> Talker | Literal["busy", "failed"]:
        """Part of an exchange: a call arrives."""
        expected = self.waiting[call.order.to]
        if not expected and self.unexpected_are_busy:
            return "busy"
        if not expected:
            self.unexpected.append(f"a call to {call.order.to} that nobody expected")
            return "busy"
        expectation = expected.popleft()
        expectation.call = call
        expectation.came.set()
        await trio.sleep(expectation.rings_s)
        if expectation.takes == "nobody":
            await trio.sleep_forever()
        if expectation.takes in ("busy", "failed"):
            return "busy" if expectation.takes == "busy" else "failed"
        return expectation

    async def met(self) -> None:
        """Waits until everything that was expected has happened."""
        while any(each.lacks for each in self.every):
            await trio.sleep(look_s)

    def text(self, message: Message) -> None:
        """Part of an exchange: a message arrives."""
        self.texts[message.to].append(message.body)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _why: BaseException | None, _at: TracebackType | None) -> None:
        """Raises: AssertionError with everything unexpected and everything missing."""
        lacking = [each.lacks for each in self.every if each.lacks]
        assert kind is not None or not (self.unexpected or lacking), "; ".join(self.unexpected + lacking)
