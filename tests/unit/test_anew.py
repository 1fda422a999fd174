"""A task with a mistake in it begins anew and takes nobody along; one that cannot even start says so."""

# ruff: noqa: ARG001  # a test that names `autojump_clock` runs on it

import pytest
import trio
from trio.testing import MockClock

from escort.anew import anew, pause_s


class Faulty:
    """Fails so many times, then works until cancelled."""

    def __init__(self, failures: int, starts: bool = True) -> None:
        self.failures, self.starts, self.begun = failures, starts, list[float]()

    async def work(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        self.begun.append(trio.current_time())
        if self.starts:
            task_status.started()
        if len(self.begun) <= self.failures:
            raise ZeroDivisionError("planted")
        await trio.sleep_forever()


async def test_it_begins_anew_after_a_pause_and_the_others_go_on(
    autojump_clock: MockClock, nursery: trio.Nursery
) -> None:
    faulty = Faulty(failures=3)
    await nursery.start(anew, "test", faulty.work)
    await trio.sleep(10.0)
    assert [round(at - faulty.begun[0]) for at in faulty.begun] == [0, pause_s, 2 * pause_s, 3 * pause_s]


async def test_what_fails_before_it_has_started_fails_the_start() -> None:
    with pytest.raises(ExceptionGroup) as failed:
        async with trio.open_nursery() as nursery:
            await nursery.start(anew, "test", Faulty(failures=1, starts=False).work)
    assert failed.group_contains(ZeroDivisionError)


async def test_cancelled_it_ends(autojump_clock: MockClock) -> None:
    faulty = Faulty(failures=0)
    with trio.move_on_after(5.0) as scope:
        await anew("test", faulty.work)
    assert scope.cancelled_caught
    assert len(faulty.begun) == 1
