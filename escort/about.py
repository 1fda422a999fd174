"""What the desk is told of a trip's rider, so that it finds the right agent and the right way to ask.

    registered ─▶ About beside the trip ─▶ press, line, wish: as the gateway remembers it · finding: as it leaves

Rule: nothing in it is personal: a language, an opaque name that is the same on every trip of this rider, their wishes.
Where it cannot be had, the letter goes without; no alarm waits for it.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace
from redis.client import Pipeline

from escort.inbox import FindingSeen, Letter
from escort.log import Link, trip_key


class About(msgspec.Struct, frozen=True, array_like=True):
    """Of the rider; `prefers`: prompt, voice, sms, the dearest first."""

    language: str | None = None
    rider: str | None = None
    prefers: tuple[str, ...] = ()

    @property
    def words(self) -> dict[str, Any]:
        """As most letters to the desk take it."""
        return {"language": self.language, "rider": self.rider}


def about_of(stored: bytes | None) -> About:
    """As it stands beside a trip; nothing for a trip that an older version registered."""
    return About() if stored is None else msgspec.json.decode(stored, type=About)


async def addressed(link: Link, letters: Sequence[Letter]) -> list[Letter]:
    """The findings among these letters with what is known of their riders, in one turn.

    Errors: LogAway.
    """
    trips = list(dict.fromkeys(each.trip for each in letters if isinstance(each, FindingSeen)))
    stored = await link.together(partial(_read, trips)) if trips else []
    known = {trip: about_of(about) for trip, about in zip(trips, stored, strict=True)}
    return [_with(each, known[each.trip]) if isinstance(each, FindingSeen) else each for each in letters]


def _with(letter: FindingSeen, about: About) -> Letter:
    return replace(letter, language=about.language, rider=about.rider, prefers=about.prefers)


def _read(trips: Sequence[str], pipeline: Pipeline) -> None:
    for trip in trips:
        pipeline.hget(trip_key(trip), "about")
