"""The duty roster as this process knows it: read once a minute, compared with the next 24 hours, told to everybody.

    log ──a minute──▶ Roster ──▶ RosterSeen: walls, GET /v1/roster · warnings: /readyz · metrics

Rule: a gap is a warning, never a reason to be unready: a desk with too few people takes every alarm all the same.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

import msgspec
import trio

from escort import clock, metrics
from escort.errors import LogAway
from escort.log import Link
from escort.roster import Hour, Roster, RosterRefused, gaps, hours_from, on_duty, parse_roster

read_every_s = 60.0
hours_ahead = 24


class RosterSeen(msgspec.Struct, frozen=True):
    """The ROSTER of docs/wire.md. Units: unix seconds."""

    on_duty: tuple[str, ...]
    needed: int
    gaps: tuple[float, ...]  # when hours begin, of the next 24, that are not covered
    missing: tuple[str, ...]  # on duty, and not at the desk


@dataclass(slots=True)
class Rostered:
    """The roster of this region's desk, compared with the clock once a minute."""

    link: Link
    region: str
    roster: Roster | None = None
    refused: str | None = None  # why what is stored cannot be read
    on: tuple[str, ...] = ()
    missing: tuple[float, ...] = ()

    async def follow(self) -> None:
        """Reads it each minute, until cancelled."""
        while True:
            try:
                await self.read()
            except LogAway:
                metrics.log_away.labels("roster").inc()
            await trio.sleep(read_every_s)

    async def read(self) -> None:
        """Reads it now.

        Errors: LogAway; what was read before stands.
        """
        try:
            self.roster, self.refused = await stored_roster(self.link, self.region), None
        except RosterRefused as why:
            self.roster, self.refused = None, str(why)
        self.on = () if self.roster is None else on_duty(self.roster, clock.at(clock.now_s()))
        self.missing = tuple(each.at for each in gaps(self.hours()))
        metrics.roster_gap_hours.set(len(self.missing))
        metrics.roster_on_duty.set(len(self.on))

    def hours(self, count: int = hours_ahead) -> list[Hour]:
        """The hours ahead; none without a roster."""
        return [] if self.roster is None else hours_from(self.roster, clock.at(clock.now_s()), count)

    def seen(self, here: Collection[str]) -> RosterSeen | None:
        """As walls see it, where these agents are at the desk; None without a roster."""
        if self.roster is None:
            return None
        needed = self.roster.needed_at(clock.at(clock.now_s()))
        return RosterSeen(self.on, needed, self.missing, tuple(name for name in self.on if name not in here))

    def warnings(self) -> list[str]:
        """What operators should know, in sentences."""
        if self.refused is not None:
            return [self.refused]
        if not self.missing:
            return []
        first = clock.at(self.missing[0]).isoformat(" ", "minutes")
        return [f"{len(self.missing)} of the next {hours_ahead} hours are not covered, the first from {first}"]


async def stored_roster(link: Link, region: str) -> Roster | None:
    """The roster of a region's desk; None where there is none.

    Raises: RosterRefused where an older or newer version stored what this one cannot read.
    """
    text = await link.turn(lambda client: cast(bytes | None, client.get(roster_key(region))))
    return None if text is None else parse_roster(text.decode(), "the stored roster")


def roster_key(region: str) -> str:
    """Where the roster of a region's desk stands."""
    return f"roster:{region}"
