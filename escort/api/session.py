"""Agents sign in; the cookie that says so is not for scripts."""

from typing import Annotated

import msgspec
from litestar import Controller, Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.exceptions import NotAuthorizedException, TooManyRequestsException
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta

from escort import auth, limits
from escort.accounts import Busy
from escort.api.here import Here, Inside, cookie


class SignIn(msgspec.Struct, frozen=True):
    """The body of `POST /v1/session`."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    password: Annotated[str, Meta(min_length=1, max_length=256)]


class SessionApi(Controller):
    """Who is at this wall."""

    path = "/v1/session"
    tags = ("wall",)

    @post("/", status_code=HTTP_200_OK)
    async def sign_in(self, data: JSONBody[SignIn], here: Inside) -> Response[auth.Agent]:
        """A name and a password for a cookie."""
        found = await here.accounts.agent_of(data.name, data.password)
        if isinstance(found, Busy):
            raise TooManyRequestsException(found.why)
        if found is None:
            raise NotAuthorizedException("this name and this password do not belong together")
        return _signed_in(here, found)

    @get("/")
    async def who(self, request: Request, here: Inside) -> Response[auth.Agent]:  # type: ignore[type-arg]
        """Who is signed in; in the demo, somebody always is."""
        found = here.agent(request.cookies.get(cookie))
        if isinstance(found, auth.Agent):
            return Response(found)
        if here.open_desk:
            return _signed_in(here, await here.accounts.next_guest())
        raise NotAuthorizedException(found.why)

    @delete("/", status_code=HTTP_204_NO_CONTENT)
    async def sign_out(self) -> Response[None]:
        """The cookie goes."""
        response: Response[None] = Response(None, status_code=HTTP_204_NO_CONTENT)
        response.delete_cookie(cookie)
        return response


def _signed_in(here: Here, agent: auth.Agent) -> Response[auth.Agent]:
    kept = Cookie(
        key=cookie, value=here.session_for(agent), httponly=True, samesite="strict", max_age=int(limits.session_s)
    )
    return Response(agent, cookies=[kept])
