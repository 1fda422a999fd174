"""What is known of each page: what it says, who was rung, who has taken it.

    written ─▶ leg 0, leg 1, ...: meant ─▶ placed ─▶ ended      taken_by: whoever pressed 1 first

Rule: every field is written once and stays, so that callbacks may overtake what they follow.
"""

from typing import cast

import msgspec
from redis.client import Pipeline

from alerts.effects import Page
from escort.log import Link

kept_s = 7 * 24 * 3600  # long after every phone has stopped ringing
_TAKE = """
redis.call('HSETNX', KEYS[1], 'taken_by', ARGV[1])
return redis.call('HGET', KEYS[1], 'taken_by')
"""


class Leg(msgspec.Struct, frozen=True):
    """One phone of a page. `ended` is the carrier's last word."""

    name: str
    meant_at: float
    sid: str | None = None
    ended: str | None = None


class PageKept(msgspec.Struct, frozen=True):
    """One page as it stands."""

    page: Page
    legs: dict[int, Leg]
    taken_by: str | None

    @property
    def over(self) -> bool:
        """Whether every phone has stopped ringing."""
        return bool(self.legs) and all(leg.ended is not None for leg in self.legs.values())


class PageBook:
    """All pages.

    Errors: LogAway.
    """

    def __init__(self, link: Link) -> None:
        self._link = link

    async def find(self, page_id: str) -> PageKept | None:
        """One page; None where it is not known, or long over."""
        stored = await self._link.turn(lambda client: cast(dict[bytes, bytes], client.hgetall(_key(page_id))))
        if b"page" not in stored:
            return None
        words = {name.decode(): word.decode() for name, word in stored.items()}
        legs: dict[int, Leg] = {}
        for field in words:
            kind, _, number = field.partition(":")
            if kind == "meant":
                name, meant_at = msgspec.json.decode(words[field], type=tuple[str, float])
                legs[int(number)] = Leg(name, meant_at, words.get(f"sid:{number}"), words.get(f"ended:{number}"))
        return PageKept(msgspec.json.decode(words["page"], type=Page), legs, words.get("taken_by"))

    async def write(self, page: Page) -> None:
        """The page itself, before anybody is rung."""
        await self._set(page.page_id, "page", msgspec.json.encode(page))

    async def meant(self, page_id: str, number: int, name: str, at_s: float) -> None:
        """This phone is about to be rung."""
        await self._set(page_id, f"meant:{number}", msgspec.json.encode((name, at_s)))

    async def placed(self, page_id: str, number: int, sid: str) -> None:
        """The carrier rings it."""
        await self._set(page_id, f"sid:{number}", sid.encode())

    async def ended(self, page_id: str, number: int, state: str) -> None:
        """It rings no more, or never will."""
        await self._set(page_id, f"ended:{number}", state.encode())

    async def take(self, page_id: str, name: str) -> str:
        """Who has it now: the first who took it."""
        return cast(bytes, await self._link.script(_TAKE, [_key(page_id)], [name])).decode()

    async def _set(self, page_id: str, field: str, payload: bytes) -> None:
        def write(pipeline: Pipeline) -> None:
            pipeline.hsetnx(_key(page_id), field, payload)
            pipeline.expire(_key(page_id), kept_s)

        await self._link.together(write)


def _key(page_id: str) -> str:
    return f"{{page:{page_id}}}:legs"
