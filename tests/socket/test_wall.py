"""Everything docs/wire.md promises a wall: who may look, what it is told and in which order, and what agents may do."""

import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import trio
from trio_websocket import WebSocketConnection, wrap_client_stream

from tests.service import Service
from tests.socket.device import wire
from tests.socket.test_handshake import rejected
from tests.socket.test_platform import why


class Agent:
    """Somebody signed in at a wall."""

    def __init__(self, service: Service, name: str) -> None:
        self.service, self.name = service, name
        password = service.agent(name)
        self._http = httpx.Client(base_url=service.http, verify=False, timeout=15.0)  # noqa: S501  # no TLS
        signed_in = self._http.post("/v1/session", json={"name": name, "password": password})
        assert (signed_in.status_code, signed_in.json()) == (200, {"agent": name, "role": "agent"})
        self.cookie_line = signed_in.headers["set-cookie"]

    def act(self, incident: str, act: str, **body: Any) -> httpx.Response:
        return self._http.post(f"/v1/incidents/{incident}/{act}", json=body)

    def get(self, path: str) -> httpx.Response:
        return self._http.get(path)

    @property
    def cookie(self) -> str:
        return self.cookie_line.partition(";")[0]

    @asynccontextmanager
    async def wall(self, since: object = None) -> AsyncIterator["Feed"]:
        """An open wall."""
        address = urlsplit(self.service.http)
        path = "/v1/wall" if since is None else f"/v1/wall?since={since}"
        stream = await trio.open_tcp_stream(address.hostname or "", address.port or 0)
        async with stream, trio.open_nursery() as nursery:
            headers = [(b"cookie", self.cookie.encode())]
            yield Feed(await wrap_client_stream(nursery, stream, address.netloc, path, extra_headers=headers))
            nursery.cancel_scope.cancel()

    def close(self) -> None:
        self._http.close()


class Feed:
    """What one wall hears."""

    def __init__(self, socket: WebSocketConnection) -> None:
        self._socket = socket

    async def hear(self, *types: str, incident: str | None = None, trip: str | None = None) -> dict[str, Any]:
        """The next message of these types, of an incident or a trip where one is named: others have a night too."""
        with trio.fail_after(10.0):
            while True:
                said: dict[str, Any] = json.loads(await self._socket.get_message())
                of = said.get("case") or {}
                meant = incident in (None, said.get("incident")) and trip in (None, of.get("trip"))
                if said["type"] in types and meant:
                    return said

    async def sees(self, agent: str) -> dict[str, Any]:
        """Waits until this agent is at the desk; how the wall shows them."""
        while True:
            for each in (await self.hear("snapshot", "agents"))["agents"]:
                if each["agent"] == agent:
                    return dict(each)

    async def alive(self) -> None:
        """What a wall answers to a beat."""
        await self._socket.send_message('{"type":"alive"}')


@pytest.fixture(scope="session")
def ada(standing_service: Service) -> Iterator[Agent]:
    agent = Agent(standing_service, "Ada")
    yield agent
    agent.close()


@pytest.fixture(scope="session")
def bo(standing_service: Service) -> Iterator[Agent]:
    agent = Agent(standing_service, "Bo")
    yield agent
    agent.close()


@pytest.fixture
def incident(service: Service, trip: str) -> str:
    """An open incident of a trip of one's own."""
    until = time.monotonic() + 10.0
    while (answer := service.post(f"/v1/trips/{trip}/press", {"press_id": "p"}).json())["incident"] is None:
        assert time.monotonic() < until, answer
    return str(answer["incident"])


def test_nobody_looks_without_signing_in(service: Service, ada: Agent) -> None:
    assert rejected(service.http + "/v1/wall")[0] == 401
    for path in ("/v1/incidents", "/v1/incidents/i-1", "/v1/session"):
        answer = httpx.get(service.http + path)
        assert (answer.status_code, why(answer)) == (401, "nobody is signed in")
    assert httpx.post(f"{service.http}/v1/incidents/i-1/claim", json={}).status_code == 401
    forged = httpx.get(f"{service.http}/v1/session", headers={"cookie": ada.cookie[:-3] + "xyz"})
    assert forged.status_code == 401
    assert ada.get("/v1/session").json() == {"agent": "Ada", "role": "agent"}
    wrong = httpx.post(f"{service.http}/v1/session", json={"name": "Ada", "password": "guess"})
    assert (wrong.status_code, why(wrong)) == (401, "this name and this password do not belong together")


