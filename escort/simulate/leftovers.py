"""Which trips a run has begun and not ended, on disk, so that the next run can end them whatever became of this one.

    begun --written--> registered ... ended --crossed out-->

Written before a trip is registered: a kill between the two leaves a name too many, never a trip too many.
"""

import json
import os
from pathlib import Path

import trio

from escort.clock import now_s
from escort.phones import Platform, PlatformAway, PlatformRefused


class Leftovers:
    """The list, and the file that holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._trips: dict[str, None] = dict.fromkeys(_read(path))

    def begun(self, trip: str) -> None:
        """About to be registered."""
        self._trips[trip] = None
        self._write()

    def ended(self, trip: str) -> None:
        """Nothing is left of it."""
        self._trips.pop(trip, None)
        self._write()

    async def end_all(self, platform: Platform) -> int:
        """End every trip on the list; how many are left because nobody answered.

        Cancelled: what was not ended stays on the list.
        """
        async with trio.open_nursery() as nursery:
            for trip in self._trips:
                nursery.start_soon(self._end, platform, trip)
        return len(self._trips)

    async def _end(self, platform: Platform, trip: str) -> None:
        try:
            await platform.end_trip(trip, now_s(), "cancelled")
        except PlatformRefused:
            pass  # it was never registered, or long forgotten
        except PlatformAway:
            return
        self.ended(trip)

    def _write(self) -> None:
        """Whole or not at all; surviving us is enough, so no fsync."""
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps({"trips": [*self._trips]}))
        os.replace(draft, self._path)


def _read(path: Path) -> list[str]:
    """What an earlier run left. An unreadable file is an empty one: its trips end by themselves, as overdue."""
    try:
        trips = json.loads(path.read_text())["trips"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [trip for trip in trips if isinstance(trip, str)] if isinstance(trips, list) else []
