"""HTTP and the wall's WebSocket, on Litestar: platforms, agents, operators, and the page itself.

app(here, walls) ─▶ /v1/trips, /v1/fixes    platforms, API key
                 ─▶ /v1/session, /v1/incidents, /v1/wall    agents, cookie
                 ─▶ /v1/ride, /v1/shared    the phone's page, device token; whoever has a link
                 ─▶ /healthz, /readyz, /schema, /, /ride (the built pages)
"""

from functools import partial
from pathlib import Path
from typing import Any

from litestar import Litestar, Response, asgi, get
from litestar.datastructures import ResponseHeader
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ControllerRouterHandler

from escort import limits
from escort.api.agents import AccountsApi, AgentsApi
from escort.api.here import Here, Inside
from escort.api.incidents import IncidentsApi
from escort.api.outside import AlertmanagerApi, CallsApi, CapApi
from escort.api.page import page, policy, ride_page
from escort.api.refusals import away, ours, refused, too_deep
from escort.api.reports import ReportsApi
from escort.api.ride import RideApi, device_url, ride_to_try, shared
from escort.api.session import SessionApi
from escort.api.short import short_link
from escort.api.trips import TripsApi
from escort.api.twilio import TwilioApi
from escort.api.wall import Walls
from escort.errors import LogAway

_headers = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@get("/healthz", tags=["operators"])
async def healthz() -> dict[str, str]:
    """This process is alive."""
    return {"status": "alive"}


@get("/readyz", tags=["operators"])
async def readyz(here: Inside) -> Response[dict[str, Any]]:
    """Ready, or 503 with what is missing."""
    missing = here.missing()
    cannot = [] if here.outreach is None else here.outreach.settings.missing
    told = {"ready": not missing, "missing": missing, "warnings": here.rostered.warnings() + cannot}
    return Response(told, status_code=503 if missing else 200)


def app(here: Here, walls: Walls, wall: Path, ride: Path) -> Litestar:
    """The api of one process; `wall` and `ride` hold the built pages, and may be missing."""

    async def provide_here() -> Here:
        return here

    routes: list[ControllerRouterHandler] = [healthz, readyz, TripsApi, SessionApi, IncidentsApi, TwilioApi]
    routes += [AgentsApi, AccountsApi, ReportsApi, RideApi, ride_to_try, shared]
    routes += [AlertmanagerApi, CallsApi, CapApi, short_link]
    routes.append(asgi("/v1/wall", is_mount=False, copy_scope=False)(walls.__call__))
    routes += [ride_page(ride, partial(device_url, here=here)), page(wall)]
    return Litestar(
        routes,
        dependencies={"here": Provide(provide_here)},
        exception_handlers={HTTPException: refused, RecursionError: too_deep, LogAway: away, Exception: ours},
        openapi_config=OpenAPIConfig(
            title="Safety escort", version="1", path="/schema", render_plugins=[JsonRenderPlugin(path="/")]
        ),
        response_headers=[ResponseHeader(name=name, value=value) for name, value in _headers.items()],
        request_max_body_size=limits.body_bytes_max,
        logging_config=None,
        pdb_on_exception=False,
    )