def test_the_cookie_is_not_for_scripts_nor_for_other_sites(ada: Agent) -> None:
    assert "httponly" in ada.cookie_line.lower()
    assert "samesite=strict" in ada.cookie_line.lower()


async def test_a_wall_gets_a_snapshot_then_each_entry_with_its_case_and_a_beat_a_second(
    service: Service, trip: str, ada: Agent
) -> None:
    async with ada.wall() as wall, wire(service.device, service.token(trip)) as phone:
        snapshot = await wall.hear("snapshot")
        assert {"seq", "at", "incidents", "agents", "kpis"} < set(snapshot)
        await phone.press("p")
        opened = await wall.hear("entry", trip=trip)
        pressed = await wall.hear("entry", trip=trip)
        assert opened["entry"]["kind"] == "opened"
        assert opened["seq"] > snapshot["seq"]
        assert (opened["case"]["trip"], opened["case"]["severity"], opened["case"]["state"]) == (trip, 4, "open")
        assert (pressed["entry"]["kind"], pressed["seq"]) == ("pressed", opened["seq"] + 1)
        assert pressed["case"]["due_at"] > time.time() - 60
        beats = [await wall.hear("beat") for _ in range(3)]
        assert all(0.5 < after["at"] - before["at"] < 2.5 for before, after in pairwise(beats))
        assert beats[-1]["seq"] >= pressed["seq"]
        assert set(beats[-1]["kpis"]) == {"trips", "fixes", "fixes_per_s", "connections", "open", "longest_waiting_s"}


async def test_a_wall_resumes_without_a_gap_and_gets_a_snapshot_where_it_cannot(incident: str, ada: Agent) -> None:
    async with ada.wall() as wall:
        seq = (await wall.hear("snapshot"))["seq"]
    for text in ("one", "two", "three"):
        assert ada.act(incident, "note", text=text).status_code == 200
    async with ada.wall(since=seq) as wall:
        missed = [await wall.hear("entry", "snapshot")]
        while [each["entry"].get("text") for each in missed if each["incident"] == incident] != ["one", "two", "three"]:
            missed.append(await wall.hear("entry", "snapshot"))
        assert [each["seq"] for each in missed] == [*range(seq + 1, seq + 1 + len(missed))]
    for beyond in (10**9, -1, "x", "%B2", "9" * 50):
        async with ada.wall(since=beyond) as wall:
            assert (await wall.hear("entry", "snapshot"))["type"] == "snapshot"


async def test_positions_come_with_their_age(service: Service, trip: str, ada: Agent) -> None:
    async with ada.wall() as wall:
        now = time.time()
        service.fixes([trip, now, 41.14, -8.61, 5.0, 9.0, 45.0])
        with trio.fail_after(10.0):
            while True:
                moved = {row[0]: row for row in (await wall.hear("positions"))["trips"]}
                if trip in moved:
                    break
    _, lon, lat, heading, age_s = moved[trip]
    assert (lon, lat, heading) == (pytest.approx(-8.61), pytest.approx(41.14), 45.0)
    assert 0.0 <= age_s < 10.0


async def test_an_agent_claims_speaks_and_closes_and_the_other_is_told_why_not(
    service: Service, incident: str, ada: Agent, bo: Agent, trip: str
) -> None:
    async with bo.wall() as wall:
        await wall.sees("Bo")
        await trio.to_thread.run_sync(_a_case_from_claim_to_close, service, incident, ada, bo, trip)


