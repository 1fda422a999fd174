"""Signing in: who may try, whether name and password belong together, and whether the one-time code is new.

    name, password, code ──tries left?──▶ password compared ──▶ code compared ──▶ signed in
                              └─ TooMany        └─ Wrong           └─ CodeWanted, Wrong

Rule: tries are counted before anything is compared, in the log, so that neither haste nor another gateway gives more.
Whoever guesses at an agent's name from elsewhere cannot lock that agent out: an address from which the agent has
signed in before has tries of its own.
"""

import hashlib

import msgspec
import trio
from redis.client import Pipeline

from escort import auth, metrics, totp
from escort.accounts import Accounts, private_of
from escort.auth import Agent, Seal
from escort.log import Link
from escort.sessions import NotHere, elsewhere_of

waiting_max = 20  # passwords being compared, one after the other: each takes 64 MiB and a core
address_known_s = 90 * 24 * 3600  # how long an address stays one from which the agent has signed in

# Wrong tries, and in how many seconds they are forgotten.
of_name = (10, 900)  # from addresses nobody knows: 1,000 a day, against passwords of 80 random bits
of_known_address = (10, 60)  # where the agent has signed in before
of_address = (60, 300)  # an office at the change of shifts mistypes less than that; signing in well does not count

# KEYS a counter. ARGV seconds until it is forgotten. How many, and for how long yet.
_COUNT = """
local tries = redis.call('INCR', KEYS[1])
if tries == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {tries, redis.call('TTL', KEYS[1])}
"""

# KEYS a counter: one try fewer.
_FORGET = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end"

# KEYS the steps used. ARGV name, step. 1 where this step is newer than any used before.
_USE_STEP = """
if tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '-1') >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
"""


class TooMany(msgspec.Struct, frozen=True):
    """Tries are used up, or too many people sign in at once: whoever guesses must not slow presses down."""

    why: str
    wait_s: int


class Wrong(msgspec.Struct, frozen=True):
    """It does not say which part is wrong."""

    why: str = "this name and this password do not belong together"


class CodeWanted(msgspec.Struct, frozen=True):
    """The password is right; the account also wants a one-time code."""

    why: str = "a code from your authenticator app is wanted too"
    wanted: str = "totp"


class CodeWrong(msgspec.Struct, frozen=True):
    """The password is right, the code is not, or was used before."""

    why: str = "this code is wrong, or was used before: take the next one"
    wanted: str = "totp"


Became = Agent | TooMany | Wrong | CodeWanted | CodeWrong | NotHere


class Door:
    """Where agents of one region come in.

    Errors: LogAway.
    """

    def __init__(self, link: Link, accounts: Accounts, seal: Seal, region: str) -> None:
        self._link = link
        self._accounts = accounts
        self._seal = seal
        self._region = region
        self._waiting = 0
        self._one_at_a_time = trio.CapacityLimiter(1)

    async def let_in(self, name: str, password: str, code: str | None, address: str, now_s: float) -> Became:
        """Who it is, or why nobody comes in. Takes tens of milliseconds, known or not."""
        if self._waiting >= waiting_max:
            return TooMany("too many people sign in just now; try again in a moment", 2)
        self._waiting += 1
        try:
            became = await self._tried(name, password, code, address, now_s)
        finally:
            self._waiting -= 1
        metrics.sign_ins.labels(type(became).__name__).inc()
        return became

    async def _tried(self, name: str, password: str, code: str | None, address: str, now_s: float) -> Became:
        counters = await self._counters(name, address)
        wait_s = await self._wait_s(counters)
        if wait_s:
            return TooMany(f"too many wrong tries; try again in {wait_s} s", wait_s)
        became = await self._compared(name, password, code, now_s)
        if not isinstance(became, Wrong | CodeWrong):
            await self._was_right(name, address, list(counters), signed_in=isinstance(became, Agent))
        return became

    async def _compared(self, name: str, password: str, code: str | None, now_s: float) -> Became:
        account = await self._accounts.find(name)
        hashed = _nobody_s_password if account is None else account.password
        fits = await trio.to_thread.run_sync(auth.password_fits, hashed, password, limiter=self._one_at_a_time)
        if account is None or not fits:
            return Wrong()
        private = private_of(account, self._seal)
        if private is None:  # nobody gets by without a code because the secret was changed
            return NotHere(f"{name}'s account was sealed under another secret: `escort agent add {name}` mends it")
        missing = None if private.totp is None else await self._code_missing(name, private.totp, code, now_s)
        return missing or elsewhere_of(name, account, self._region) or Agent(name, account.role)

    async def _code_missing(
        self, name: str, secret: str, code: str | None, now_s: float
    ) -> CodeWanted | CodeWrong | None:
        if not code:
            return CodeWanted()
        step = totp.step_of(secret, code, now_s)
        new = step is not None and await self._link.script(_USE_STEP, ["accounts:totp"], [name, step])
        return None if new else CodeWrong()

    async def _counters(self, name: str, address: str) -> dict[str, tuple[int, int]]:
        """What this try counts against: how many there may be, and the seconds until they are forgotten."""
        known = await self._link.turn(lambda client: client.exists(_known_key(name, address)))
        by_name = (_tries_key(name, address), of_known_address) if known else (_tries_key(name, ""), of_name)
        return dict([by_name, (_tries_key("", address), of_address)])

    async def _wait_s(self, counters: dict[str, tuple[int, int]]) -> int:
        def count(pipeline: Pipeline) -> None:
            for key, (_, forgotten_s) in counters.items():
                pipeline.eval(_COUNT, 1, key, forgotten_s)

        counted = await self._link.together(count)
        most = [each_most for each_most, _ in counters.values()]
        waits = [max(1, int(ttl)) for (tries, ttl), each in zip(counted, most, strict=True) if tries > each]
        return max(waits, default=0)

    async def _was_right(self, name: str, address: str, counters: list[str], *, signed_in: bool) -> None:
        def forget(pipeline: Pipeline) -> None:
            for key in counters:
                pipeline.eval(_FORGET, 1, key)
            if signed_in:
                pipeline.set(_known_key(name, address), 1, ex=address_known_s)

        await self._link.together(forget)


def _known_key(name: str, address: str) -> str:
    return f"accounts:known:{_digest(name, address)}"


def _tries_key(name: str, address: str) -> str:
    return f"accounts:tries:{_digest(name, address)}"


def _digest(name: str, address: str) -> str:
    """Nobody can read addresses out of the log's keys."""
    return hashlib.sha256(f"{len(name)} {name} {address}".encode()).hexdigest()[:32]


_nobody_s_password = auth.password_hash(auth.new_password())
