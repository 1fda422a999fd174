"""A car leaves its route: its rider is asked on the phone, and what the rider answers is what the desk knows."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import trio

from tests.service import Service
from tests.socket.device import Wire, wire

AWAY = [(41.14 + 0.0008 * i, -8.61 - 0.0004 * i) for i in range(12)]  # 95 m further off the planned route at each fix
PIN, DURESS = "1234", "4321"


@pytest.fixture(scope="module")
def agent(standing_service: Service) -> Iterator[httpx.Client]:
    """Somebody signed in at the wall."""
    name = "Ada of the check-ins"
    with httpx.Client(base_url=standing_service.http, timeout=15.0) as client:
        signed_in = client.post("/v1/session", json={"name": name, "password": standing_service.agent(name)})
        assert signed_in.is_success, signed_in.text
        yield client


async def strayed(phone: Wire) -> dict[str, Any]:
    """Drives off the route until the phone is asked."""
    began = time.time() - 100.0
    for i, (lat, lon) in enumerate(AWAY):
        await phone.say(type="fixes", fixes=[[began + 8 * i, lat, lon, 5.0, 9.0, 0.0]])
    return await phone.hear("checkin")


async def case_of(agent: httpx.Client, trip: str, until: str) -> tuple[dict[str, Any], list[str]]:
    """The trip's case and the kinds of its entries, once one of that kind is among them."""
    with trio.fail_after(10.0):
        while True:
            cases = (await trio.to_thread.run_sync(agent.get, "/v1/incidents")).json()["incidents"]
            for case in cases:
                if case["trip"] == trip:
                    whole = (await trio.to_thread.run_sync(agent.get, f"/v1/incidents/{case['incident']}")).json()
                    kinds = [line["entry"]["kind"] for line in whole["timeline"]]
                    if until in kinds:
                        return whole["case"], kinds
            await trio.sleep(0.05)


async def test_the_rider_is_asked_and_an_ok_calms_the_case(service: Service, trip: str, agent: httpx.Client) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        asked = await strayed(phone)
        assert asked["answer_by"] > time.time()
        assert asked["reason"], "whichever detector was first says why"
        await phone.say(type="answer", checkin_id=asked["checkin_id"], answer="ok", pin=PIN)
        case, kinds = await case_of(agent, trip, "lowered")
    assert case["severity"] == 1
    assert [kind for kind in kinds if kind != "found"] == ["opened", "asked", "answered", "lowered"]


async def test_a_cry_for_help_raises_it_to_the_top(service: Service, trip: str, agent: httpx.Client) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        asked = await strayed(phone)
        await phone.say(type="answer", checkin_id=asked["checkin_id"], answer="help")
        case, _ = await case_of(agent, trip, "raised")
    assert case["severity"] == 4


async def test_the_duress_pin_raises_it_and_the_phone_hears_nothing(
    service: Service, trip: str, agent: httpx.Client
) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        asked = await strayed(phone)
        await phone.say(type="answer", checkin_id=asked["checkin_id"], answer="ok", pin=DURESS)
        case, kinds = await case_of(agent, trip, "duress")
        await phone.still_alive()  # the next thing it hears is the answer to this, and nothing before it
    assert case["severity"] == 4
    assert "lowered" not in kinds


async def test_a_phone_that_comes_back_in_time_is_still_asked(service: Service, trip: str) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        asked = await strayed(phone)
    async with wire(service.device, service.token(trip)) as phone:
        again = await phone.hear("checkin")
    assert again == asked


async def test_a_check_in_after_a_restart_still_reaches_the_phone(own_service: Service) -> None:
    own_service.register("T1", [[-8.61, 41.14], [-8.60, 41.15]])
    async with wire(own_service.device, own_service.token("T1")) as phone:
        asked = await strayed(phone)
    await trio.to_thread.run_sync(own_service.kill)
    await trio.to_thread.run_sync(own_service.start)
    async with wire(own_service.device, own_service.token("T1")) as phone:
        assert await phone.hear("checkin") == asked