def _a_case_from_claim_to_close(service: Service, incident: str, ada: Agent, bo: Agent, trip: str) -> None:
    claimed = ada.act(incident, "claim", request_id=f"claim {incident}").json()
    assert (claimed["entry"]["kind"], claimed["entry"]["agent"], claimed["case"]["claimed_by"]) == (
        "claimed",
        "Ada",
        "Ada",
    )
    assert ada.act(incident, "claim", request_id=f"claim {incident}").json() == claimed, "the same answer again"
    refused = bo.act(incident, "claim")
    assert (refused.status_code, why(refused)) == (409, "already claimed by Ada")
    assert bo.act(incident, "close", disposition="safe").status_code == 409
    assert bo.act(incident, "note", text="I look on").status_code == 200
    assert ada.act(incident, "say", text="We see you.").status_code == 200
    assert ada.act(incident, "ask").json()["entry"]["kind"] == "asked"
    assert ada.act(incident, "escalate", why="a second pair of eyes").json()["entry"]["kind"] == "escalated"
    assert ada.act(incident, "transfer", to="Nobody").status_code == 400
    assert ada.act(incident, "transfer", to="Bo").json()["case"]["claimed_by"] == "Bo"
    assert ada.act(incident, "close", disposition="safe").status_code == 409
    closed = bo.act(incident, "close", disposition="assisted", note="done").json()
    assert (closed["case"]["state"], closed["case"]["disposition"]) == ("closed", "assisted")
    assert bo.act(incident, "note", text="late").status_code == 409
    whole = ada.get(f"/v1/incidents/{incident}").json()
    kinds = [line["entry"]["kind"] for line in whole["timeline"]]
    assert [kind for kind in kinds if not kind.startswith("offer")][:3] == ["opened", "pressed", "claimed"]
    assert kinds[-1] == "closed"
    assert [line["seq"] for line in whole["timeline"]] == sorted({line["seq"] for line in whole["timeline"]})
    assert (whole["trip"]["trip"], whole["trip"]["rider"]) == (trip, {"name": "Rita", "language": "pt"})
    assert "1234" not in json.dumps(whole), "no PIN leaves the register"
    open_now = ada.get("/v1/incidents?open=true").json()["incidents"]
    assert incident not in {case["incident"] for case in open_now}
    assert service.metric('escort_desk_refusals_total{why="AlreadyClaimed"}') >= 1.0


def test_a_request_id_of_another_act_is_refused(incident: str, ada: Agent) -> None:
    assert ada.act(incident, "note", text="mine", request_id=f"id {incident}").status_code == 200
    assert ada.act(incident, "claim", request_id=f"id {incident}").status_code == 409


async def test_an_act_named_like_a_press_silences_no_press(service: Service, incident: str, ada: Agent) -> None:
    victim = f"victim of {incident}"
    for name in (f"press/{victim}/p", f"press/{len(victim)}/{victim}/p"):
        ada.act(incident, "note", text="x", request_id=name[:64])
    async with wire(service.device, service.token(victim)) as phone, ada.wall() as wall:
        await phone.press("p")
        with trio.fail_after(10.0):
            await wall.hear("entry", trip=victim)


@pytest.mark.parametrize(
    ("act", "body", "reason"),
    [
        ("note", {}, "text"),
        ("note", {"text": ""}, "text"),
        ("note", {"text": "x" * 4_001}, "text"),
        ("close", {"disposition": "bored"}, "disposition"),
        ("close", {}, "disposition"),
        ("escalate", {}, "why"),
        ("transfer", {"to": ""}, "to"),
        ("claim", {"request_id": ""}, "request_id"),
        ("claim", {"request_id": "x" * 65}, "request_id"),
    ],
)
def test_an_act_that_is_none_is_refused(incident: str, ada: Agent, act: str, body: dict[str, Any], reason: str) -> None:
    answer = ada.act(incident, act, **body)
    assert answer.status_code == 400
    assert reason in why(answer)


def test_an_incident_that_is_none_is_not_found(ada: Agent) -> None:
    assert ada.get("/v1/incidents/i-999999").status_code == 404
    refused = ada.act("i-999999", "claim")
    assert refused.status_code == 409
    assert "i-999999" in why(refused)


async def test_what_an_agent_says_is_told_on_the_rider_s_phone(
    service: Service, trip: str, incident: str, ada: Agent
) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        await phone.still_alive()
        assert (await trio.to_thread.run_sync(lambda: ada.act(incident, "claim"))).status_code == 200
        assert (await trio.to_thread.run_sync(lambda: ada.act(incident, "say", text="We see you."))).status_code == 200
        told = await phone.hear("told")
        assert (told["from"], told["text"]) == ("Ada", "We see you.")
        for text in ("thank", "you", "all"):
            await phone.say(type="say", text=text)
    with trio.fail_after(10.0):
        said: list[str] = []
        while "all" not in said:
            timeline = ada.get(f"/v1/incidents/{incident}").json()["timeline"]
            said = [line["entry"]["text"] for line in timeline if line["entry"]["kind"] == "said"]
            await trio.sleep(0.05)
    assert said == ["We see you.", "thank", "you", "all"], "in the order in which they were said"
