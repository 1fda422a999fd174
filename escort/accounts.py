"""API keys of platforms and accounts of agents: stored hashed and sealed in the log's Redis, remembered here.

    escort agent add ──▶ account ──▶ found ──▶ remembered, for as long as the log is away
                            └── change, remove, certify

A key or an account that was good a moment ago stays good while the log is away: a press must not wait for it.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import msgspec
import redis
from msgspec.structs import replace
from redis.client import Pipeline

from escort import auth
from escort.errors import Unusable
from escort.log import Link
from geo import Datum

agents_key = "accounts:agents"
_keys, _datums, _guests = "accounts:keys", "accounts:datums", "accounts:guests"
_DATUMS: dict[bytes, Datum] = {b"wgs84": "wgs84", b"gcj02": "gcj02"}
name_max = 64  # characters of an agent's name
capacity_default = 3  # cases an agent holds at once
capacity_max = 50

# KEYS the accounts. ARGV name, the account as it was read ('' none), as it becomes. 0 where somebody was quicker.
_SWAP = """
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
return redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) + 1
"""


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """An agent's account. No `regions` means every region; `sealed` is a `Private` under the service's secret."""

    password: str  # its argon2 hash
    role: auth.AgentRole
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = capacity_default
    regions: tuple[str, ...] = ()
    certified_until: float | None = None  # unix seconds; drills passed, a condition for cases of severity 4
    phone: bool = False  # whether pages can reach them away from the wall; the number is sealed
    sealed: bytes | None = None


class Private(msgspec.Struct, frozen=True, omit_defaults=True):
    """What only the service itself reads: where the agent is reached, and the seed of their one-time codes."""

    phone: str | None = None
    totp: str | None = None


class _Source(NamedTuple):
    """Whose a key is, and the datum it declares."""

    platform: str
    datum: Datum | None


class Accounts:
    """Who may use the api.

    Errors: LogAway where somebody unknown here asks while the log is away.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._sources: dict[str, _Source] = {}

    async def platform_of(self, key: str) -> str | None:
        """Whose API key this is; None where it is nobody's."""
        source = await self._source_of(key)
        return None if source is None else source.platform

    async def datum_of(self, key: str) -> Datum | None:
        """The datum an API key declares for what is sent with it; None where it declares none."""
        source = await self._source_of(key)
        return None if source is None else source.datum

    async def _source_of(self, key: str) -> _Source | None:
        """Both in one turn: whoever may send while the log is away is read as before."""
        digest = auth.key_hash(key)
        if digest not in self._sources:

            def read(pipeline: Pipeline) -> None:
                pipeline.hget(_keys, digest)
                pipeline.hget(_datums, digest)

            platform, datum = await self._link.together(read)
            if platform is None:
                return None
            self._sources[digest] = _Source(platform.decode(), None if datum is None else _DATUMS[datum])
        return self._sources[digest]

    async def add_key(self, name: str, key: str | None = None, datum: Datum | None = None) -> str:
        """A new API key for a platform, or the given one; only its hash is kept, and the datum it declares."""
        key = key or auth.new_key()
        digest = auth.key_hash(key)

        def write(client: redis.Redis) -> None:
            if datum is not None:
                client.hset(_datums, digest, datum)
            client.hset(_keys, digest, name)

        await self._link.turn(write)
        return key

    async def next_guest(self) -> auth.Agent:
        """The demo's next agent: counted in the log, so that two browsers are never the same one."""
        number = await self._link.turn(lambda client: client.incr(_guests))
        return auth.Agent(f"Agent {number}", "agent")

    async def has_agent(self, name: str) -> bool:
        """Whether anybody could ever sign in under this name."""
        return await self._link.turn(lambda client: bool(client.hexists(agents_key, name)))

    async def find(self, name: str) -> Account | None:
        """The account of this name."""
        return (await self._read(name))[1]

    async def everybody(self) -> dict[str, Account]:
        """All accounts, by name."""
        found = await self._link.turn(lambda client: cast(Mapping[bytes, bytes], client.hgetall(agents_key)))
        return {name.decode(): account_of(stored) for name, stored in sorted(found.items())}

    async def add_agent(self, name: str, role: auth.AgentRole, password: str | None = None, **given: Any) -> str:
        """A new account, or a new password, role and what else is given for an old one; returns the password.

        Raises: Unusable where the name cannot be an agent's, or something given cannot be.
        """
        if not name.strip() or len(name) > name_max or not name.isprintable():
            raise Unusable(f"An agent's name has 1 to {name_max} characters, all of which can be read.")
        password = password or auth.new_password()
        hashed = auth.password_hash(password)
        await self._change(name, Account(hashed, role), {"password": hashed, "role": role, **given})
        return password

    async def change(self, name: str, **given: Any) -> Account:
        """The account with what is given changed.

        Raises: Unusable where there is none of this name, or something given cannot be.
        """
        return await self._change(name, None, given)

    async def remove(self, name: str) -> bool:
        """Whether there was an account to remove. What the agent did stays in every timeline."""
        return await self._link.turn(lambda client: bool(client.hdel(agents_key, name)))

    async def _change(self, name: str, otherwise: Account | None, given: Mapping[str, Any]) -> Account:
        while True:
            stored, account = await self._read(name)
            account = account or otherwise
            if account is None:
                raise Unusable(f"There is no agent {name}; `escort agent list` names them all.")
            after = replace(account, **given)
            if not 1 <= after.capacity <= capacity_max:
                raise Unusable(f"An agent holds 1 to {capacity_max} cases at once, not {after.capacity}.")
            words = [name, stored or b"", msgspec.json.encode(after)]
            if await self._link.script(_SWAP, [agents_key], words):
                return after

    async def _read(self, name: str) -> tuple[bytes | None, Account | None]:
        stored = await self._link.turn(lambda client: cast(bytes | None, client.hget(agents_key, name)))
        return stored, None if stored is None else account_of(stored)


def account_of(stored: bytes) -> Account:
    """An account as it stands in the log."""
    return msgspec.json.decode(stored, type=Account)


def private_of(account: Account, seal: auth.Seal) -> Private | None:
    """What is sealed in an account; None where it was sealed under another secret."""
    if account.sealed is None:
        return Private()
    opened = seal.open(account.sealed)
    return None if opened is None else msgspec.json.decode(opened, type=Private)


def sealed_of(private: Private, seal: auth.Seal) -> bytes:
    """As it stands in an account."""
    return seal.close(msgspec.json.encode(private))
