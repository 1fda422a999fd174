"""Text messages to a rider whom no call has reached, or who does not want calls; and what they answer.

    call: nobody human answered ─▶ one message a case: "answer 2 for help, or open this link"
    answer: help, a person ─▶ a fact of that call ─▶ the desk       anything else ─▶ "open the link"

Rule: a text message may cry for help; it calms nobody, because whoever holds the phone may have written it. It is never
instead of a step of the ladder: the case goes up meanwhile.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import redis
from twilio.twiml.messaging_response import MessagingResponse

from alerts.outreach.carrier import Carrier, Placed
from alerts.outreach.hearing import understood_key, understood_speech
from alerts.outreach.story import CallStory, Heard
from alerts.outreach.texts import answered_text, rider_text
from alerts.outreach.words import languages
from escort import metrics
from escort.calls import Calls
from escort.log import Link
from escort.outbox.people import People
from escort.outbox.settings import is_number
from escort.short_links import ShortLinks, lasts_s

UNREACHED = ("voicemail", "no_answer", "busy", "no_input", "hung_up")


@dataclass(frozen=True, slots=True)
class RiderTexts:
    """Messages between riders and this desk. `key` keeps numbers from being read out of the log."""

    carrier: Carrier
    calls: Calls
    people: People
    links: ShortLinks
    link: Link
    base: Callable[[], str]
    key: bytes

    async def after(self, story: CallStory) -> None:
        """Sends the message where a call to a rider has reached nobody; once a case.

        Cancelled: it may be sent.
        """
        meant = story.meant
        if meant is None or meant.to != "rider" or story.outcome not in UNREACHED:
            return
        about, trip = await self.people.about(meant)
        rider = None if trip is None or trip.people is None else trip.people.rider
        number = "" if rider is None else (rider.phone or "").replace(" ", "")
        if rider is None or not is_number(number) or (rider.prefers and "sms" not in rider.prefers):
            return
        if not await self._first(f"texted:{meant.incident}"):
            return
        await self._remember(number, meant.call_id)
        url = self.base() + await self.links.make(meant.trip)
        sent = await self.carrier.send(
            number, rider_text(about.language, languages()[about.language].reason(about.reason), url)
        )
        metrics.texts.labels("sent" if isinstance(sent, Placed) else "refused").inc()

    async def reply(self, number: str, body: str) -> str:
        """What a rider has written; the answer, as TwiML for a message."""
        call_id = await self.link.turn(lambda client: cast(bytes | None, client.get(self._key_of(number))))
        story = None if call_id is None else await self.calls.story(call_id.decode())
        said = MessagingResponse()
        if story is None or story.meant is None:
            return str(said)
        language = story.meant.language
        meaning = understood_key(body.strip()) or understood_speech(languages()[language].heard, body, 1.0)
        heard = meaning in ("help", "person")
        if meaning == "help" or meaning == "person":
            await self.calls.hear(story.meant.call_id, Heard(meaning, last=True))
        said.message(answered_text(language, heard=heard))
        return str(said)

    async def _first(self, key: str) -> bool:
        return await self.link.turn(lambda client: bool(client.set(key, b"1", nx=True, ex=lasts_s)))

    async def _remember(self, number: str, call_id: str) -> None:
        def write(client: redis.Redis) -> None:
            client.set(self._key_of(number), call_id, ex=lasts_s)

        await self.link.turn(write)

    def _key_of(self, number: str) -> str:
        return "texted-number:" + hashlib.blake2b(number.encode(), key=self.key).hexdigest()
