"""Links with which a rider lets somebody they trust watch one trip for a while.

    phone ──make──▶ word, known for `lasts_s` ──revoke, or time──▶ gone

Rule: the word is the whole permission, so it is long, it is stored only as its hash, and it ends by itself.
"""

import hashlib
import secrets
from typing import cast

import msgspec
import redis
from redis.client import Pipeline

from escort import clock
from escort.log import Link

share_s = 6 * 3600.0  # a link ends by itself: longer than any ordinary ride, shorter than a night and a day
shares_max = 10  # live links of one trip; a further one is refused
_of_trip, _of_word = "shares:of:", "shares:word:"


class Share(msgspec.Struct, frozen=True):
    """A live link."""

    trip: str
    ends_at: float


class Shares:
    """All live links.

    Errors: LogAway.
    """

    def __init__(self, link: Link) -> None:
        self._link = link

    async def make(self, trip: str) -> tuple[str, Share] | None:
        """A new word and what it opens; None where the trip has `shares_max` already.

        Cancelled: a link may stand that nobody knows; it ends by itself.
        """
        word, now_s = secrets.token_urlsafe(18), clock.now_s()
        share, name = Share(trip, now_s + share_s), _hash(word)

        def room(pipeline: Pipeline) -> None:
            pipeline.zremrangebyscore(_of_trip + trip, "-inf", now_s)
            pipeline.zcard(_of_trip + trip)

        def write(pipeline: Pipeline) -> None:
            pipeline.zadd(_of_trip + trip, {name: share.ends_at})
            pipeline.expire(_of_trip + trip, int(share_s))
            pipeline.set(_of_word + name, msgspec.json.encode(share), ex=int(share_s))

        _, live = await self._link.together(room)
        if live >= shares_max:
            return None
        await self._link.together(write)
        return word, share

    async def find(self, word: str) -> Share | None:
        """What a word opens; None where it never did, or does no more."""
        stored = await self._link.turn(lambda client: cast(bytes | None, client.get(_of_word + _hash(word))))
        return None if stored is None else msgspec.json.decode(stored, type=Share)

    async def revoke(self, trip: str) -> None:
        """Every link of a trip is gone at once.

        Cancelled: some may be left; the same again takes the rest.
        """

        def forget(client: redis.Redis) -> None:
            names = cast(list[bytes], client.zrange(_of_trip + trip, 0, -1))
            for name in names:
                client.delete(_of_word + name.decode())
            client.delete(_of_trip + trip)

        await self._link.turn(forget)


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
