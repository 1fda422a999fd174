"""The api is put together without a word of complaint from the framework it stands on."""

from pathlib import Path
from typing import Any, cast

from escort.api import app
from escort.api.wall import Walls

ACTS = ("claim", "note", "say", "ask", "escalate", "transfer", "close")


class Board:
    """What the walls hang their ear on."""

    told: list[object] = []  # noqa: RUF012


def test_every_route_of_the_contract_is_there(tmp_path: Path) -> None:
    here = cast(Any, type("Here", (), {"board": Board()}))
    routes = {route.path for route in app(here, Walls(here), tmp_path, tmp_path).routes}
    assert routes >= {
        "/healthz",
        "/readyz",
        "/v1/trips",
        "/v1/trips/{trip:str}/plan",
        "/v1/trips/{trip:str}/end",
        "/v1/trips/{trip:str}/press",
        "/v1/fixes",
        "/v1/session",
        "/v1/incidents",
        "/v1/ride",
        "/v1/ride/press",
        "/v1/ride/share",
        "/v1/shared/{word:str}",
        "/v1/incidents/{incident:str}",
        "/schema",
    } | {f"/v1/incidents/{{incident:str}}/{act}" for act in ACTS}
