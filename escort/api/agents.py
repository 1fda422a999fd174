"""Who is at the desk: agents and their breaks, the duty roster, and, for admins, accounts."""

from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from alerts import requests
from escort import auth, clock
from escort.agents import AgentSeen
from escort.api.acting import act_on_floor, by
from escort.api.bodies import DoneOnFloor, PresenceBody, ToBody
from escort.api.here import Inside, Who, admin, agent
from escort.api.incidents import must_exist
from escort.api.refusals import Why, told
from escort.roster import Hour
from escort.rostered import RosterSeen
from escort.sessions import revoke


class AgentsHere(msgspec.Struct, frozen=True):
    """Everybody who is at the desk, beside who should be."""

    at: float
    agents: list[AgentSeen]
    roster: RosterSeen | None


class Hours(msgspec.Struct, frozen=True):
    """The roster's next hours; none without a roster."""

    hours: list[Hour]
    warnings: list[str]


class AccountSeen(msgspec.Struct, frozen=True):
    """An account as admins see it."""

    agent: str
    role: auth.AgentRole
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    capacity: int
    regions: tuple[str, ...]
    certified_until: float | None
    phone: bool
    sessions: int


class Revoked(msgspec.Struct, frozen=True):
    """How many sessions were ended."""

    ended: int


class AgentsApi(Controller):
    """People at the desk, as docs/wire.md has them."""

    path = "/v1"
    tags = ("wall",)
    dependencies = {"who": Provide(agent)}  # noqa: RUF012

    @get("/agents", responses=told(401, 403))
    async def agents(self, here: Inside, who: Who) -> AgentsHere:  # noqa: ARG002
        """Who is here, in what shape, with how many cases."""
        agents = here.board.agents()
        return AgentsHere(clock.now_s(), agents, here.rostered.seen({each.agent for each in agents}))

    @get("/roster", responses=told(401, 403))
    async def roster(self, here: Inside, who: Who, hours: FromQuery[int] = 24) -> Hours:  # noqa: ARG002
        """Who is on duty in the next hours, at most a week of them."""
        return Hours(here.rostered.hours(max(1, min(hours, 168))), here.rostered.warnings())

    @post("/presence", status_code=HTTP_200_OK, responses=told(400, 401, 403, 409, 503))
    async def presence(self, data: JSONBody[PresenceBody], here: Inside, who: Who) -> Response[DoneOnFloor | Why]:
        """I take a break, or am back from it."""
        asked = by(who, data.request_id)
        if data.state == "paused":
            return await act_on_floor(here, requests.Pause(why=data.why or "a break", **asked))
        return await act_on_floor(here, requests.Resume(**asked))

    @post("/hand-over", status_code=HTTP_200_OK, responses=told(400, 401, 403, 409, 503))
    async def hand_over(self, data: JSONBody[ToBody], here: Inside, who: Who) -> Response[DoneOnFloor | Why]:
        """The shift changes: all I hold goes to another agent."""
        await must_exist(here, data.to)
        return await act_on_floor(here, requests.HandOver(to=data.to, **by(who, data.request_id)))


class AccountsApi(Controller):
    """Accounts, for admins; passwords and telephone numbers are for `escort agent` alone."""

    path = "/v1/accounts"
    tags = ("admin",)
    dependencies = {"who": Provide(admin)}  # noqa: RUF012

    @get("/", responses=told(401, 403, 503))
    async def accounts(self, here: Inside, who: Who) -> list[AccountSeen]:  # noqa: ARG002
        """All accounts, by name."""
        found = await here.accounts.everybody()
        return [
            AccountSeen(agent=name, sessions=len(await here.sessions.of(name)), **_of(account))
            for name, account in found.items()
        ]

    @post("/{name:str}/revoke", status_code=HTTP_200_OK, responses=told(401, 403, 404, 503))
    async def revoke(self, name: FromPath[str], here: Inside, who: Who) -> Revoked:  # noqa: ARG002
        """Sign an agent out everywhere, at once."""
        if not await here.accounts.has_agent(name):
            raise NotFoundException(f"there is no agent {name}")
        return Revoked(await revoke(here.link, name))


def _of(account: msgspec.Struct) -> dict[str, Any]:
    """What an account and its picture have in common."""
    shared = set(AccountSeen.__struct_fields__) & set(account.__struct_fields__)
    return {name: getattr(account, name) for name in shared}
