"""A task that fails by a mistake of ours begins anew, and takes nobody along: presses are taken while it lies.

    begun ──started──▶ at work ──fails──▶ told to operators, a pause ──▶ begun anew, from the log
      └──fails──▶ the start fails

Rule: whoever may begin anew keeps nothing from before: everything it needs stands in the log.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import trio

from escort.bulkhead import Bulkhead

pause_s = 1.0  # before it begins anew: a mistake that stays must not eat the machine


@dataclass(slots=True)
class _Started:
    told: "trio.TaskStatus[Any]"
    done: bool = False

    def started(self, value: object = None) -> None:
        if not self.done:
            self.done = True
            self.told.started(value)


async def anew(
    where: str, task: Callable[..., Awaitable[None]], *words: object, task_status: "trio.TaskStatus[Any] | None" = None
) -> None:
    """Runs `task(*words)` until it returns or is cancelled; with `nursery.start`, passes its start on.

    Raises: what the task raises before it has started.
    """
    started = None if task_status is None else _Started(task_status)
    while True:
        with Bulkhead(where) as held:
            await (task(*words) if started is None else task(*words, task_status=started))
            return
        if started is not None and not started.done:
            assert held.failure is not None
            raise held.failure
        await trio.sleep(pause_s)
