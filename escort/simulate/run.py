"""The made-up city performed against a running service: every trip registered, every phone a socket of its own.

    slot:  registered --> phone: act, act, act ... (answers check-ins meanwhile) --> ended --> the next trip
    end:   phones say goodbye, their trips are ended, within `stop_s`; what is not reached is ended by the next run

What happens was decided by `day`; here it is only waited for and done.
"""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import trio

from escort.clock import now_s
from escort.errors import Unusable
from escort.phones import (
    CheckIn,
    Habits,
    Phone,
    Platform,
    PlatformRefused,
    Row,
    Shifted,
    TokenRefused,
    open_phone,
)
from escort.simulate.acts import Act, GoDark, Push, SendFixes, Speak, TakeBack
from escort.simulate.city import City, build
from escort.simulate.day import Scheduled, day_of, joins_each_s
from escort.simulate.leftovers import Leftovers
from escort.simulate.people import people_of
from escort.simulate.receiver import Fix
from escort.simulate.trip import Trip

stop_s = 1.5  # for ending two hundred trips when the run is stopped, after the phones' own goodbye
goodbye_s = 0.5
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
    Cancelled: says goodbye and ends its trips within `goodbye_s` + `stop_s`; the rest is left to the next run.
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
    await _until(run.wall(slot * joins_each_s))
    for scheduled in day_of(run.city, run.seed, slot, run.alive):
        await _until(run.wall(scheduled.from_s))
        if run.wall(scheduled.end_s) < now_s():
            continue  # the service was away for so long
        try:
            await _trip(run, scheduled)
        except (TokenRefused, PlatformRefused) as refused:
            if isinstance(refused, TokenRefused) or refused.code in not_welcome:
                refusals.append(str(refused))
                all_of_it.cancel()
            log.warning("trip %d refused: %s", scheduled.trip.number, refused)
        await _until(run.wall(scheduled.end_s))


async def _trip(run: _Run, scheduled: Scheduled) -> None:
    """From its registration to its end; a service that is away is waited for, and what would have been sent is not."""
    trip, trip_id = scheduled.trip, f"sim-{run.name}-{scheduled.trip.number}"
    clock = Shifted(scheduled.from_s - scheduled.start_s, trip.end_s, run.wall(scheduled.from_s), run.speed)
    run.leftovers.begun(trip_id)
    await run.platform.start_trip(
        trip_id,
        trip.plan,
        clock.told_at(0.0),
        expected_arrival=clock.told_at(trip.end_s),
        **people_of(run.seed, trip.number, trip.pin),
    )
    token = run.token_for(trip_id, "rider")
    habits = Habits(close_s=goodbye_s)
    async with open_phone(run.device_url, token, trip=trip_id, seed=trip_id, habits=habits) as phone:
        await _Rider(phone, trip, clock, trip_id).ride()
    await _until(clock.sent_at(trip.end_s))
    await run.platform.end_trip(trip_id, clock.told_at(trip.end_s))
    run.leftovers.ended(trip_id)


class _Rider:
    """One phone and the person who holds it."""

    def __init__(self, phone: Phone, trip: Trip, clock: Shifted, trip_id: str) -> None:
        self._phone, self._trip, self._clock = phone, trip, clock
        self._press_id = f"{trip_id}-press"

    async def ride(self) -> None:
        """Every act from now on at its second, answering check-ins meanwhile; ends with the last one."""
        began_at = now_s()
        async with trio.open_nursery() as all_the_way:
            all_the_way.start_soon(self._answer)
            async with trio.open_nursery() as nursery:
                for act in self._trip.acts:
                    if self._clock.sent_at(act.at_s) >= began_at:
                        await _until(self._clock.sent_at(act.at_s))
                        await self._do(act, nursery)
            all_the_way.cancel_scope.cancel()

    async def _do(self, act: Act, nursery: trio.Nursery) -> None:
        """What must be answered is waited for beside the fixes, which go on."""
        match act:
            case SendFixes(fixes=fixes):
                await self._phone.fixes([self._row(fix) for fix in fixes])
            case Push(at_s, kind, fix):
                at, row = self._clock.told_at(at_s), None if fix is None else self._row(fix)
                nursery.start_soon(self._phone.press, self._press_id, kind, at, row)
            case TakeBack():
                nursery.start_soon(self._phone.cancel, self._press_id, self._trip.pin)
            case Speak(text=text):
                await self._phone.say(text)
            case GoDark():
                pass  # it was the last act: the socket goes next
            case _:
                assert_never(act)

    async def _answer(self) -> None:
        reply = self._trip.reply
        async for heard in self._phone.heard:
            if isinstance(heard, CheckIn) and reply.answer is not None:
                await trio.sleep(reply.after_s)
                await self._phone.answer(heard.checkin_id, reply.answer, self._trip.pin)

    def _row(self, fix: Fix) -> Row:
        at = round(self._clock.told_at(fix.at_s), 3)
        return at, fix.lat_deg, fix.lon_deg, fix.accuracy_m, fix.speed_mps, fix.heading_deg


async def _until(unix_s: float) -> None:
    await trio.sleep(max(0.0, unix_s - now_s()))
