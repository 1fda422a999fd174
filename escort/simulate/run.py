"""The made-up city performed against a running service: every trip registered, each phone a socket of its own.

    slot:  registered --> phones: act, act, act ... (`aboard`) --> the next trip
                     '--> ended when its driver says so
    end:   phones say goodbye, their trips are ended, within `stop_s`; what is not reached is ended by the next run

What happens was decided by `day`; here it is only waited for and done.
"""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import trio

from escort.clock import now_s
from escort.errors import Unusable
from escort.phones import Platform, PlatformRefused, Shifted, TokenRefused
from escort.simulate.aboard import ride_along, until
from escort.simulate.city import City, build
from escort.simulate.day import Scheduled, day_of, joins_each_s
from escort.simulate.leftovers import Leftovers
from escort.simulate.people import people_of
from escort.simulate.trip import Trip

stop_s = 1.5  # for ending two hundred trips when the run is stopped, after the phones' own goodbye
not_welcome = (401, 403)

log = logging.getLogger("escort.simulate")


@dataclass(frozen=True)
class _Run:
    city: City
    seed: int
    alive: int
    name: str
    device_url: str
    platform: Platform
    token_for: Callable[[str, str], str]
    leftovers: Leftovers
    speed: float
    starts_at: float

    def wall(self, day_s: float) -> float:
        return self.starts_at + day_s / self.speed


async def run_city(
    seed: int,
    trips: int,
    device_url: str,
    api_url: str,
    key: str,
    token_for: Callable[[str, str], str],
    state_file: Path,
    speed: float = 1.0,
) -> None:
    """About `trips` trips alive, until cancelled. `token_for(trip, role)` makes the token of a phone.

    Raises: Unusable, when the service does not take our key or tokens.
    Cancelled: phones say goodbye and trips are ended, within `goodbye_s` + `stop_s`; the rest is left to the next run.
    """
    async with Platform(api_url, key, patience_s=math.inf, seed=seed) as platform:
        leftovers = Leftovers(state_file)
        await leftovers.end_all(platform)
        start = now_s()
        run = _Run(
            build(seed), seed, trips, f"{int(start * 1000):x}", device_url, platform, token_for, leftovers, speed, start
        )
        refusals: list[str] = []
        try:
            async with trio.open_nursery() as nursery:
                for slot in range(trips):
                    nursery.start_soon(_slot, run, slot, nursery.cancel_scope, refusals)
        finally:
            with trio.move_on_after(stop_s, shield=True):
                await leftovers.end_all(platform)
    if refusals:
        raise Unusable(f"The service at {api_url} does not let the simulated city in: {refusals[0]}.")


async def _slot(run: _Run, slot: int, all_of_it: trio.CancelScope, refusals: list[str]) -> None:
    await until(run.wall(slot * joins_each_s))
    for scheduled in day_of(run.city, run.seed, slot, run.alive):
        await until(run.wall(scheduled.from_s))
        if run.wall(scheduled.end_s) < now_s():
            continue  # the service was away for so long
        try:
            await _trip(run, scheduled)
        except* (TokenRefused, PlatformRefused) as refused:
            log.warning("trip %d refused: %s", scheduled.trip.number, _first(refused))
            everything, _ = refused.split(_is_about_us)
            if everything is not None:
                refusals.append(str(_first(everything)))
                all_of_it.cancel()
        await until(run.wall(scheduled.end_s))


def _is_about_us(refused: BaseException) -> bool:
    """Whether it is not this trip that is refused, but whoever sends it."""
    return isinstance(refused, TokenRefused) or (isinstance(refused, PlatformRefused) and refused.code in not_welcome)


def _first(refused: BaseException) -> BaseException:
    return _first(refused.exceptions[0]) if isinstance(refused, BaseExceptionGroup) else refused


async def _trip(run: _Run, scheduled: Scheduled) -> None:
    """From its registration to its last word. A service that is away is waited for; what it missed is not said."""
    trip, trip_id = scheduled.trip, f"sim-{run.name}-{scheduled.trip.number}"
    clock = Shifted(scheduled.from_s - scheduled.start_s, trip.over_s, run.wall(scheduled.from_s), run.speed)
    run.leftovers.begun(trip_id)
    await run.platform.start_trip(
        trip_id,
        trip.plan,
        clock.told_at(0.0),
        expected_arrival=clock.told_at(trip.expected_s),
        stops=trip.stops,
        **people_of(run.seed, trip.number, trip.pin),
    )
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_end, run, trip, trip_id, clock)
        await ride_along(trip, trip_id, clock, run.device_url, run.token_for)


async def _end(run: _Run, trip: Trip, trip_id: str, clock: Shifted) -> None:
    """The driver says that the rider has arrived, or that there was no trip."""
    await until(clock.sent_at(trip.end_s))
    await run.platform.end_trip(trip_id, clock.told_at(trip.end_s), trip.how)
    run.leftovers.ended(trip_id)
