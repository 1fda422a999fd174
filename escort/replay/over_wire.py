"""Drives replayed into a running service as real phones would have sent them: a socket, a token and a trip each.

    file's clock   |--drive--|      |---drive---|                     |-drive-|
                       |---drive---|              (nobody drives)
    ours, faster   |drive||drive|                                     each `speed` times as fast, idle hours left out
                     |drive|   |drive|

    each drive:  registered --> fixes, at their times --> goodbye --> ended

Every fix is sent once and counted when its socket took it; the goodbye is answered once all of them were read.
"""

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import trio

from escort.clock import now_s
from escort.errors import Unusable
from escort.phones import (
    Habits,
    Phone,
    Platform,
    PlatformAway,
    PlatformRefused,
    Refused,
    Row,
    Shifted,
    TokenRefused,
    open_phone,
)
from escort.replay.drives import Drive

idle_max_s = 60.0  # of the file's time; a longer stretch in which nobody drives is cut to this
frame_every_s = 0.1  # ours; fixes due sooner after one another share a frame, well below the service's frames a second
ends_after_s = 0.5  # ours; after a phone's last fix, for refusals to come back and the log to have it before the end
opens_at_once_max = 32  # handshakes under way; a machine of two cores does not answer six hundred in one moment
goodbye_max_s = 30.0  # of one phone, when six hundred say it at once
end_max_s = 5.0  # for telling the platform that a trip is over when the replay was cancelled
unwelcome = (401, 403)  # what the platform's key is answered when nobody will ever take it


@dataclass(frozen=True, slots=True)
class Sent:
    """What a replay came to: `fixes` that sockets took, `refused` frames and trips that the service did not."""

    trips: int
    fixes: int
    refused: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.trips} trips, {self.fixes} fixes sent, {self.refused} refused, {self.seconds:.1f} s"


def starts_s(drives: Sequence[Drive]) -> list[float]:
    """When each drive starts, in seconds of the file's time since the first of them, idle hours left out."""
    spans = sorted((float(drive.fixed_at_s.min()), float(drive.fixed_at_s.max()), n) for n, drive in enumerate(drives))
    starts, busy_until_s = [0.0] * len(drives), spans[0][0] if spans else 0.0
    left_out_s = busy_until_s
    for first_s, last_s, which in spans:
        left_out_s += max(0.0, first_s - busy_until_s - idle_max_s)
        starts[which] = first_s - left_out_s
        busy_until_s = max(busy_until_s, last_s)
    return starts


def rows_of(drive: Drive, clock: Shifted) -> list[Row]:
    """Its fixes as the wire has them, told by a clock."""
    told_at = [round(clock.told_at(float(fixed_at_s)), 3) for fixed_at_s in drive.fixed_at_s]
    columns = (drive.lat_deg, drive.lon_deg, drive.accuracy_m, drive.speed_mps, drive.heading_deg)
    known = [[None if math.isnan(value) else value for value in column.tolist()] for column in columns]
    return [*zip(told_at, *known, strict=True)]


async def drive_over_wire(
    drives: Iterable[Drive],
    device_url: str,
    api_url: str,
    key: str,
    token_for: Callable[[str, str], str],
    speed: float = 1.0,
    *,
    flat_out: bool = False,
) -> Sent:
    """Drive them all into the service; says at the end, in one line, what came of it.

    Raises: Unusable, when the service is away or does not let us in.
    Cancelled: phones say goodbye and their trips are ended, each within its bound.
    """
    everything = list(drives)
    on_road = [drive for drive in everything if len(drive)]
    if len(on_road) < len(everything):
        print(f"left out, because they have no fix at all: {len(everything) - len(on_road)} drives", file=sys.stderr)
    replay = _Replay(device_url, token_for, math.inf if flat_out else speed)
    try:
        async with Platform(api_url, key) as platform, trio.open_nursery() as nursery:
            for drive, start_s in zip(on_road, starts_s(on_road), strict=True):
                nursery.start_soon(replay.drive, platform, drive, start_s)
    except* (PlatformAway, PlatformRefused, TokenRefused) as group:
        raise Unusable(f"The service at {api_url} does not take the drives: {_first(group)}.") from None
    sent = replay.sent()
    print(sent)
    return sent


class _Replay:
    """One set of trips; `run` in their names keeps it apart from every other."""

    def __init__(self, device_url: str, token_for: Callable[[str, str], str], speed: float) -> None:
        self._device_url, self._token_for, self._speed = device_url, token_for, speed
        self._run = f"{int(now_s() * 1000):x}"
        self._began = trio.current_time()
        self._opening = trio.CapacityLimiter(opens_at_once_max)
        self._trips = self._fixes = self._refused = 0

    def sent(self) -> Sent:
        """So far."""
        return Sent(self._trips, self._fixes, self._refused, trio.current_time() - self._began)

    async def drive(self, platform: Platform, drive: Drive, start_s: float) -> None:
        """One drive from its registration to its end."""
        await trio.sleep_until(self._began + start_s / self._speed)
        trip = f"{drive.drive_id}-{self._run}"
        first_s, last_s = float(drive.fixed_at_s.min()), float(drive.fixed_at_s.max())
        clock = Shifted(first_s, last_s, now_s(), self._speed)
        plan = None if drive.plan_lonlat is None else drive.plan_lonlat.tolist()
        try:
            await platform.start_trip(trip, plan, clock.told_at(first_s), expected_arrival=clock.told_at(last_s))
        except PlatformRefused as refused:
            if refused.code in unwelcome:
                raise
            self._refused += 1
            return
        self._trips += 1
        try:
            await self._ride(trip, rows_of(drive, clock), [clock.sent_at(t) for t in drive.fixed_at_s.tolist()])
        finally:
            cancelled = trio.current_effective_deadline() == -math.inf
            with trio.move_on_after(end_max_s if cancelled else math.inf, shield=cancelled):
                await platform.end_trip(trip, clock.told_at(last_s))

    async def _ride(self, trip: str, rows: Sequence[Row], due_at: Sequence[float]) -> None:
        habits = Habits(fixes_waiting_max=len(rows), close_s=goodbye_max_s)
        async with AsyncExitStack() as stack:
            async with self._opening:
                opened = open_phone(self._device_url, self._token_for(trip, "rider"), trip=trip, habits=habits)
                phone = await stack.enter_async_context(opened)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._count_refusals, phone)
                await _send_all(phone, rows, due_at)
                await trio.sleep(ends_after_s)
                nursery.cancel_scope.cancel()
        self._fixes += phone.fixes_sent

    async def _count_refusals(self, phone: Phone) -> None:
        async for heard in phone.heard:
            self._refused += isinstance(heard, Refused)


async def _send_all(phone: Phone, rows: Sequence[Row], due_at: Sequence[float]) -> None:
    """In the order of the file, each fix when it is due, those that are due together in one frame."""
    sent = 0
    while sent < len(rows):
        await trio.sleep(max(0.0, due_at[sent] - now_s()))
        now, first = now_s(), sent
        while sent < len(rows) and due_at[sent] <= now:
            sent += 1
        await phone.fixes(rows[first:sent])
        await trio.sleep(frame_every_s)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
