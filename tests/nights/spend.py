"""One whole night from its seed alone: who is out there, who is at the desk, what the sky is like.

    seed ──spend──▶ Night, over, with everything in it that ever happened

Rule: two nights of one seed are the same night; a seed that failed once can be looked at for ever.
"""

from datetime import timedelta
from functools import partial

from alerts import requests
from tests.nights.carriers import Carriers
from tests.nights.crew import AT_HOME, NAMES, Crew
from tests.nights.night import SHIFT_S, Night
from tests.nights.riders import TRIPS, send_out

FIRST_PLANTED, NIGHTS_PLANTED = 1_000, 16  # the nights within which planted faults are found
BURSTS, STEPS, THIN = 0.05, 0.25, 0.25  # shares of nights: with a burst, with a clock that steps, with few agents
BURST_PRESSES = (20, 120)
MANY = tuple(f"Agent {number}" for number in range(12))  # for nights with a burst


def spend(seed: int) -> Night:
    """An ordinary night, or one with a burst of presses, or with a clock that steps."""
    night = Night(seed)
    sky = night.chance("sky")
    burst = sky.randint(*BURST_PRESSES) if sky.random() < BURSTS else 0
    if sky.random() < STEPS:
        _let_the_clock_step(night)
    names = NAMES[: sky.choice((1, 2))] if sky.random() < THIN else NAMES
    return _fill(night, MANY if burst else names, TRIPS, burst)


def spend_burst(seed: int, presses: int) -> Night:
    """A night with so many presses within one minute, and twelve agents."""
    return _fill(Night(seed), MANY, 5, presses)


def spend_an_hour_back(seed: int) -> Night:
    """A night whose clock is put back by an hour, and mended six hours later."""
    night = Night(seed)
    night.clock_steps(3 * 3600.0, timedelta(hours=-1))
    night.clock_steps(9 * 3600.0, timedelta())
    return _fill(night, NAMES, TRIPS, 0)


def _fill(night: Night, names: tuple[str, ...], trips: int, burst: int) -> Night:
    send_out(night, trips, burst)
    crew = Crew(night, names)
    Carriers(night, (*names, AT_HOME), crew.call_in)
    _let_the_service_be_unwell(night)
    night.run()
    return night


def _let_the_clock_step(night: Night) -> None:
    """The keeper's clock is put back or forward, and mended later."""
    sky = night.chance("clock")
    by = timedelta(seconds=sky.choice((-3_600.0, -60.0, 60.0, 3_600.0)))
    night.clock_steps(sky.uniform(1, 6) * 3_600, by)
    night.clock_steps(sky.uniform(7, 11) * 3_600, timedelta())


def _let_the_service_be_unwell(night: Night) -> None:
    """Alertmanager tells of one alarm, and again and again; mostly it goes away by itself."""
    chance = night.chance("operators")
    begins_s = chance.uniform(1, SHIFT_S)
    told = partial(requests.OperatorAlarm, "log-slow", "The log is slow", "p99 above 50 ms", at=0.0)
    for again in range(chance.randint(1, 4)):
        night.after(begins_s + 300.0 * again, partial(night.send, told(firing=True)))
    if chance.random() < 0.7:
        night.after(begins_s + chance.uniform(1, 3_000), partial(night.send, told(firing=False)))
