"""The voice channel: reassurance calls placed, taken over, ended; each known by its call_id, none placed twice.

    PlaceCall ─▶ story asked ─▶ dialler ─▶ Meant stored ─▶ carrier ─▶ Placed stored
                                              ▲                └─ unsure ─▶ looked up before anybody is called again
    TakeOver  ─▶ the agent's phone rings into a room, whoever was called is led there
    HangUp    ─▶ out of the queue, or the call is ended

Rule: a call is written down before the carrier is asked. A call that was meant and not placed may have been placed all
the same: the webhooks know, or the carrier is asked which calls this number has had.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import assert_never
from urllib.parse import quote

import trio

from alerts import Effect
from alerts.effects import HangUp, PlaceCall, TakeOver
from alerts.outreach.carrier import CallOrder, Carrier, Later, Refused, Unsure
from alerts.outreach.carrier import Placed as Taken
from alerts.outreach.dialler import Asked
from alerts.outreach.story import CallStory, GaveUp, Meant, Placed, Progressed
from alerts.outreach.words import spoken
from escort import clock
from escort.calls import Calls
from escort.outbox.came import Came, Failed, Hopeless
from escort.outbox.names import hook_url
from escort.outbox.people import People, Reached
from escort.outbox.settings import Contact
from escort.outbox.turnstile import Turnstile

last_sequence = 1_000_000  # of a state that the carrier was asked for: newer than anything it told by itself


@dataclass(slots=True)
class Voice:
    """Who places calls. `base` is where the carrier reaches our webhooks; `holds` whether this process may act."""

    carrier: Carrier
    calls: Calls
    people: People
    gate: Turnstile
    base: Callable[[], str]
    holds: Callable[[], bool]
    contacts: Callable[[str], Awaitable[list[Contact]]]
    settles_within_s: float = 120.0  # after so long without an outcome the carrier is asked how the call stands
    asked_every_s: float = 10.0
    _placing: dict[str, trio.Lock] = field(default_factory=dict)

    async def carry_out(self, effect: Effect) -> Came:
        """One effect of the channel."""
        match effect.body:
            case PlaceCall() as body:
                async with self._one_at_a_time(body.call_id):
                    return await self._place(effect, body)
            case TakeOver() as body:
                return await self._take_over(body)
            case HangUp() as body:
                return await self._hang_up(body)
            case other:
                return Hopeless(f"{type(other).__name__} is nothing for a telephone")

    @asynccontextmanager
    async def _one_at_a_time(self, call_id: str) -> AsyncIterator[None]:
        """The same effect delivered twice waits for the first, and finds what it has done."""
        lock = self._placing.setdefault(call_id, trio.Lock())
        async with lock:
            yield
        if not lock.statistics().tasks_waiting:
            self._placing.pop(call_id, None)

    async def _place(self, effect: Effect, body: PlaceCall) -> Came:
        story = await self.calls.story(body.call_id)
        if story.outcome is not None:
            await self.calls.tell(story)
            return None
        if story.sid is not None:
            return None
        reached = await self.people.reached(effect, body)
        if isinstance(reached, str):
            return await self._give_up(body.call_id, self._meant(effect, body, None), reached)
        why = await self.gate.turn(
            Asked(body.call_id, reached.number, body.severity, clock.now_s(), story.meant is not None)
        )
        story = await self.calls.story(body.call_id)
        if story.outcome is not None or story.sid is not None:
            return None  # hung up while it waited, or placed by another life
        if why is not None:
            return await self._give_up(body.call_id, self._meant(effect, body, reached), why)
        return await self._dial(effect, body, reached, story)

    async def _dial(self, effect: Effect, body: PlaceCall, reached: Reached, story: CallStory) -> Came:
        if story.meant is not None:
            found = await self._looked_up(reached.number, story.meant)
            if isinstance(found, Unsure):
                return Failed(found.why)
            if found is not None:
                return await self._placed(body.call_id, found)
        meant = story.meant or self._meant(effect, body, reached)
        _, story = await self.calls.add(body.call_id, meant)
        if story.outcome is not None:
            return None
        if not self.holds():
            return Failed("another process may have the outbox by now")
        base = hook_url(self.base(), "call", body.call_id)
        order = CallOrder(reached.number, f"{base}/start", f"{base}/fallback", f"{base}/progress", f"{base}/machine")
        answer = await self.carrier.place(order)
        match answer:
            case Taken(sid):
                return await self._placed(body.call_id, sid)
            case Later(why) | Unsure(why):
                return Failed(why)
            case Refused(why):
                return await self._give_up(body.call_id, meant, why)
            case _:
                assert_never(answer)

    async def _looked_up(self, number: str, meant: Meant) -> str | Unsure | None:
        """The sid of a call that was placed without our learning of it; None where there is none."""
        sids = await self.carrier.placed_since(number, meant.meant_at)
        if isinstance(sids, Unsure):
            return sids
        for sid in reversed(sids):
            if await self.calls.call_of(sid) in (None, meant.call_id):
                return sid
        return None

    async def _placed(self, call_id: str, sid: str) -> Came:
        await self.calls.open(call_id, clock.now_s())
        await self.calls.add(call_id, Placed(sid))
        return None

    async def _give_up(self, call_id: str, meant: Meant, why: str) -> Came:
        await self.calls.hear(call_id, meant, GaveUp(why))
        return None

    def _meant(self, effect: Effect, body: PlaceCall, reached: Reached | None) -> Meant:
        reached = reached or Reached("", spoken(body.language)[0], "other")
        return Meant(
            call_id=body.call_id,
            incident=effect.incident,
            trip=effect.trip,
            to=body.to,
            severity=body.severity,
            language=reached.language,
            reason=reached.reason,
            meant_at=clock.now_s(),
            unspoken=reached.unspoken,
        )

    async def _take_over(self, body: TakeOver) -> Came:
        """The agent's phone rings; once it is answered, both are led into a room (`escort/outbox/answers.py`)."""
        contact = next(iter(await self.contacts(body.agent)), None)
        story = await self.calls.story(body.call_id)
        if contact is None:
            return Hopeless(
                f"{body.agent} has no phone number here: `escort agent change`, or a [[contact]] in ESCORT_OUTREACH"
            )
        if story.sid is None:
            return Failed("the call is not under way yet")
        if any_ended(story):
            return Hopeless("the call has ended; call again")
        base = hook_url(self.base(), "call", body.call_id)
        order = CallOrder(contact.phone, f"{base}/join-{quote(body.agent)}", f"{base}/fallback", f"{base}/agent")
        answer = await self.carrier.place(order)
        match answer:
            case Taken():
                return None
            case Later(why) | Unsure(why):
                return Failed(why)
            case Refused(why):
                return Hopeless(why)
            case _:
                assert_never(answer)

    async def _hang_up(self, body: HangUp) -> Came:
        story = await self.calls.story(body.call_id)
        if any_ended(story):
            return None
        if story.sid is None:
            await self.calls.add(body.call_id, GaveUp("it was wanted no more"))
            self.gate.let_go(body.call_id)
            return None
        answer = await self.carrier.hang_up(story.sid)
        return Failed(answer.why) if isinstance(answer, Later | Unsure) else None

    async def look_after(self) -> None:
        """Calls of which nothing more is heard: the carrier is asked, until cancelled."""
        while True:
            for call_id in await self.calls.unsettled(clock.now_s() - self.settles_within_s):
                await self._ask_after(call_id)
            await trio.sleep(self.asked_every_s)

    async def _ask_after(self, call_id: str) -> None:
        story = await self.calls.story(call_id)
        if story.outcome is None and story.sid is not None:
            state = await self.carrier.state(story.sid)
            if isinstance(state, Unsure):
                return
            story = await self.calls.hear(call_id, Progressed(story.sid, state[0], last_sequence))
        if story.outcome is not None:
            await self.calls.tell(story)
            await self.calls.close(call_id)


def any_ended(story: CallStory) -> bool:
    """Whether the carrier has said that the call is over."""
    return story.state in ("completed", "busy", "no-answer", "failed", "canceled")
