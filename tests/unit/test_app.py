"""The api is put together without a word of complaint from the framework it stands on."""

from pathlib import Path
from typing import Any, cast

from escort.api import app
from escort.api.wall import Walls

ACTS = ["claim", "decline", "give-back", "note", "say", "ask", "call", "take-call", "escalate", "raise", "transfer"]
ACTS += ["assign", "close", "reopen", "people"]


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
        "/v1/agents",
        "/v1/presence",
        "/v1/hand-over",
        "/v1/roster",
        "/v1/reports",
        "/v1/accounts",
        "/v1/accounts/{name:str}/revoke",
        "/v1/trips/{trip:str}/accompany",
        "/v1/ride",
        "/v1/ride/press",
        "/v1/ride/share",
        "/v1/shared/{word:str}",
        "/v1/incidents/{incident:str}",
        "/schema",
    } | {f"/v1/incidents/{{incident:str}}/{act}" for act in ACTS}


def test_what_agents_may_do_is_described_with_every_answer_it_may_get(tmp_path: Path) -> None:
    here = cast(Any, type("Here", (), {"board": Board()}))
    described = app(here, Walls(here), tmp_path, tmp_path).openapi_schema.to_schema()["paths"]
    for act in ACTS:
        answers = set(described[f"/v1/incidents/{{incident}}/{act}"]["post"]["responses"])
        assert answers == {"201" if act == "reopen" else "200", "400", "401", "403", "409", "503"}, act
    for path in ("/v1/agents", "/v1/roster", "/v1/reports", "/v1/session", "/v1/accounts", "/v1/incidents"):
        assert {"200", "401", "403"} <= set(described[path]["get"]["responses"]), path
