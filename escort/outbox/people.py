"""Whom a call is for: number, language, plate and reason, looked up when they are needed, kept nowhere."""

from dataclasses import dataclass
from typing import cast

import msgspec

from alerts import Effect, Recorded, fold
from alerts.effects import PlaceCall
from alerts.outreach.reasons import reason_of
from alerts.outreach.script import About
from alerts.outreach.story import Meant
from alerts.outreach.words import spoken
from alerts.timeline import Pressed
from escort.log import DeskState
from escort.outbox.settings import is_number
from escort.trips import Trip, Trips

_recorded = msgspec.json.Decoder(Recorded)


@dataclass(frozen=True, slots=True)
class Reached:
    """How somebody is called, and about what."""

    number: str
    language: str
    reason: str
    unspoken: str | None = None  # the language that was wanted, where there are no words for it


@dataclass(frozen=True, slots=True)
class People:
    """The people of trips, as outreach needs them.

    Errors: LogAway.
    """

    trips: Trips
    state: DeskState
    ask_pin: bool = True

    async def reached(self, effect: Effect, body: PlaceCall) -> Reached | str:
        """Number, language and reason; or why nobody can be called."""
        trip = await self.trips.find(effect.trip)
        if trip is None or trip.people is None:
            return "the trip's people are not known here"
        person = trip.people.rider if body.to == "rider" else trip.people.driver
        number = (person.phone or "").replace(" ", "")
        if not is_number(number):
            return f"the {body.to} has no number that can be called" if not number else "the number is no number"
        wanted = person.language or body.language
        language, as_wanted = spoken(wanted)
        return Reached(number, language, await self._reason(effect.incident, body.to), None if as_wanted else wanted)

    async def about(self, meant: Meant) -> tuple[About, Trip | None]:
        """What a call's words need, and its trip."""
        trip = await self.trips.find(meant.trip)
        people = None if trip is None else trip.people
        plate = None if people is None else people.driver.vehicle
        pin_set = (
            self.ask_pin
            and meant.to == "rider"
            and people is not None
            and bool(people.rider.pin or people.rider.duress_pin)
        )
        return About(meant.language, meant.reason, plate, pin_set), trip

    async def _reason(self, incident: str, to: str) -> str:
        """Why we call. Nobody beside a rider who presses in silence, and no driver, may learn from us of a press."""
        stored = await self.state.entries_of(incident)
        if not stored:
            return "other"
        recorded = [_recorded.decode(payload) for _, payload in stored]
        folded = fold(recorded)
        silent = any(isinstance(each.entry, Pressed) and each.entry.press == "silent" for each in recorded)
        told = to == "rider" and not silent and not folded.under_duress
        return cast(str, reason_of(folded.kinds, pressed=told and folded.presses_standing > 0))
