"""What a phone asks of the desk: press, cancel, answer, say, and what it felt.

Rule: a press is refused for one reason only: it is none of this phone's trip. A PIN is compared here, so that no PIN
ever reaches the log; PIN and duress PIN get the same answer, in the same time.
"""

import secrets
from collections.abc import Sequence

import msgspec
import numpy as np
import trio

from alerts import requests
from escort import clock, limits, metrics, wire
from escort.auth import Device
from escort.errors import LogAway
from escort.guesses import Guesses
from escort.inbox import sealed
from escort.log import FixesKeys, Lane, partition_of
from escort.presses import NotSafe, Presses
from escort.prompts import Prompts
from escort.records import MotionFelt, packed
from escort.trips import Trips, pin_of
from geo import Datum, to_wgs84

emergency_number = "112"
wrong_pin = "this is not the PIN; after several wrong ones none is taken for a minute"
log_away = f"the service cannot reach its log just now; try again, or call {emergency_number} if you are in danger"

Place = tuple[float | None, ...]
Told = wire.Refused | wire.Cancelled | wire.Accompanied | wire.AccompanyEnded | None


class DeviceDesk:
    """The desk as phones see it.

    Errors: none; a log that is away is a refusal that says so.
    """

    def __init__(self, presses: Presses, lane: Lane, inbox: str, trips: Trips, prompts: Prompts) -> None:
        self._presses = presses
        self._lane = lane
        self._inbox = inbox
        self._trips = trips
        self._prompts = prompts
        self._guesses = Guesses()

    async def take_press(self, device: Device, press: wire.Press) -> wire.Pressed | wire.Refused:
        """Returns once the press is on disk.

        Cancelled: the press goes its way all the same.
        """
        trip = press.trip if device.trip is None else device.trip
        if not isinstance(trip, str) or not 0 < len(trip) <= limits.trip_id_max:
            return wire.Refused("press", "a fleet's press must name its trip", press.press_id)
        if press.trip is not None and press.trip != trip:
            why = f"this token is for trip {trip}, not {press.trip}"
            return wire.Refused("press", why, press.press_id)
        return await self.pressed(trip, device.role, press, device.datum)

    async def pressed(
        self, trip: str, by: str, press: wire.Press, datum: Datum | None = None
    ) -> wire.Pressed | wire.Refused:
        """A press for a trip, from a phone or for it; `datum` as its source declares, else the trip's.

        Cancelled: the press goes its way all the same.
        """
        request = requests.Pressed(
            press_id=press.press_id,
            trip=trip,
            kind="silent" if press.kind == "silent" else "sos",
            by=by,
            pressed_at=wire.time_or_none(press.at),
            fix=_in_wgs84(wire.place_or_none(press.fix), datum or self._trips.datum_of(trip)),
            trip_known=self._trips.remembered(trip),
            **self._trips.about(trip).words,
        )
        incident = await self._presses.take(request)
        if isinstance(incident, NotSafe):
            why = f"the alarm could not be stored: call {emergency_number}. ({incident.why})"
            return wire.Refused("press", why, press.press_id)
        return wire.Pressed(press.press_id, incident, clock.now_s())

    async def take(self, device: Device, frame: wire.Asked) -> Told:
        """Everything else a phone asks.

        Cancelled: it may stand in the inbox.
        """
        of = wire.tag_of(frame)
        if device.trip is None:
            return wire.Refused(of, f"a {of} comes from a rider's or driver's own phone")
        try:
            match frame:
                case wire.Cancel():
                    return await self._cancel(device.trip, frame)
                case wire.Answer():
                    return await self._answer(device.trip, device.role, frame)
                case wire.Say(text):
                    await self._say(device.trip, device.role, text)
                case wire.Accompany(accompany_id, every_s):
                    return await self.accompany(device.trip, device.role, accompany_id, every_s)
                case wire.AccompanyEnd(accompany_id):
                    return await self.accompany_end(device.trip, device.role, accompany_id)
                case wire.Motion(at, peak_g, still_s):
                    metrics.motions.inc()
                    record = packed(MotionFelt(device.trip, at, peak_g, still_s))
                    await self._lane.append(FixesKeys(partition_of(device.trip)).log, record)
        except LogAway:
            metrics.log_away.labels("device").inc()
            return wire.Refused(of, log_away)
        return None

    async def accompany(self, trip: str, by: str, accompany_id: str, every_s: float | None) -> wire.Accompanied:
        """A wish for company; heard again it is harmless.

        Raises: LogAway. Cancelled: it may stand in the inbox.
        """
        about = self._trips.about(trip).words
        await self._ask_desk(requests.Accompany(trip=trip, by=by, every_s=every_s, accompany_id=accompany_id, **about))
        return wire.Accompanied(accompany_id, clock.now_s())

    async def accompany_end(self, trip: str, by: str, accompany_id: str) -> wire.AccompanyEnded:
        """A wish for no more company; whose wish counts, the desk knows.

        Raises: LogAway. Cancelled: it may stand in the inbox.
        """
        await self._ask_desk(requests.AccompanyEnd(trip=trip, by=by, accompany_id=accompany_id))
        return wire.AccompanyEnded(accompany_id, clock.now_s())

    def named(self, trip: str | None, rows: Sequence[wire.FixRow] | Sequence[wire.FleetRow]) -> list[wire.FleetRow]:
        """A fleet's rows, each with its trip."""
        return [
            row if isinstance(row, wire.FleetRow) else wire.FleetRow(trip or "", *msgspec.structs.astuple(row))
            for row in rows
        ]

    async def sorted_out(self, named: list[wire.FleetRow]) -> tuple[list[wire.FleetRow], set[str]]:
        """A fleet's rows of registered trips, and the trips that nobody registered.

        Cancelled: nothing was taken. All are taken for registered while the log is away.
        """
        try:
            unknown = await self._trips.unknown_of({row.trip for row in named})
        except LogAway:
            metrics.log_away.labels("gateway").inc()
            return named, set()
        return ([row for row in named if row.trip not in unknown] if unknown else named), unknown

    async def _cancel(self, trip: str, frame: wire.Cancel) -> Told:
        which = await self._compared(trip, frame.pin)
        if which == "wrong":
            return wire.Refused("cancel", wrong_pin, frame.press_id)
        if which == "none":
            return wire.Refused("cancel", "no PIN was set for this trip; an agent will call", frame.press_id)
        await self._ask_desk(requests.PressCancelled(press_id=frame.press_id, duress=which == "duress", trip=trip))
        return wire.Cancelled(frame.press_id, clock.now_s())

    async def _answer(self, trip: str, role: str, frame: wire.Answer) -> Told:
        which = "none" if frame.pin is None else await self._compared(trip, frame.pin)
        if which == "wrong":
            return wire.Refused("answer", wrong_pin)
        await self._ask_desk(
            requests.Answered(
                checkin_id=frame.checkin_id, answer=frame.answer, duress=which == "duress", trip=trip, by=role
            )
        )
        self._prompts.answered(trip, frame.checkin_id, role)
        return None

    async def _say(self, trip: str, role: str, text: str) -> None:
        said_id, about = secrets.token_hex(8), self._trips.about(trip).words
        await self._ask_desk(requests.Said(trip=trip, by=role, text=text, said_id=said_id, **about))

    async def _compared(self, trip: str, pin: str) -> str:
        """A PIN that may not be guessed any more is wrong, also the right one, and looks no different from it; the
        duress PIN is heard always."""
        found = await self._trips.find(trip)
        which, now = pin_of(found.people if found is not None else None, pin), trio.current_time()
        if which in ("pin", "wrong") and not self._guesses.may(trip, now):
            which = "wrong"
        elif which == "wrong":
            self._guesses.wrong(trip, now)
        if which == "wrong":
            metrics.wrong_pins.inc()
        return which

    async def _ask_desk(self, request: requests.Request) -> None:
        await self._lane.append(self._inbox, sealed(request))


def _in_wgs84(fix: Place | None, datum: Datum) -> Place | None:
    """A press's fix where the agent's map has it: police must not be sent some hundred metres beside."""
    if fix is None or datum == "wgs84":
        return fix
    at, lat, lon, *more = fix
    ((lon, lat),) = to_wgs84(np.array([[lon, lat]], np.float64), datum).tolist()
    return at, lat, lon, *more
