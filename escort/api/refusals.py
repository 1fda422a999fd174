"""Every refusal of the api is `{"why": "..."}`: one sentence for whoever has to mend it."""

import logging

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi import ResponseSpec

from escort import metrics
from escort.errors import LogAway

log = logging.getLogger("escort")


_MEANS = {
    400: "Not understood: what is wrong with it.",
    401: "Nobody is signed in, or the session has ended.",
    403: "Not for this role, or not in this region.",
    404: "There is no such thing.",
    409: "Not as things stand: why not.",
    429: "Too many at once, or too many wrong tries.",
    503: "The log is away: the same request may be sent again.",
}


class Why(msgspec.Struct, frozen=True):
    """The body of every 4xx and 5xx."""

    why: str


def told(*codes: int) -> dict[int, ResponseSpec]:
    """The refusals a route may answer with, for the OpenAPI description."""
    return {code: ResponseSpec(Why, generate_examples=False, description=_MEANS[code]) for code in codes}


def refused(_request: Request, error: HTTPException) -> Response[Why]:  # type: ignore[type-arg]
    """What a client did wrong."""
    why = error.detail
    if isinstance(error, ValidationException) and error.extra:
        why = "; ".join(_said(each) for each in error.extra)
    return Response(Why(why), status_code=error.status_code, headers=error.headers, media_type="application/json")


def too_deep(_request: Request, _error: RecursionError) -> Response[Why]:  # type: ignore[type-arg]
    """Brackets within brackets within brackets: no body of ours."""
    return Response(Why("the body is nested too deeply"), status_code=400, media_type="application/json")


def away(_request: Request, error: LogAway) -> Response[Why]:  # type: ignore[type-arg]
    """The log is away: nothing the client can mend, but it may try again."""
    metrics.log_away.labels("api").inc()
    return Response(Why(str(error)), status_code=503, headers={"retry-after": "1"}, media_type="application/json")


def ours(request: Request, error: Exception) -> Response[Why]:  # type: ignore[type-arg]
    """Our fault: told to operators in full, to the client in a sentence."""
    metrics.bulkheads.labels("api").inc()
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return Response(Why("our fault; it has been noted"), status_code=500, media_type="application/json")


def _said(extra: object) -> str:
    if isinstance(extra, dict):
        key, message = extra.get("key"), extra.get("message", "")
        return f"{key}: {message}" if key else str(message)
    return str(extra)
