"""Fixes at the door: whose they are, and whether their trip is registered; then they are handed on without waiting.

    a phone's, its trip known ──────────────▶ `Intake`
    a trip not known yet ──▶ looked up beside the connection ──▶ `Intake`, or a refusal

Rule: however slow the log is, no press waits behind fixes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import trio

from escort import metrics, wire
from escort.connection import Phone
from escort.device_desk import DeviceDesk
from escort.errors import LogAway
from escort.intake import Intake
from escort.trips import Trips

look_ups_max = 4  # of a fleet at a time; beyond it its fixes are left out: the log is too slow for them
look_up_s = 2.0  # a trip whose turn has not come by then is taken for registered, and looked up at its next fixes

Beside = Callable[..., None]


@dataclass(slots=True)
class FixesDoor:
    """The way of all fixes from phones of this process."""

    intake: Intake
    desk: DeviceDesk
    trips: Trips
    beside: Beside  # runs a task beside the connection

    async def take(self, phone: Phone, frame: wire.Fixes) -> None:
        trip = phone.device.trip or ""
        if frame.trip is not None and frame.trip != trip:
            await phone.refuse("fixes", f"this token is for trip {trip}, not {frame.trip}")
            return
        if phone.registered:
            self.intake.put(phone.rows_left_out, trip, frame.fixes, phone.device)
        elif phone.waits_for_look_up(frame):
            self.beside(self._look_up, phone, trip)

    async def _look_up(self, phone: Phone, trip: str) -> None:
        """Whether its trip is registered, once a second until it is; taken for granted while the log is away.

        Beside the connection: however slow the log is, no press waits behind fixes.
        """
        unknown = not phone.registered and phone.looked_up_at + 1.0 > trio.current_time()
        if not unknown and not phone.registered:
            try:
                with trio.move_on_after(look_up_s):
                    unknown = bool(await self.trips.unknown_of({trip}))
                    phone.registered, phone.looked_up_at = not unknown, trio.current_time()
            except LogAway:
                metrics.log_away.labels("gateway").inc()
        for frame in phone.looked_up():
            if unknown:
                metrics.fixes_in.labels("unknown_trip").inc(len(frame.fixes))
                await phone.refuse("fixes", f"no trip {trip} is registered here")
            else:
                self.intake.put(phone.rows_left_out, trip, frame.fixes, phone.device)

    async def take_fleet(self, phone: Phone, frame: wire.FleetFixes) -> None:
        rows = wire.fleet_rows(frame, phone.binary)
        if isinstance(rows, wire.Malformed):
            await phone.refuse(rows.of, rows.why)
            return
        named = self.desk.named(frame.trip, rows)
        strange = [row for row in named if not self.trips.remembered(row.trip)]
        if not strange:
            self.intake.put_fleet(phone.rows_left_out, named, phone.device.datum)
        elif phone.asking >= look_ups_max:
            metrics.fixes_in.labels("shed").inc(len(named))
            await phone.refuse("fixes", "the log is slow: fixes left out")
        else:
            phone.asking += 1
            self.beside(self._sort_out, phone, named)

    async def _sort_out(self, phone: Phone, named: list[wire.FleetRow]) -> None:
        """A fleet's fixes of trips that may be unknown; beside the connection, as `_look_up`."""
        try:
            known, unknown = await self.desk.sorted_out(named)
        finally:
            phone.asking -= 1
        if unknown:
            metrics.fixes_in.labels("unknown_trip").inc(len(named) - len(known))
            few = ", ".join(sorted(unknown)[:5])
            await phone.refuse("fixes", f"not registered: {few} ({len(named) - len(known)} fixes left out)")
        if known:
            self.intake.put_fleet(phone.rows_left_out, known, phone.device.datum)
