"""What the api's routes work with, and who is asking."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

import trio
from litestar import Request
from litestar.di import NamedDependency
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.params import SkipValidation

from escort import auth
from escort.accounts import Accounts
from escort.board import Board
from escort.device_desk import DeviceDesk
from escort.follower import Follower
from escort.intake import Intake
from escort.log import DeskState, Link
from escort.numbers import Numbers
from escort.outbox.outreach import Outreach
from escort.presence import Presence
from escort.presses import Presses
from escort.rostered import Rostered
from escort.rules import Rules
from escort.sessions import NotHere, Sessions, Signed
from escort.shares import Shares
from escort.sign_in import Door
from escort.trips import Trips
from geo import Datum

cookie = "escort_session"


@dataclass(slots=True)
class Here:
    """This process, as the api sees it."""

    link: Link
    secret: str
    region: str
    zone: ZoneInfo  # the desk's own
    open_desk: bool
    trips: Trips
    rules: Rules
    accounts: Accounts
    sessions: Sessions
    door: Door
    intake: Intake
    presses: Presses
    desk: DeviceDesk
    board: Board
    follower: Follower
    state: DeskState
    numbers: Numbers
    presence: Presence
    rostered: Rostered
    shares: Shares
    device_port: int | None  # where this process takes phones
    device_url: str | None  # where they connect, where the operator says so
    sms_number: str | None
    missing: Callable[[], list[str]]  # what keeps this process from being ready
    outreach: Outreach | None = None
    reporting: trio.CapacityLimiter = field(default_factory=partial(trio.CapacityLimiter, 1))

    async def signed(self, token: str | None) -> Signed | auth.NotAllowed | NotHere:
        """Who a cookie stands for; while the log is away, whoever stood a moment ago."""
        return await self.sessions.who(token, self.follower.up_to_date)


# What a route takes: the object itself, which Litestar would otherwise try to convert.
Inside = NamedDependency[SkipValidation[Here]]
Asking = NamedDependency[str]  # the platform of the API key
SourceDatum = NamedDependency[Datum | None]
Who = NamedDependency[SkipValidation[Signed]]  # who is signed in, and may do what the route does


async def platform(request: Request, here: Inside) -> str:  # type: ignore[type-arg]
    """Which platform is asking.

    Raises: 401 without a good API key.
    """
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    name = await here.accounts.platform_of(key.strip()) if scheme.lower() == "bearer" and key else None
    if name is None:
        raise NotAuthorizedException("an API key is needed: Authorization: Bearer <key>; `escort key add` makes one")
    return name


async def datum_of_source(request: Request, here: Inside) -> Datum | None:  # type: ignore[type-arg]
    """The datum the API key declares for what is sent with it."""
    _, _, key = request.headers.get("authorization", "").partition(" ")
    return await here.accounts.datum_of(key.strip())


async def agent(request: Request, here: Inside) -> Signed:  # type: ignore[type-arg]
    """Which agent is asking.

    Raises: 401 where nobody is signed in, 403 where it is another region's agent, or a viewer who wants to act.
    """
    found = await here.signed(request.cookies.get(cookie))
    if isinstance(found, auth.NotAllowed):
        raise NotAuthorizedException(found.why)
    if isinstance(found, NotHere):
        raise PermissionDeniedException(found.why)
    if found.role == "viewer" and request.method != "GET":
        raise PermissionDeniedException("a viewer looks, and does not act")
    return found


async def supervisor(request: Request, here: Inside) -> Signed:  # type: ignore[type-arg]
    """Which supervisor is asking.

    Raises: as `agent`, and 403 for whoever is none.
    """
    found = await agent(request, here)
    if found.role not in ("supervisor", "admin"):
        raise PermissionDeniedException(f"this is for supervisors; {found.agent} is signed in as {found.role}")
    return found


async def admin(request: Request, here: Inside) -> Signed:  # type: ignore[type-arg]
    """Which admin is asking.

    Raises: as `agent`, and 403 for whoever is none.
    """
    found = await agent(request, here)
    if found.role != "admin":
        raise PermissionDeniedException(f"this is for admins; {found.agent} is signed in as {found.role}")
    return found
