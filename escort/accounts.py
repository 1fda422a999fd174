"""API keys of platforms and accounts of agents: stored hashed in the log's Redis, remembered here.

A key or an account that was good a moment ago stays good while the log is away: a press must not wait for it.
"""

from typing import cast

import msgspec
import redis
import trio

from escort import auth
from escort.errors import Unusable
from escort.log import Link

_keys, _agents, _guests = "accounts:keys", "accounts:agents", "accounts:guests"


signing_in_max = 20  # passwords being compared, one after the other: each takes 64 MiB and a core


class Busy(msgspec.Struct, frozen=True):
    """Too many passwords at once; whoever guesses must not slow presses down."""

    why: str = "too many people sign in just now; try again in a moment"


class Account(msgspec.Struct, frozen=True):
    """An agent's account."""

    password: str  # its argon2 hash
    role: auth.AgentRole


class Accounts:
    """Who may use the api.

    Errors: LogAway where somebody unknown here asks while the log is away.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._platforms: dict[str, str] = {}
        self._signing_in = 0
        self._one_at_a_time = trio.CapacityLimiter(1)

    async def platform_of(self, key: str) -> str | None:
        """Whose API key this is; None where it is nobody's."""
        digest = auth.key_hash(key)
        if digest not in self._platforms:
            found = await self._link.turn(lambda client: cast(bytes | None, client.hget(_keys, digest)))
            if found is None:
                return None
            self._platforms[digest] = found.decode()
        return self._platforms[digest]

    async def agent_of(self, name: str, password: str) -> auth.Agent | Busy | None:
        """The agent, where the password fits. Takes tens of milliseconds, known or not."""
        if self._signing_in >= signing_in_max:
            return Busy()
        self._signing_in += 1
        try:
            return await self._compared(name, password)
        finally:
            self._signing_in -= 1

    async def _compared(self, name: str, password: str) -> auth.Agent | None:
        stored = await self._link.turn(lambda client: cast(bytes | None, client.hget(_agents, name)))
        account = msgspec.json.decode(stored, type=Account) if stored else Account(_nobody_s_password, "viewer")
        one = self._one_at_a_time
        fits = await trio.to_thread.run_sync(auth.password_fits, account.password, password, limiter=one)
        return auth.Agent(name, account.role) if fits and stored else None

    async def next_guest(self) -> auth.Agent:
        """The demo's next agent: counted in the log, so that two browsers are never the same one."""
        number = await self._link.turn(lambda client: client.incr(_guests))
        return auth.Agent(f"Agent {number}", "agent")

    async def has_agent(self, name: str) -> bool:
        """Whether anybody could ever sign in under this name."""
        return await self._link.turn(lambda client: bool(client.hexists(_agents, name)))

    async def add_key(self, name: str, key: str | None = None) -> str:
        """A new API key for a platform, or the given one; only its hash is kept."""
        key = key or auth.new_key()
        digest = auth.key_hash(key)

        def write(client: redis.Redis) -> None:
            client.hset(_keys, digest, name)

        await self._link.turn(write)
        return key

    async def add_agent(self, name: str, role: auth.AgentRole, password: str | None = None) -> str:
        """A new account, or a new password for an old one; returns the password.

        Raises: Unusable where the name cannot be an agent's.
        """
        if not name.strip() or len(name) > 64:
            raise Unusable("An agent's name has 1 to 64 characters.")
        password = password or auth.new_password()
        account = msgspec.json.encode(Account(auth.password_hash(password), role))

        def write(client: redis.Redis) -> None:
            client.hset(_agents, name, account)

        await self._link.turn(write)
        return password


_nobody_s_password = auth.password_hash(auth.new_password())
