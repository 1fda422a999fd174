"""Somebody who is signed in: what they do over HTTP, and what their wall hears.

Rule: a seat speaks docs/wire.md itself. Its wall answers beats as long as it is `awake`; asleep it is a closed laptop.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_client_stream

from escort.accounts import Accounts, Private, sealed_of
from escort.auth import Seal
from escort.log import open_link
from escort.redis_server import url_of
from tests.service import Service

HEARS_WITHIN_S = 15.0


class Refused(AssertionError):
    """A sign-in that was not taken."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(answer.text)
        self.answer = answer


class Seat:
    """An agent at this service."""

    def __init__(self, service: Service, name: str, password: str, **more: Any) -> None:
        self.service, self.name, self.awake = service, name, True
        self._http = httpx.Client(base_url=service.http, verify=False, timeout=15.0)  # noqa: S501  # no TLS
        answer = self._http.post("/v1/session", json={"name": name, "password": password, **more})
        if not answer.is_success:
            self._http.close()
            raise Refused(answer)
        self.cookie = answer.headers["set-cookie"].partition(";")[0]

    def act(self, incident: str, act: str, **body: Any) -> httpx.Response:
        return self._http.post(f"/v1/incidents/{incident}/{act}", json=body)

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self._http.post(path, json=body)

    def get(self, path: str) -> httpx.Response:
        return self._http.get(path)

    def sign_out(self) -> None:
        assert self._http.delete("/v1/session").status_code == 204

    def close(self) -> None:
        self._http.close()

    @asynccontextmanager
    async def wall(self) -> AsyncIterator["Wall"]:
        """An open wall that answers beats while the seat is awake."""
        address = urlsplit(self.service.http)
        stream = await trio.open_tcp_stream(address.hostname or "", address.port or 0)
        async with stream, trio.open_nursery() as nursery:
            headers = [(b"cookie", self.cookie.encode())]
            socket = await wrap_client_stream(nursery, stream, address.netloc, "/v1/wall", extra_headers=headers)
            wall = Wall(self, socket)
            nursery.start_soon(wall.listen)
            yield wall
            nursery.cancel_scope.cancel()


class Wall:
    """What one wall has heard."""

    def __init__(self, seat: Seat, socket: WebSocketConnection) -> None:
        self._seat, self._socket = seat, socket
        self.said: list[dict[str, Any]] = []
        self.closed_with: tuple[int, str] | None = None

    async def listen(self) -> None:
        """Until it is closed."""
        while True:
            try:
                said = json.loads(await self._socket.get_message())
                if said["type"] == "beat" and self._seat.awake:
                    await self._socket.send_message('{"type":"alive"}')
            except ConnectionClosed as closed:
                self.closed_with = (closed.reason.code, closed.reason.reason or "") if closed.reason else (0, "")
                return
            self.said.append(said)

    async def until(self, true: Callable[[dict[str, Any]], bool], within_s: float = HEARS_WITHIN_S) -> dict[str, Any]:
        """The first message, heard already or not, of which this is true."""
        looked_at = 0
        with trio.fail_after(within_s):
            while True:
                for each in self.said[looked_at:]:
                    if true(each):
                        return each
                looked_at = len(self.said)
                await trio.sleep(0.01)

    async def entry(self, kind: str, within_s: float = HEARS_WITHIN_S, **words: Any) -> dict[str, Any]:
        """The first entry of this kind with these words in it."""
        return await self.until(
            lambda said: (
                said["type"] == "entry" and said["entry"]["kind"] == kind and words.items() <= said["entry"].items()
            ),
            within_s,
        )

    async def shows(self, agent: str, within_s: float = HEARS_WITHIN_S, **words: Any) -> dict[str, Any]:
        """Waits until the newest word about this agent is so."""
        with trio.fail_after(within_s):
            while True:
                newest = next((said for said in reversed(self.said) if said["type"] in ("snapshot", "agents")), None)
                for each in [] if newest is None else newest["agents"]:
                    if each["agent"] == agent and words.items() <= each.items():
                        return dict(each)
                await trio.sleep(0.01)


def made(service: Service, name: str, **account: Any) -> str:
    """A new account's password; what the command line makes of its words, tests/unit/test_people.py shows."""

    async def add() -> str:
        async with open_link(url_of(service.data)) as link:
            return await Accounts(link).add_agent(name, account.pop("role", "agent"), **account)

    return trio.run(add)


def changed(service: Service, name: str, **account: Any) -> None:
    """An account from now on."""

    async def change() -> None:
        async with open_link(url_of(service.data)) as link:
            await Accounts(link).change(name, **account)

    trio.run(change)


def sealed(service: Service, private: Private) -> bytes:
    """What only the service reads of an account."""
    return sealed_of(private, Seal((service.data / "secret").read_text(encoding="ascii").strip()))
