"""Agents sign in; the cookie that says so is not for scripts, and counts only while its session stands."""

from typing import Annotated

import msgspec
from litestar import Controller, Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.exceptions import NotAuthorizedException
from litestar.params import JSONBody
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_204_NO_CONTENT,
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_429_TOO_MANY_REQUESTS,
)
from msgspec import Meta

from escort import auth, clock, limits
from escort.api.here import Here, Inside, cookie
from escort.api.refusals import Why, told
from escort.sessions import NotHere, Signed
from escort.sign_in import CodeWanted, CodeWrong, TooMany, Wrong


class SignIn(msgspec.Struct, frozen=True):
    """The body of `POST /v1/session`; `code` is the one-time code of an account that wants one."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    password: Annotated[str, Meta(min_length=1, max_length=256)]
    code: Annotated[str, Meta(max_length=16)] | None = None


class WhyCode(msgspec.Struct, frozen=True):
    """A refusal that a one-time code would mend."""

    why: str
    wanted: str


class SessionApi(Controller):
    """Who is at this wall."""

    path = "/v1/session"
    tags = ("wall",)

    @post("/", status_code=HTTP_200_OK, responses=told(400, 401, 403, 429, 503))
    async def sign_in(
        self,
        request: Request,  # type: ignore[type-arg]
        data: JSONBody[SignIn],
        here: Inside,
    ) -> Response[auth.Agent | Why | WhyCode]:
        """A name and a password, and a one-time code where the account wants one, for a cookie."""
        became = await here.door.let_in(data.name, data.password, data.code, _address(request), clock.now_s())
        match became:
            case auth.Agent():
                return await _signed_in(request, here, became)
            case TooMany(why, wait_s):
                headers = {"retry-after": str(wait_s)}
                return Response(Why(why), status_code=HTTP_429_TOO_MANY_REQUESTS, headers=headers)
            case CodeWanted(why, wanted) | CodeWrong(why, wanted):
                return Response(WhyCode(why, wanted), status_code=HTTP_401_UNAUTHORIZED)
            case Wrong(why):
                return Response(Why(why), status_code=HTTP_401_UNAUTHORIZED)
            case NotHere(why):
                return Response(Why(why), status_code=HTTP_403_FORBIDDEN)

    @get("/", responses=told(401, 403))
    async def who(self, request: Request, here: Inside) -> Response[auth.Agent | Why | WhyCode]:  # type: ignore[type-arg]
        """Who is signed in; in the demo, somebody always is."""
        found = await here.signed(request.cookies.get(cookie))
        if isinstance(found, Signed):
            return Response(found.shown)
        if here.open_desk:
            return await _signed_in(request, here, await here.accounts.next_guest())
        if isinstance(found, NotHere):
            return Response(Why(found.why), status_code=HTTP_403_FORBIDDEN)
        raise NotAuthorizedException(found.why)

    @delete("/", status_code=HTTP_204_NO_CONTENT)
    async def sign_out(self, request: Request, here: Inside) -> Response[None]:  # type: ignore[type-arg]
        """The session ends, and its cookie goes."""
        found = await here.signed(request.cookies.get(cookie))
        if isinstance(found, Signed):
            await here.sessions.end(found)
            await here.presence.sign_out(found, "signed out")
        response: Response[None] = Response(None, status_code=HTTP_204_NO_CONTENT)
        response.delete_cookie(cookie)
        return response


async def _signed_in(
    request: Request,  # type: ignore[type-arg]
    here: Here,
    found: auth.Agent,
) -> Response[auth.Agent | Why | WhyCode]:
    kept = Cookie(
        key=cookie,
        value=await here.sessions.begin(found, _address(request), clock.now_s()),
        httponly=True,
        samesite="strict",
        secure=_over_tls(request),
        max_age=int(limits.session_s),
    )
    return Response(found, cookies=[kept])


def _address(request: Request) -> str:  # type: ignore[type-arg]
    """Whose tries are counted: the connection's own end. What a header claims, anybody can write."""
    return request.client.host if request.client is not None else ""


def _over_tls(request: Request) -> bool:  # type: ignore[type-arg]
    """Whether the browser came over TLS, here or at a proxy: a claim that only costs whoever makes it falsely."""
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
