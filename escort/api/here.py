"""What the api's routes work with, and who is asking."""

from collections.abc import Callable
from dataclasses import dataclass

from litestar import Request
from litestar.di import NamedDependency
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.params import SkipValidation

from escort import auth, clock, limits
from escort.accounts import Accounts
from escort.board import Board
from escort.device_desk import DeviceDesk
from escort.follower import Follower
from escort.intake import Intake
from escort.log import DeskState, Link
from escort.numbers import Numbers
from escort.presses import Presses
from escort.shares import Shares
from escort.trips import Trips

cookie = "escort_session"


@dataclass(slots=True)
class Here:
    """This process, as the api sees it."""

    link: Link
    secret: str
    open_desk: bool
    trips: Trips
    accounts: Accounts
    intake: Intake
    presses: Presses
    desk: DeviceDesk
    board: Board
    follower: Follower
    state: DeskState
    numbers: Numbers
    shares: Shares
    device_port: int | None  # where this process takes phones
    device_url: str | None  # where they connect, where the operator says so
    sms_number: str | None
    missing: Callable[[], list[str]]  # what keeps this process from being ready

    def session_for(self, agent: auth.Agent) -> str:
        return auth.session_token(self.secret, agent, clock.now_s(), limits.session_s, self._desk)

    def agent(self, token: str | None) -> auth.Agent | auth.NotAllowed:
        return auth.agent_of(self.secret, token, self._desk)

    @property
    def _desk(self) -> auth.Desk:
        return "demo" if self.open_desk else "wall"


# What a route takes: the object itself, which Litestar would otherwise try to convert.
Inside = NamedDependency[SkipValidation[Here]]
Asking = NamedDependency[str]  # the platform of the API key
Who = NamedDependency[SkipValidation[auth.Agent]]  # the agent of the session


async def platform(request: Request, here: Inside) -> str:  # type: ignore[type-arg]
    """Which platform is asking.

    Raises: 401 without a good API key.
    """
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    name = await here.accounts.platform_of(key.strip()) if scheme.lower() == "bearer" and key else None
    if name is None:
        raise NotAuthorizedException("an API key is needed: Authorization: Bearer <key>; `escort key add` makes one")
    return name


async def agent(request: Request, here: Inside) -> auth.Agent:  # type: ignore[type-arg]
    """Which agent is asking.

    Raises: 401 where nobody is signed in, 403 where a viewer wants to act.
    """
    found = here.agent(request.cookies.get(cookie))
    if isinstance(found, auth.NotAllowed):
        raise NotAuthorizedException(found.why)
    if found.role == "viewer" and request.method != "GET":
        raise PermissionDeniedException("a viewer looks, and does not act")
    return found
