"""Where calls wait for their turn: the dialler decides, this waits.

turn(asked) ─▶ dialler ─▶ opened, in its order ─▶ the caller goes on
"""

from dataclasses import dataclass, field

import trio

from alerts.outreach.dialler import Asked, Dialler, Hold
from escort import clock, metrics

idle_s = 3_600.0  # how long it sleeps where nothing waits


@dataclass(slots=True)
class Turnstile:
    """One dialler's queue, and the tasks that stand in it."""

    dialler: Dialler
    _waits: dict[str, trio.Event] = field(default_factory=dict)
    _added: trio.Event = field(default_factory=trio.Event)

    async def turn(self, asked: Asked) -> str | None:
        """Waits for this call's turn; None, or why it will have none.

        Cancelled: it is out of the queue.
        """
        assert asked.call_id not in self._waits, f"{asked.call_id} stands in the queue already"
        why = self.dialler.add(asked)
        if why is not None:
            return why
        wait = self._waits[asked.call_id] = trio.Event()
        self._added.set()
        try:
            await wait.wait()
        finally:
            self._waits.pop(asked.call_id, None)
            self.dialler.drop(asked.call_id)
        return None

    def let_go(self, call_id: str) -> None:
        """Out of the queue: whoever waits goes on, and finds that it is wanted no more."""
        self.dialler.drop(call_id)
        if call_id in self._waits:
            self._waits[call_id].set()

    async def open(self) -> None:
        """Opens in the dialler's order until cancelled."""
        while True:
            chosen = self.dialler.next(clock.now_s())
            metrics.calls_waiting.set(len(self.dialler))
            if isinstance(chosen, Hold):
                self._added = trio.Event()
                wait_s = idle_s if chosen.until_s is None else max(0.001, chosen.until_s - clock.now_s())
                with trio.move_on_after(wait_s):
                    await self._added.wait()
            elif chosen.call_id in self._waits:
                self._waits[chosen.call_id].set()
