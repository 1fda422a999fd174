"""`escort roster`: the duty roster from a file into the log, and out of it again.

Rule: what stands in the log is the text of the file as it was given, so that nothing its writer meant is lost.
"""

from argparse import Namespace
from datetime import datetime
from zoneinfo import ZoneInfo

import redis

from escort import clock
from escort.accounts import Accounts
from escort.config import Settings
from escort.errors import Unusable
from escort.people import say
from escort.roster import Hour, Roster, RosterRefused, gaps, hours_from, parse_roster
from escort.rostered import roster_key, stored_roster
from escort.target import log_for_a_tool


async def set_(settings: Settings, given: Namespace) -> None:
    """`escort roster set`.

    Raises: Unusable where the file is no roster.
    """
    try:
        text = given.file.read_text(encoding="utf-8")
        roster = parse_roster(text, str(given.file))
    except (OSError, UnicodeDecodeError) as why:
        raise Unusable(f"{given.file} cannot be read: {why}") from why
    except RosterRefused as why:
        raise Unusable(str(why)) from why

    def write(client: redis.Redis) -> None:
        client.set(roster_key(settings.region), text)

    async with log_for_a_tool(settings) as link:
        known = set(await Accounts(link).everybody())
        await link.turn(write)
    for name in sorted({name for shift in roster.shift for name in shift.agents} - known):
        say(f"the roster names {name}, who has no account yet")
    _say_gaps(gaps(hours_from(roster, clock.at(clock.now_s()))), roster)


async def show(settings: Settings, given: Namespace) -> None:
    """`escort roster show`: a line an hour."""
    async with log_for_a_tool(settings) as link:
        roster = await stored_roster(link, settings.region)
    if roster is None:
        raise Unusable("There is no roster: `escort roster set ROSTER.toml` gives one.")
    hours = hours_from(roster, clock.at(clock.now_s()), given.hours)
    for each in hours:
        lacking = "" if each.covered else f"   {each.needed - len(each.agents)} too few"
        on = f"{len(each.agents)} of {each.needed}  {', '.join(each.agents)}"
        print(f"{_local(each, roster):%a %d %b %H:%M}  {on}{lacking}")
    _say_gaps(gaps(hours), roster)


async def clear(settings: Settings, _given: Namespace) -> None:
    """`escort roster clear`."""

    def drop(client: redis.Redis) -> None:
        client.delete(roster_key(settings.region))

    async with log_for_a_tool(settings) as link:
        await link.turn(drop)


def _say_gaps(missing: list[Hour], roster: Roster) -> None:
    if missing:
        say(f"{len(missing)} hours are not covered, the first from {_local(missing[0], roster):%a %d %b %H:%M}")


def _local(each: Hour, roster: Roster) -> datetime:
    return clock.at(each.at).astimezone(ZoneInfo(roster.timezone))
