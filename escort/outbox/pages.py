"""The page channel: the phones of agents, supervisors and break glass ring together; whoever presses 1 has the case.

    Page ─▶ everybody meant ─▶ a call and a text each ─▶ "press 1" ─▶ PageSettled(answered, by) ─▶ claimed
                                                    └─ every phone has ended ─▶ PageSettled(no_answer)

Rule: one phone that cannot be rung stops no other. A page that reaches nobody is told at once: the case goes on up.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import trio

from alerts import Effect, requests
from alerts.effects import Page
from alerts.outreach import paging
from alerts.outreach.carrier import Answer, CallOrder, Carrier, Later, Placed, Refused, Unsure
from alerts.outreach.dialler import Asked
from escort import clock, metrics
from escort.inbox import sealed
from escort.log import DeskKeys, Lane
from escort.outbox.answers import NotTaken
from escort.outbox.came import Came, Failed, Hopeless
from escort.outbox.names import hook_url
from escort.outbox.page_book import Leg, PageBook, PageKept
from escort.outbox.settings import Contact
from escort.outbox.turnstile import Turnstile

ring_s = 25  # shorter than most voicemails take to answer
_ENDED = ("completed", "busy", "no-answer", "failed", "canceled")


@dataclass(slots=True)
class Pages:
    """Who pages. `base` is where the carrier reaches us, and the wall that the text message names."""

    carrier: Carrier
    book: PageBook
    gate: Turnstile
    lane: Lane
    keys: DeskKeys
    contacts: Callable[[str], Awaitable[list[Contact]]]
    base: Callable[[], str]

    async def carry_out(self, effect: Effect) -> Came:
        """One effect of the channel."""
        page = effect.body
        if not isinstance(page, Page):
            return Hopeless(f"{type(page).__name__} is no page")
        people = await self.contacts(page.to)
        if not people:
            metrics.pages_settled.labels("nobody").inc()
            await self._settle(page, "failed")
            return None
        await self.book.write(page)
        came: list[Came] = []
        async with trio.open_nursery() as nursery:
            for number, contact in enumerate(people):
                nursery.start_soon(self._ring, page, number, contact, came)
        kept = await self.book.find(page.page_id)
        failed = next((each for each in came if isinstance(each, Failed)), None)
        if failed is not None:
            return failed
        if kept is not None and kept.over and kept.taken_by is None:
            await self._settle(page, "no_answer")
        return None

    async def answer(self, page_id: str, step: str, words: Mapping[str, str]) -> str | NotTaken:
        """A webhook about one phone of a page: what it is told, the key it presses, how its call goes."""
        kept = await self.book.find(page_id)
        if kept is None:
            return NotTaken("there is no such page")
        name, _, rest = step.partition("-")
        leg = next((leg for leg in kept.legs.values() if leg.sid == words.get("CallSid")), None)
        text = _text(kept.page)
        match name:
            case "said":
                return paging.said(text)
            case "key" if rest.isdigit():
                return await self._key(kept, leg, int(rest), words.get("Digits", ""))
            case "progress" if rest.isdigit():
                await self._progress(kept, int(rest), words)
                return ""
            case "fallback":
                return paging.nobody()
            case "text":
                return ""
            case _:
                return NotTaken("a page has no such step")

    async def _ring(self, page: Page, number: int, contact: Contact, came: list[Came]) -> None:
        kept = await self.book.find(page.page_id)
        leg = None if kept is None else kept.legs.get(number)
        if leg is not None and (leg.sid is not None or leg.ended is not None):
            return
        asked = Asked(f"{page.page_id}/{number}", contact.phone, page.severity, clock.now_s(), leg is not None)
        why = await self.gate.turn(asked)
        meant_at = clock.now_s() if leg is None else leg.meant_at
        await self.book.meant(page.page_id, number, contact.name, meant_at)
        if why is not None:
            await self.book.ended(page.page_id, number, why)
            return
        match await self._placed(page, number, contact, None if leg is None else meant_at):
            case Placed(sid):
                await self.book.placed(page.page_id, number, sid)
            case Refused(why):
                await self.book.ended(page.page_id, number, why)
            case Later(why) | Unsure(why):
                came.append(Failed(why))
                return
        base = hook_url(self.base(), "page", page.page_id)
        await self.carrier.send(contact.phone, paging.text_of(_text(page), self.base()), f"{base}/text-{number}")

    async def _placed(self, page: Page, number: int, contact: Contact, since_s: float | None) -> Answer:
        """Rung now, unless a try since then has done it."""
        if since_s is not None:
            before = await self.carrier.placed_since(contact.phone, since_s)
            if isinstance(before, Unsure):
                return before
            if before:
                return Placed(before[0])
        base = hook_url(self.base(), "page", page.page_id)
        order = CallOrder(contact.phone, f"{base}/said", f"{base}/fallback", f"{base}/progress-{number}", ring_s=ring_s)
        return await self.carrier.place(order)

    async def _key(self, kept: PageKept, leg: Leg | None, times: int, digits: str) -> str:
        text = _text(kept.page)
        if digits == "1":
            name = "somebody" if leg is None else leg.name
            by = await self.book.take(kept.page.page_id, name)
            await self._settle(kept.page, "answered", by)
            if by == name:
                await self._quiet_others(kept, leg)
            return paging.taken(text) if by == name else paging.already_taken(by)
        if times < paging.says_max:
            return paging.said(text, times + 1)
        return paging.nobody()

    async def _quiet_others(self, kept: PageKept, mine: Leg | None) -> None:
        """Nobody else's phone rings on for a case that is taken."""
        async with trio.open_nursery() as nursery:
            for leg in kept.legs.values():
                if leg is not mine and leg.sid is not None and leg.ended is None:
                    nursery.start_soon(self.carrier.hang_up, leg.sid)

    async def _progress(self, kept: PageKept, number: int, words: Mapping[str, str]) -> None:
        state, leg = words.get("CallStatus", ""), kept.legs.get(number)
        if state not in _ENDED or leg is None or leg.ended is not None:
            return
        await self.book.ended(kept.page.page_id, number, state)
        after = await self.book.find(kept.page.page_id)
        if after is not None and after.over and after.taken_by is None:
            await self._settle(kept.page, "no_answer")

    async def _settle(self, page: Page, outcome: requests.PageOutcome, by: str | None = None) -> None:
        metrics.pages_settled.labels(outcome).inc()
        settled = requests.PageSettled(page.page_id, page.incident, outcome, by)
        await self.lane.append(self.keys.inbox, sealed(settled))


def _text(page: Page) -> paging.PageText:
    return paging.PageText(page.incident, page.severity, page.summary)
