"""The duty roster: who is on in which hours, and which of the next hours nobody covers.

    ROSTER.toml ──parse──▶ Roster ──hours_from(now, 24)──▶ who is on, how many are needed ──▶ gaps

Rule: shifts are said in local time and counted in real hours: a night in which the clock is changed has 11 or 13.
Pure: takes the time, and knows nobody but names.
"""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Name = Annotated[str, Meta(min_length=1, max_length=64)]
shifts_max = 500  # of one roster
hour = timedelta(hours=1)


class RosterRefused(ValueError):
    """The roster cannot be used; the message is one sentence for whoever wrote it."""


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """Some agents, on some days, from then to then. One that ends when it begins, or before, ends on the next day."""

    agents: Annotated[tuple[Name, ...], Meta(min_length=1)]
    from_: time
    to: time
    days: Annotated[tuple[Day, ...], Meta(min_length=1)] = DAYS


class Absence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """Shifts that begin on these days, the last one too, are without this agent."""

    agent: Name
    from_: date
    to: date


class Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. `needed`: agents in every hour, or in each of the 24 local hours from midnight on."""

    timezone: str
    shift: Annotated[tuple[Shift, ...], Meta(min_length=1, max_length=shifts_max)]
    needed: Annotated[int, Meta(ge=1)] | Annotated[tuple[int, ...], Meta(min_length=24, max_length=24)] = 1
    absent: tuple[Absence, ...] = ()

    def needed_at(self, moment: datetime) -> int:
        """How many agents the hour of this moment needs."""
        if isinstance(self.needed, int):
            return self.needed
        return self.needed[moment.astimezone(ZoneInfo(self.timezone)).hour]


class Hour(msgspec.Struct, frozen=True):
    """One hour of the roster: `agents` are on for all of it. Units: unix seconds."""

    at: float
    agents: tuple[str, ...]
    needed: int

    @property
    def covered(self) -> bool:
        return len(self.agents) >= self.needed


def parse_roster(text: str, name: str) -> Roster:
    """The roster in a TOML text; `name` stands at the head of every refusal. Raises: RosterRefused."""
    try:
        roster = msgspec.convert(tomllib.loads(text), Roster)
        ZoneInfo(roster.timezone)
    except tomllib.TOMLDecodeError as why:
        raise RosterRefused(f"{name}: this is not TOML: {why}") from why
    except msgspec.ValidationError as why:
        raise RosterRefused(f"{name}: {why}") from why
    except (ZoneInfoNotFoundError, ValueError, OSError) as why:
        raise RosterRefused(f"{name}: the time zone must be one like Europe/Lisbon ({why})") from why
    for absence in roster.absent:
        if absence.to < absence.from_:
            raise RosterRefused(f"{name}: {absence.agent} is absent from {absence.from_} until before that")
    if not isinstance(roster.needed, int) and min(roster.needed) < 0:
        raise RosterRefused(f"{name}: fewer than no agents are needed in some hour")
    return roster


def on_duty(roster: Roster, moment: datetime) -> tuple[str, ...]:
    """Who is on at this moment, by name."""
    return _on(roster, moment, moment + timedelta(seconds=1))


def hours_from(roster: Roster, moment: datetime, count: int = 24) -> list[Hour]:
    """The hour of this moment and those after it, `count` of them."""
    first = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    starts = [first + hour * i for i in range(count)]
    return [Hour(at.timestamp(), _on(roster, max(at, moment), at + hour), roster.needed_at(at)) for at in starts]


def gaps(hours: Sequence[Hour]) -> list[Hour]:
    """Those of the hours that are not covered."""
    return [each for each in hours if not each.covered]


def _on(roster: Roster, start: datetime, end: datetime) -> tuple[str, ...]:
    """Who is on from start to end without a pause; shifts of one agent that touch are one."""
    zone = ZoneInfo(roster.timezone)
    spans: dict[str, list[tuple[datetime, datetime]]] = {}
    for agent, begins, ends in _spans(roster, start.astimezone(zone).date(), zone):
        spans.setdefault(agent, []).append((begins, ends))
    return tuple(sorted(agent for agent, of_agent in spans.items() if _reach(of_agent, start) >= end))


def _reach(spans: list[tuple[datetime, datetime]], start: datetime) -> datetime:
    reached = start
    for begins, ends in sorted(spans):
        if begins <= reached:
            reached = max(reached, ends)
    return reached


def _spans(roster: Roster, day: date, zone: ZoneInfo) -> Iterator[tuple[str, datetime, datetime]]:
    """Agent, begin and end, in UTC, of everything that can touch an hour of this local day."""
    for offset in (-1, 0, 1):
        begins_on = day + timedelta(days=offset)
        for shift in roster.shift:
            if DAYS[begins_on.weekday()] not in shift.days:
                continue
            ends_on = begins_on + timedelta(days=int(shift.to <= shift.from_))
            begins = datetime.combine(begins_on, shift.from_, zone).astimezone(UTC)
            ends = datetime.combine(ends_on, shift.to, zone).astimezone(UTC)
            yield from ((agent, begins, ends) for agent in shift.agents if not _absent(roster, agent, begins_on))


def _absent(roster: Roster, agent: str, day: date) -> bool:
    return any(each.agent == agent and each.from_ <= day <= each.to for each in roster.absent)
