"""The two phones of one made-up trip, performed: each act at its second, check-ins answered as was decided.

    rider's   act, act, act ... ─┬─ a check-in, answered as this rider does, or not at all
    driver's  fixes, fixes ...  ─┴─ nothing: who drives looks at the road

An act whose second has passed before there was a line is left out: it would have been said to nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

import trio

from escort.clock import now_s
from escort.phones import CheckIn, Habits, Phone, Row, Shifted, open_phone
from escort.simulate.acts import Act, Feel, GoDark, Push, SendFixes, Speak, TakeBack
from escort.simulate.mishaps import Reply
from escort.simulate.receiver import Fix
from escort.simulate.trip import Trip

goodbye_s = 0.5
eyes_on_the_road = Reply(0.0, None)


async def ride_along(
    trip: Trip, trip_id: str, clock: Shifted, device_url: str, token_for: Callable[[str, str], str]
) -> None:
    """Both phones of a trip, until the last word of each.

    Raises: TokenRefused. Cancelled: says goodbye within `goodbye_s`.
    """

    async def carry(role: str, acts: tuple[Act, ...], reply: Reply) -> None:
        token, habits = token_for(trip_id, role), Habits(close_s=goodbye_s)
        async with open_phone(device_url, token, trip=trip_id, seed=f"{trip_id}/{role}", habits=habits) as phone:
            await _Carried(phone, acts, reply, trip.pin, clock, f"{trip_id}-press").all_the_way()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(carry, "driver", trip.drivers_acts, eyes_on_the_road)
        await carry("rider", trip.acts, trip.reply)


@dataclass(frozen=True, slots=True)
class _Carried:
    """One phone and the person who holds it."""

    phone: Phone
    acts: tuple[Act, ...]
    reply: Reply
    pin: str
    clock: Shifted
    press_id: str

    async def all_the_way(self) -> None:
        """Every act from now on at its second, answering check-ins meanwhile; ends with the last one."""
        began_at = now_s()
        async with trio.open_nursery() as both:
            both.start_soon(self._answer)
            async with trio.open_nursery() as nursery:
                for act in self.acts:
                    if self.clock.sent_at(act.at_s) >= began_at:
                        await until(self.clock.sent_at(act.at_s))
                        await self._do(act, nursery)
            both.cancel_scope.cancel()

    async def _do(self, act: Act, nursery: trio.Nursery) -> None:
        """What must be answered is waited for beside the fixes, which go on."""
        match act:
            case SendFixes(fixes=fixes):
                await self.phone.fixes([self._row(fix) for fix in fixes])
            case Push(at_s, kind, fix):
                at, row = self.clock.told_at(at_s), None if fix is None else self._row(fix)
                nursery.start_soon(self.phone.press, self.press_id, kind, at, row)
            case TakeBack():
                nursery.start_soon(self.phone.cancel, self.press_id, self.pin)
            case Speak(text=text):
                await self.phone.say(text)
            case Feel(at_s, peak_g):
                await self.phone.motion(self.clock.told_at(at_s), peak_g, 0.0)
            case GoDark():
                pass  # it was the last act: the socket goes next
            case _:
                assert_never(act)

    async def _answer(self) -> None:
        async for heard in self.phone.heard:
            if isinstance(heard, CheckIn) and self.reply.answer is not None:
                await trio.sleep(self.reply.after_s)
                await self.phone.answer(heard.checkin_id, self.reply.answer, self.pin)

    def _row(self, fix: Fix) -> Row:
        at = round(self.clock.told_at(fix.at_s), 3)
        return at, fix.lat_deg, fix.lon_deg, fix.accuracy_m, fix.speed_mps, fix.heading_deg


async def until(unix_s: float) -> None:
    """Wait until then; a moment that has passed is now."""
    await trio.sleep(max(0.0, unix_s - now_s()))
