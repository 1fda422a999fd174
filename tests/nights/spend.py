"""One whole night from its seed alone: who is out there, who is at the desk, what the sky is like.

    seed ──spend──▶ Night, over, with everything in it that ever happened

Rule: two nights of one seed are the same night; a seed that failed once can be looked at for ever.
"""

from datetime import timedelta

from tests.nights.agents import AGENTS, come_to_work
from tests.nights.night import Night
from tests.nights.riders import send_out

BURSTS, STEPS = 0.05, 0.25  # shares of nights with a burst of presses, and with a clock that steps
BURST_PRESSES = (20, 120)


def spend(seed: int) -> Night:
    """An ordinary night, or one with a burst of presses, or with a clock that steps."""
    night = Night(seed)
    sky = night.chance("sky")
    burst = sky.randint(*BURST_PRESSES) if sky.random() < BURSTS else 0
    if sky.random() < STEPS:
        _let_the_clock_step(night)
    send_out(night, burst=burst)
    come_to_work(night, AGENTS if not burst else tuple(f"Agent {number}" for number in range(12)))
    night.run()
    return night


def spend_burst(seed: int, presses: int) -> Night:
    """A night with so many presses within one minute, and twelve agents."""
    night = Night(seed)
    send_out(night, trips=5, burst=presses)
    come_to_work(night, tuple(f"Agent {number}" for number in range(12)))
    night.run()
    return night


def _let_the_clock_step(night: Night) -> None:
    """The keeper's clock is put back or forward, and mended later."""
    sky = night.chance("clock")
    by = timedelta(seconds=sky.choice((-3_600.0, -60.0, 60.0, 3_600.0)))
    night.after(sky.uniform(1, 6) * 3_600, lambda: night.set_clock(by))
    night.after(sky.uniform(7, 11) * 3_600, lambda: night.set_clock(timedelta()))
