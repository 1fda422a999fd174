"""The whole service as a child, with an exchange beside it: an agent has the rider called, and what comes of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio

from alerts.outreach.exchange import Exchange, Phones
from alerts.outreach.exchange.rest import Rest
from escort import clock
from escort.http import Listening, serve_http
from tests.outreach.world import RITA, US
from tests.service import Service

PLAN = [[-8.61, 41.14], [-8.60, 41.15], [-8.59, 41.16]]


class Desk:
    """One agent at a service's desk, and the phones that the service calls."""

    def __init__(self, service: Service, phones: Phones, exchange: Exchange) -> None:
        self.service, self.phones, self.exchange = service, phones, exchange
        self.incident = ""
        self.http = httpx.Client(timeout=15.0)

    async def opens(self) -> None:
        """A trip, and a case that the agent opens by hand."""
        await trio.to_thread.run_sync(self._open)

    async def calls(self) -> None:
        """The agent has the rider called."""
        await trio.to_thread.run_sync(self._post, f"/v1/incidents/{self.incident}/call", {"to": "rider"})

    async def sees(self, kind: str, within_s: float = 30.0, **words: str) -> dict[str, Any]:
        """Waits for such an entry in the case's timeline."""
        with trio.fail_after(within_s):
            while True:
                for entry in await trio.to_thread.run_sync(self._timeline):
                    if entry["kind"] == kind and words.items() <= entry.items():
                        return entry
                await trio.sleep(0.05)

    def _open(self) -> None:
        self.service.register("T1", PLAN, rider={"name": "Rita", "phone": RITA, "language": "en"})
        signed = {"name": "Ada", "password": self.service.agent("Ada")}
        assert self.http.post(self.service.http + "/v1/session", json=signed).is_success
        opened = self._post("/v1/incidents", {"trip": "T1", "severity": 2, "why": "A friend of hers rang."})
        self.incident = opened["case"]["incident"]

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.http.post(self.service.http + path, json=body)
        assert answer.is_success, (answer.status_code, answer.text)
        said: dict[str, Any] = answer.json()
        return said

    def _timeline(self) -> list[dict[str, Any]]:
        try:
            answer = self.http.get(f"{self.service.http}/v1/incidents/{self.incident}")
        except httpx.TransportError:
            return []
        return [line["entry"] for line in answer.json()["timeline"]] if answer.is_success else []


@asynccontextmanager
async def desk_in(folder: Path, outreach: str = "", pace: float = 0.1) -> AsyncIterator[Desk]:
    """A service of one's own, an exchange ten times as fast as life, and an agent."""
    (folder / "outreach.toml").write_text(outreach)
    phones = Phones()
    exchange = Exchange(phones, clock.now_s, pace=pace)
    async with trio.open_nursery() as nursery:
        await nursery.start(exchange.run)
        listening: Listening = await nursery.start(serve_http, Rest(exchange), "127.0.0.1", 0)
        environ = {
            "ESCORT_TWILIO_URL": listening.url,
            "ESCORT_TWILIO_ACCOUNT": exchange.account,
            "ESCORT_TWILIO_TOKEN": exchange.token,
            "ESCORT_TWILIO_FROM": US,
            "ESCORT_OUTREACH": str(folder / "outreach.toml"),
        }
        service = Service(folder, environ=environ)
        await trio.to_thread.run_sync(service.start)
        try:
            with phones:
                desk = Desk(service, phones, exchange)
                await desk.opens()
                yield desk
                desk.http.close()
        finally:
            with trio.CancelScope(shield=True):
                await trio.to_thread.run_sync(service.stop)
        nursery.cancel_scope.cancel()


async def dies_and_begins_anew(desk: Desk) -> None:
    """kill -9, and a start at the same addresses."""
    await trio.to_thread.run_sync(desk.service.kill)
    await trio.to_thread.run_sync(desk.service.start)


async def test_a_rider_who_is_called_and_says_she_is_safe_is_safe(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        desk.phones.expect_call(RITA).hears("something about it is unusual").says("I'm fine").hears("keep watching")
        await desk.calls()
        await desk.sees("call_settled", outcome="safe")
        await desk.sees("lowered")
        await desk.phones.met()


@pytest.mark.faults
async def test_killed_between_the_entry_and_the_call_the_call_happens_once(tmp_path: Path) -> None:
    async with desk_in(tmp_path, "[carrier]\ncalls_per_s = 0.2\n") as desk:
        desk.phones.expect_call(RITA).is_busy()
        await desk.calls()
        await desk.sees("call_settled", outcome="busy")
        desk.phones.expect_call(RITA).presses("2").hears("stay on the line")
        await desk.calls()
        await desk.sees("called", call_id=f"{desk.incident}-call2")
        await dies_and_begins_anew(desk)
        await desk.sees("call_settled", call_id=f"{desk.incident}-call2", outcome="help")
        assert len(desk.exchange.calls) == 2


@pytest.mark.faults
async def test_killed_between_the_call_and_its_callbacks_the_case_knows_what_came_of_it(tmp_path: Path) -> None:
    async with desk_in(tmp_path, pace=1.0) as desk:
        rita = desk.phones.expect_call(RITA).rings(15.0).presses("2").hears("stay on the line")
        await desk.calls()
        with trio.fail_after(10):
            await rita.came.wait()
        await dies_and_begins_anew(desk)
        await desk.sees("call_settled", within_s=60.0, outcome="help")
        assert len(desk.exchange.calls) == 1
