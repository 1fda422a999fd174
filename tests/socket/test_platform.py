"""Everything docs/wire.md promises a platform's back end, and what bad requests get."""

import time
from typing import Any

import httpx
import polyline
import pytest
import trio

from tests.service import Service
from tests.socket.conftest import PLAN, RIDER
from tests.socket.device import wire


def body(trip: str, **more: Any) -> dict[str, Any]:
    """A trip as a platform would register it."""
    return {"trip": trip, "plan": PLAN, "started_at": 1_700_000_000.0, "rider": RIDER, **more}


def why(answer: httpx.Response) -> str:
    """The one sentence of a refusal; its body holds nothing else."""
    said: dict[str, str] = answer.json()
    assert list(said) == ["why"], said
    return said["why"]


def test_a_trip_is_registered_once_and_another_body_is_another_trip(service: Service) -> None:
    first = service.post("/v1/trips", body("once"))
    assert (first.status_code, first.json()) == (201, {"trip": "once"})
    assert service.post("/v1/trips", body("once")).status_code == 200
    other = service.post("/v1/trips", body("once", started_at=1.0))
    assert (other.status_code, why(other)) == (409, "trip once is registered with another body")


def test_only_trip_plan_and_start_are_needed_and_everything_else_is_taken(service: Service) -> None:
    assert service.post("/v1/trips", {"trip": "bare", "plan": PLAN, "started_at": 1.0}).status_code == 201
    whole = body(
        "whole",
        plan=polyline.encode([(lon, lat) for lon, lat in PLAN], 6, geojson=True),
        expected_arrival=1_700_003_600.0,
        driver={"name": "Dora", "phone": "+351", "vehicle": "00-AA-00"},
        guardians=[{"name": "Gil", "phone": "+352"}],
        profile="night",
        region="porto",
        stops=[[-8.6, 41.15]],
        datum="wgs84",
        colour="unknown fields are ignored",
    )
    assert service.post("/v1/trips", whole).status_code == 201


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"plan": [[-8.61, 41.14]]}, "plan"),
        ({"plan": []}, "plan"),
        ({"plan": [[-8.61, 41.14], [-8.61, 141.14]]}, "plan"),
        ({"plan": [[-8.61, 41.14], [-8.61]]}, "plan"),
        ({"plan": "no polyline at all: é"}, "plan"),
        ({"plan": "_p~iF"}, "plan"),
        ({"plan": 7}, "plan"),
        ({"trip": ""}, "trip"),
        ({"trip": "x" * 129}, "trip"),
        ({"trip": None}, "trip"),
        ({"started_at": "noon"}, "started_at"),
        ({"started_at": -1.0}, "started_at"),
        ({"datum": "moon"}, "datum"),
        ({"profile": "noon"}, "the profile: there is none named 'noon'; there are day, night"),
        ({"rider": {"pin": 1234}}, "pin"),
    ],
)
def test_a_trip_that_is_none_is_refused_with_its_reason(service: Service, more: dict[str, Any], reason: str) -> None:
    answer = service.post("/v1/trips", {**body("bad"), **more})
    assert answer.status_code == 400
    assert reason in why(answer)
    assert service.post("/v1/trips/bad/end", {"at": 1.0, "how": "completed"}).status_code == 404


def test_no_trip_is_taken_for_a_case_about_the_service_itself(service: Service) -> None:
    answer = service.post("/v1/trips", body("operators/disk"))
    assert (answer.status_code, "another id" in why(answer)) == (400, True)


def test_without_a_good_key_nothing_is_done(service: Service) -> None:
    for headers in ({}, {"Authorization": "Bearer ek_wrong"}, {"Authorization": "Basic eDp5"}, {"Authorization": ""}):
        for path in ("/v1/trips", "/v1/fixes", "/v1/trips/x/press", "/v1/trips/x/end"):
            answer = httpx.post(service.http + path, json=body("locked"), headers=headers)
            assert (answer.status_code, "API key" in why(answer)) == (401, True)
    assert service.post("/v1/trips/locked/end", {"at": 1.0, "how": "completed"}).status_code == 404


def test_a_plan_may_change_and_a_trip_end_twice(service: Service, trip: str) -> None:
    put = service.post(f"/v1/trips/{trip}/plan", {"plan": PLAN[::-1]}, method="PUT")
    assert put.status_code == 200
    bad = service.post(f"/v1/trips/{trip}/plan", {"plan": PLAN[:1]}, method="PUT")
    assert (bad.status_code, "plan" in why(bad)) == (400, True)
    for _ in range(2):
        assert service.post(f"/v1/trips/{trip}/end", {"at": time.time(), "how": "completed"}).status_code == 200
    assert service.post(f"/v1/trips/{trip}/end", {"at": 1.0, "how": "eaten"}).status_code == 400
    for path, method in (("/plan", "PUT"), ("/end", "POST")):
        unknown = service.post(f"/v1/trips/unheard{path}", {"plan": PLAN, "at": 1.0, "how": "completed"}, method=method)
        assert (unknown.status_code, why(unknown)) == (404, "no trip unheard is registered here")


