"""Short links for text messages: a word that leads a rider's own browser to their ride, signed in, for a while.

    make(trip) ─▶ /r/<word> ──▶ /ride#token=...      gone after `lasts_s`

Rule: only the word's hash is stored, and the token is made when the link is opened: no message holds one.
"""

import hashlib
import secrets
from typing import cast

import redis

from escort.log import Link

lasts_s = 2 * 3600  # longer than the ride it is about is likely to last
word_bytes = 9  # 72 bits: nobody guesses a live one
_key = "short:"


class ShortLinks:
    """All live links.

    Errors: LogAway.
    """

    def __init__(self, link: Link) -> None:
        self._link = link

    async def make(self, trip: str) -> str:
        """A path that leads to this trip."""
        word = secrets.token_urlsafe(word_bytes)

        def write(client: redis.Redis) -> None:
            client.set(_key + _hash(word), trip, ex=lasts_s)

        await self._link.turn(write)
        return f"/r/{word}"

    async def find(self, word: str) -> str | None:
        """The trip that a word leads to; None where it leads nowhere any more."""
        stored = await self._link.turn(lambda client: cast(bytes | None, client.get(_key + _hash(word))))
        return None if stored is None else stored.decode()


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
