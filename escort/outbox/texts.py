"""The sms channel: trusted contacts learn by text message that something is wrong, with a link that shows where.

    Guardian ─▶ the rider wishes it ─▶ a live-share link ─▶ a message to each guardian

Rule: nobody is told against the rider's wish, and the link ends by itself. A message that may have been sent is looked
up before it is sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import redis

from alerts import Effect
from alerts.effects import Guardian
from alerts.outreach.carrier import Carrier, Later, Refused, Unsure
from alerts.outreach.texts import guardian_text
from alerts.outreach.words import spoken
from escort import clock, metrics
from escort.log import Link
from escort.outbox.came import Came, Failed, Hopeless
from escort.outbox.names import hook_url
from escort.outbox.settings import is_number
from escort.shares import Shares
from escort.trips import Person, Trips

tried_kept_s = 24 * 3600  # how long a message that was tried is known as such


@dataclass(slots=True)
class Texts:
    """Who sends messages. `base` is the public address of the pages and of our webhooks."""

    carrier: Carrier
    trips: Trips
    shares: Shares
    link: Link
    base: Callable[[], str]

    async def carry_out(self, effect: Effect) -> Came:
        """One effect of the channel."""
        if not isinstance(effect.body, Guardian):
            return Hopeless(f"{type(effect.body).__name__} is no message")
        trip = await self.trips.find(effect.trip)
        if trip is None or trip.people is None:
            return Hopeless("the trip's people are not known here")
        failed: Came = None
        for number, guardian in enumerate(trip.people.guardians):
            failed = await self._tell(effect, number, guardian, trip.people.rider) or failed
        return failed

    async def _tell(self, effect: Effect, number: int, guardian: Person, rider: Person) -> Came:
        phone = (guardian.phone or "").replace(" ", "")
        if not is_number(phone):
            metrics.texts.labels("no_number").inc()
            return None
        tried_at_s = await self._tried_at(f"tried:{effect.effect_id}/{number}")
        if tried_at_s is not None:
            before = await self.carrier.sent_since(phone, tried_at_s)
            if isinstance(before, Unsure):
                return Failed(before.why)
            if before:
                return None
        made = await self.shares.make(effect.trip)
        url = self.base() if made is None else f"{self.base()}/share/{made[0]}"
        body = guardian_text(spoken(guardian.language or rider.language)[0], rider.name, url)
        told = hook_url(self.base(), "text", f"{effect.effect_id}/{number}") + "/told"
        match await self.carrier.send(phone, body, told):
            case Later(why) | Unsure(why):
                return Failed(why)
            case Refused():
                metrics.texts.labels("refused").inc()
            case _:
                metrics.texts.labels("sent").inc()
        return None

    async def _tried_at(self, key: str) -> float | None:
        """When this message was first tried; None where this is the first time, which is noted."""
        now_s = clock.now_s()

        def write(client: redis.Redis) -> bytes | None:
            return cast(bytes | None, client.set(key, repr(now_s), nx=True, get=True, ex=tried_kept_s))

        before = await self.link.turn(write)
        return None if before is None else float(before)
