"""Who is signed in: a cookie names a session, the log knows which sessions stand.

    sign-in ──▶ standing ──sign-out, revoked, account removed──▶ ended, at the next request
                    └──`session_s` over──▶ expired

Rule: the account's role and regions count as they are now, not as they were at sign-in. While the log is away whoever
stood a moment ago may go on looking; nothing can be done then anyway.
"""

import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import cast

import msgspec
from redis.client import Pipeline

from escort import auth, limits
from escort.accounts import Account, account_of, agents_key
from escort.auth import Agent, Desk, NotAllowed
from escort.errors import LogAway
from escort.log import Link

answer_s = 1.0  # a log that takes longer to say whether a session stands counts as away
remembered_max = 10_000  # sessions known to have stood a moment ago; beyond it the oldest are asked about again
guest_certified_until = 4_102_444_800.0  # 2100: a demo's guest has passed every drill


class Session(msgspec.Struct, frozen=True):
    """One sign-in, as the log knows it. Units: unix seconds."""

    since: float
    until: float
    address: str


class Signed(msgspec.Struct, frozen=True):
    """Somebody who is signed in."""

    agent: str
    account: Account
    session: str

    @property
    def role(self) -> auth.AgentRole:
        return self.account.role

    @property
    def shown(self) -> Agent:
        """As the wall is told."""
        return Agent(self.agent, self.account.role)


class NotHere(msgspec.Struct, frozen=True):
    """Signed in, but not for the desk of this region."""

    why: str


Who = Signed | NotAllowed | NotHere


class Sessions:
    """The sessions of one desk's agents.

    Errors: LogAway.
    """

    def __init__(self, link: Link, secret: str, region: str, desk: Desk) -> None:
        self._link = link
        self._secret = secret
        self._region = region
        self._desk: Desk = desk
        self._stood: OrderedDict[str, Signed] = OrderedDict()

    async def begin(self, agent: Agent, address: str, now_s: float) -> str:
        """A new session; what its cookie holds."""
        name, until = secrets.token_hex(16), now_s + limits.session_s
        stored = msgspec.json.encode(Session(now_s, until, address))
        key = sessions_key(agent.agent)
        expired = [old for old, each in (await self.of(agent.agent)).items() if each.until < now_s]

        def write(pipeline: Pipeline) -> None:
            if expired:
                pipeline.hdel(key, *expired)
            pipeline.hset(key, name, stored)
            pipeline.expire(key, int(limits.session_s))

        await self._link.together(write)
        await self.standing([(agent.agent, name)])  # this process knows it, should the log be away the next moment
        return auth.session_token(self._secret, agent, name, now_s, limits.session_s, self._desk)

    async def of(self, agent: str) -> dict[str, Session]:
        """An agent's sessions by name; some may have expired."""
        key = sessions_key(agent)
        found = await self._link.turn(lambda client: cast(Mapping[bytes, bytes], client.hgetall(key)))
        return {name.decode(): msgspec.json.decode(stored, type=Session) for name, stored in found.items()}

    async def end(self, signed: Signed) -> None:
        """Signs one session out."""
        await self._link.turn(lambda client: client.hdel(sessions_key(signed.agent), signed.session))
        self._stood.pop(signed.session, None)

    async def who(self, token: str | None, log_answers: bool = True) -> Who:
        """Who a cookie stands for, or why it stands for nobody."""
        claims = auth.session_of(self._secret, token, self._desk)
        if isinstance(claims, NotAllowed):
            return claims
        stood = self._stood.get(claims.sid)
        if stood is not None and not log_answers:
            return stood
        try:
            (found,) = await self.standing([(claims.sub, claims.sid)])
        except LogAway:
            if stood is None:
                raise
            return stood
        return found

    async def standing(self, sessions: Sequence[tuple[str, str]]) -> list[Who]:
        """What became of each of these: agent, session. One turn for all."""

        def read(pipeline: Pipeline) -> None:
            for agent, session in sessions:
                pipeline.hget(agents_key, agent)
                pipeline.hexists(sessions_key(agent), session)

        said = await self._link.soon(read, answer_s) if sessions else []
        found = zip(sessions, said[::2], said[1::2], strict=True)
        return [self._judged(agent, session, stored, stands) for (agent, session), stored, stands in found]

    def _judged(self, agent: str, session: str, stored: bytes | None, stands: bool) -> Who:
        self._stood.pop(session, None)
        if not stands:
            return NotAllowed("this session was ended: sign in again")
        if stored is None and self._desk != "demo":
            return NotAllowed(f"there is no agent {agent} any more")
        account = _guest if stored is None else account_of(stored)
        elsewhere = elsewhere_of(agent, account, self._region)
        if elsewhere is not None:
            return elsewhere
        self._stood[session] = signed = Signed(agent, account, session)
        if len(self._stood) > remembered_max:
            self._stood.popitem(last=False)
        return signed


def elsewhere_of(agent: str, account: Account, region: str) -> NotHere | None:
    """Why an agent has no business at this region's desk; None where they have."""
    if not account.regions or region in account.regions:
        return None
    return NotHere(f"{agent} works in {', '.join(account.regions)}; this is the desk of {region}")


async def revoke(link: Link, agent: str) -> int:
    """Ends all sessions of an agent, whatever wall they stand at; how many there were."""

    def commands(pipeline: Pipeline) -> None:
        pipeline.hlen(sessions_key(agent))
        pipeline.delete(sessions_key(agent))

    return int((await link.together(commands))[0])


def sessions_key(agent: str) -> str:
    """The hash with an agent's sessions."""
    return f"accounts:sessions:{agent}"


_guest = Account("", "agent", certified_until=guest_certified_until)
