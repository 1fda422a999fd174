"""`escort agent`: accounts of safety agents, as the command line changes them.

Rule: `agent add` prints the password on standard output, one line, nothing else; what else there is to say goes to
standard error. Whoever loses a role, a region or the account loses it at their next request.
"""

import sys
from argparse import Namespace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from escort import clock, totp
from escort.accounts import Account, Accounts, Private, private_of, sealed_of
from escort.auth import Seal
from escort.config import Settings
from escort.errors import Unusable
from escort.home import kept_word, open_folder
from escort.sessions import Sessions, revoke
from escort.target import log_for_a_tool

_plain = ("role", "skills", "languages", "capacity", "regions")


async def add(settings: Settings, given: Namespace) -> None:
    """`escort agent add`."""
    seal = _seal(settings)
    async with log_for_a_tool(settings) as link:
        accounts = Accounts(link)
        before = await accounts.find(given.name)
        fields, uri = _changes(given, before, seal)
        role = fields.pop("role", "agent" if before is None else before.role)
        if before is not None:
            say(f"{given.name} had a password already; from now on only this one counts")
        print(await accounts.add_agent(given.name, role, given.password, **fields))
        if before is not None:
            await revoke(link, given.name)
    _enrol(uri)


async def change(settings: Settings, given: Namespace) -> None:
    """`escort agent change`."""
    seal = _seal(settings)
    async with log_for_a_tool(settings) as link:
        accounts = Accounts(link)
        fields, uri = _changes(given, await accounts.find(given.name), seal)
        if not fields:
            raise Unusable("There is nothing to change: `escort agent change --help` says what there is.")
        await accounts.change(given.name, **fields)
    _enrol(uri)


async def remove(settings: Settings, given: Namespace) -> None:
    """`escort agent remove`: signed out at once; what the agent did stays in every timeline."""
    async with log_for_a_tool(settings) as link:
        if not await Accounts(link).remove(given.name):
            raise Unusable(f"There is no agent {given.name}; `escort agent list` names them all.")
        await revoke(link, given.name)


async def certify(settings: Settings, given: Namespace) -> None:
    """`escort agent certify`: drills passed, until the end of that day in the desk's time zone."""
    until = datetime.combine(given.until + timedelta(days=1), time(), ZoneInfo(settings.timezone)).timestamp()
    async with log_for_a_tool(settings) as link:
        await Accounts(link).change(given.name, certified_until=until)


async def sessions(settings: Settings, given: Namespace) -> None:
    """`escort agent sessions`: where an agent is signed in; with `--revoke` nowhere any more."""
    async with log_for_a_tool(settings) as link:
        if given.revoke:
            print(f"{await revoke(link, given.name)} sessions of {given.name} ended")
            return
        found = await Sessions(link, "", settings.region, "wall").of(given.name)
        for session in sorted(found.values(), key=lambda each: each.since):
            if session.until > clock.now_s():
                print(
                    f"since {_when(session.since, settings)}  until {_when(session.until, settings)}  {session.address}"
                )


async def listed(settings: Settings, given: Namespace) -> None:
    """`escort agent list`: a line an agent, or a JSON object a line."""
    async with log_for_a_tool(settings) as link:
        everybody = await Accounts(link).everybody()
        seal = _seal(settings)
        for name, account in everybody.items():
            print(_as_json(name, account, seal) if given.json else _in_words(name, account, seal, settings))


def _changes(given: Namespace, before: Account | None, seal: Seal) -> tuple[dict[str, Any], str | None]:
    """What the command line changes, and what an authenticator app must be told."""
    fields = {name: value for name in _plain if (value := getattr(given, name)) is not None}
    private = (None if before is None else private_of(before, seal)) or Private()
    after, uri = private, None
    if given.phone is not None:
        after = replace(after, phone=given.phone or None)
    if given.totp is not None:
        after = replace(after, totp=totp.new_secret() if given.totp else None)
        uri = None if after.totp is None else totp.enrolment(after.totp, given.name)
    if after != private or (before is not None and private_of(before, seal) is None):
        fields |= {"sealed": sealed_of(after, seal), "phone": after.phone is not None}
    return fields, uri


def _in_words(name: str, account: Account, seal: Seal, settings: Settings) -> str:
    private, certified = private_of(account, seal) or Private(), account.certified_until
    words = [f"{name:<20} {account.role:<10} holds {account.capacity}"]
    words += [f"{what}: {', '.join(values)}" for what, values in _lists(account) if values]
    if certified is not None:
        words.append(f"certified until {_when(certified - 1.0, settings)[:10]}")
    words += [what for what, has in (("phone", private.phone), ("one-time codes", private.totp)) if has]
    return "  ".join(words)


def _as_json(name: str, account: Account, seal: Seal) -> str:
    private = private_of(account, seal) or Private()
    told: dict[str, Any] = {"agent": name, "role": account.role, "capacity": account.capacity, **dict(_lists(account))}
    told |= {"certified_until": account.certified_until, "phone": private.phone, "totp": private.totp is not None}
    return msgspec.json.encode(told).decode()


def _lists(account: Account) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("skills", account.skills), ("languages", account.languages), ("regions", account.regions)


def words_of(said: str) -> tuple[str, ...]:
    """`a,b` as it is said on the command line; nothing for an empty one."""
    return tuple(dict.fromkeys(word.strip() for word in said.split(",") if word.strip()))


def day_of(said: str) -> date:
    """Raises: ValueError where it is no day."""
    return date.fromisoformat(said)


def _seal(settings: Settings) -> Seal:
    return Seal(kept_word(open_folder(settings.data), "secret", settings.secret))


def _when(unix_s: float, settings: Settings) -> str:
    return clock.at(unix_s).astimezone(ZoneInfo(settings.timezone)).isoformat(" ", "minutes")


def _enrol(uri: str | None) -> None:
    if uri is not None:
        say(f"one-time codes: {uri}")


def say(words: str) -> None:
    """One sentence for the person at the command line."""
    print(f"escort: {words}", file=sys.stderr)