def test_a_press_over_http_is_the_same_press(service: Service, trip: str) -> None:
    press = {"press_id": "http", "at": time.time(), "kind": "silent"}
    first = service.post(f"/v1/trips/{trip}/press", press)
    assert (first.status_code, first.json()["type"], first.json()["press_id"]) == (201, "pressed", "http")
    until = time.monotonic() + 10.0
    again = service.post(f"/v1/trips/{trip}/press", press)
    while again.status_code == 200 and again.json()["incident"] is None:
        assert time.monotonic() < until
        again = service.post(f"/v1/trips/{trip}/press", press)
    assert again.status_code == 200, "the same press, however soon it comes again"
    assert service.post("/v1/trips/unregistered/press", press).status_code == 201, "a press is never refused for that"
    assert service.post(f"/v1/trips/{trip}/press", {"press_id": ""}).status_code == 400


def test_fixes_in_bulk_are_taken_but_for_the_rows_named(service: Service, trip: str) -> None:
    now = time.time()
    rows = [
        [trip, now, 41.14, -8.61, 5.0, 9.0, 45.0],
        [trip, now, 41.14, 200.0],
        ["who", now, 41.14, -8.61],
        [trip, 0.0, 41.14, -8.61],
        [trip, now + 1, 41.14, -8.61, None, None, None],
    ]
    answer = service.post("/v1/fixes", {"fixes": rows})
    assert (answer.status_code, answer.json()["taken"]) == (202, 2)
    refused = {each["row"]: each["why"] for each in answer.json()["refused"]}
    assert list(refused) == [1, 2, 3]
    assert refused[1] == "lon 200 is not within -180 to 180"
    assert refused[2] == "no trip who is registered here"


@pytest.mark.parametrize("fixes", [[], [[]], [["T"]], [["T", "now", 1.0, 1.0]], [["T", 1.0, 1.0, 1.0]] * 5_001, "x"])
def test_bulk_that_is_none_is_refused_whole(service: Service, fixes: Any) -> None:
    answer = service.post("/v1/fixes", {"fixes": fixes})
    assert answer.status_code == 400
    assert "fixes" in why(answer)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"trip":' + b"[" * 10_000])
def test_a_body_that_is_none_is_refused(service: Service, content: bytes) -> None:
    answer = httpx.post(f"{service.http}/v1/trips", content=content, headers=service.platform())
    assert answer.status_code == 400
    assert why(answer)


def test_a_body_of_ten_megabytes_is_refused(service: Service) -> None:
    answer = httpx.post(f"{service.http}/v1/fixes", content=b" " * 10_000_000, headers=service.platform(), timeout=30.0)
    assert answer.status_code == 413
    assert why(answer)


def test_what_is_nowhere_says_so(service: Service) -> None:
    for path, code in (("/v1/nowhere", 404), ("/v1/trips", 405), ("/v1/trips/%00", 404), ("/" + "x" * 5_000, 404)):
        answer = httpx.get(service.http + path)
        assert answer.status_code == code, (path, answer.text)
        assert why(answer)


def test_alive_ready_schema_and_metrics_answer(service: Service) -> None:
    assert httpx.get(f"{service.http}/healthz").status_code == 200
    ready = httpx.get(f"{service.http}/readyz").json()
    assert (ready["ready"], ready["missing"]) == (True, [])
    assert ready["warnings"][0].startswith("no carrier: set ESCORT_TWILIO_ACCOUNT")  # plainly: nobody is called
    schema = httpx.get(f"{service.http}/schema/openapi.json").json()
    assert "/v1/trips" in schema["paths"]
    assert "escort_connections" in httpx.get(service.metrics_url).text


async def test_a_deviation_is_found_and_asked_about_on_both_phones(service: Service, trip: str) -> None:
    async with (
        wire(service.device, service.token(trip)) as rider,
        wire(service.device, service.token(trip, "driver"), binary=True) as driver,
    ):
        await driver.still_alive()  # and speaks MessagePack, so that it is spoken to in MessagePack
        now = time.time()
        await rider.say(type="fixes", fixes=[[now - 60 + 2 * i, 41.14 + i * 2e-4, -8.58, 5.0] for i in range(30)])
        asked = await rider.hear("checkin")
        assert (await driver.hear("checkin"))["checkin_id"] == asked["checkin_id"]
        assert asked["reason"]
        assert asked["answer_by"] > now
        refused = await rider.ask("refused", type="answer", checkin_id=asked["checkin_id"], answer="ok", pin="0000")
        assert refused["of"] == "answer"
        await rider.say(type="answer", checkin_id=asked["checkin_id"], answer="ok", pin="1234")
    with trio.fail_after(10.0):
        while service.metric('escort_desk_entries_total{kind="answered"}') < 1.0:
            await trio.sleep(0.05)
