"""The phone's own page as the service meets it: who has my alarm, an alarm without a socket, links to trust."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import trio

from escort.auth import DeviceRole
from tests.service import Service
from tests.socket.device import Wire, wire
from tests.socket.test_checkins import case_of

PIN, DURESS = "1234", "4321"


@pytest.fixture(scope="module")
def agent(standing_service: Service) -> Iterator[httpx.Client]:
    """Somebody signed in at the wall."""
    name = "Ada of the phones"
    with httpx.Client(base_url=standing_service.http, timeout=15.0) as client:
        password = standing_service.agent(name)
        assert client.post("/v1/session", json={"name": name, "password": password}).is_success
        yield client


def phone_of(service: Service, trip: str, role: DeviceRole = "rider") -> httpx.Client:
    """The page's HTTP, with the phone's token."""
    headers = {"authorization": f"Bearer {service.token(trip, role)}"}
    return httpx.Client(base_url=service.http, timeout=15.0, headers=headers)


async def act(agent: httpx.Client, incident: str, what: str, **body: Any) -> None:
    answer = await trio.to_thread.run_sync(lambda: agent.post(f"/v1/incidents/{incident}/{what}", json=body))
    assert answer.status_code == 200, answer.text


async def pressed(phone: Wire) -> str:
    """Pushes the button; the incident, once the desk has opened it."""
    await phone.press("p")
    return str((await phone.hear("case"))["incident"])


async def test_a_phone_that_pressed_is_told_who_has_it(service: Service, trip: str, agent: httpx.Client) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        incident = await pressed(phone)
        await act(agent, incident, "claim")
        attended = await phone.hear("case")
        assert (attended["state"], attended["agent"]) == ("claimed", "Ada of the phones")
    async with wire(service.device, service.token(trip)) as phone:  # it was away, and asks again by pressing again
        await phone.press("p")
        assert (await phone.hear("case"))["state"] == "claimed"
        await act(agent, incident, "close", disposition="safe")
        assert (await phone.hear("case"))["state"] == "closed"


async def test_the_other_phone_of_the_trip_is_told_nothing(service: Service, trip: str, agent: httpx.Client) -> None:
    async with (
        wire(service.device, service.token(trip)) as rider,
        wire(service.device, service.token(trip, "driver")) as driver,
    ):
        await act(agent, await pressed(rider), "claim")
        assert (await rider.hear("case"))["state"] == "claimed"
        await driver.say(type="are you there?")
        heard = await driver.hear("refused", "case")
        assert heard["type"] == "refused", "a silent alarm is silent for the driver"


@pytest.mark.parametrize("pin", [PIN, DURESS])
async def test_after_a_pin_nothing_more_is_told_whichever_it_was(
    service: Service, trip: str, agent: httpx.Client, pin: str
) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        incident = await pressed(phone)
        await phone.ask("cancelled", type="cancel", press_id="p", pin=pin)
        await act(agent, incident, "claim")
        await phone.say(type="are you there?")
        heard = await phone.hear("refused", "case")
        assert heard["type"] == "refused", "who looked over the rider's shoulder learns nothing"


def test_the_page_is_told_whose_ride_it_is(service: Service, trip: str) -> None:
    with phone_of(service, trip) as phone:
        ride = phone.get("/v1/ride").json()
    assert (ride["trip"], ride["role"], ride["language"], ride["has_pin"], ride["ended"]) == (
        trip,
        "rider",
        "pt",
        True,
        False,
    )
    assert ride["device"] == service.device


async def test_an_alarm_reaches_the_desk_without_a_socket(service: Service, trip: str, agent: httpx.Client) -> None:
    with phone_of(service, trip) as phone:
        press = {"press_id": "h", "at": time.time(), "kind": "silent", "fix": None}
        first, again = phone.post("/v1/ride/press", json=press), phone.post("/v1/ride/press", json=press)
    assert (first.status_code, again.status_code) == (201, 200)
    case, kinds = await case_of(agent, trip, "pressed")
    assert (case["severity"], kinds.count("pressed")) == (4, 1)


def test_whoever_has_the_link_sees_the_ride_until_it_is_ended(service: Service, trip: str) -> None:
    with phone_of(service, trip) as phone, httpx.Client(base_url=service.http) as friend:
        word = phone.post("/v1/ride/share").json()["path"].removeprefix("/share/")
        seen = friend.get(f"/v1/shared/{word}").json()
        assert (seen["name"], seen["ended"], len(seen["plan"])) == ("Rita", False, 3)
        assert "incident" not in seen
        assert friend.get(f"/share/{word}").status_code == 200
        assert phone.delete("/v1/ride/share").status_code == 204
        assert friend.get(f"/v1/shared/{word}").status_code == 404


def test_a_ride_is_shared_often_enough_at_some_point(service: Service, trip: str) -> None:
    with phone_of(service, trip) as phone:
        answers = [phone.post("/v1/ride/share") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [400]
    assert "often enough" in answers[-1].json()["why"]


def test_the_driver_cannot_share_the_rider_s_ride(service: Service, trip: str) -> None:
    with phone_of(service, trip, "driver") as phone:
        assert phone.post("/v1/ride/share").status_code == 403


def test_nobody_without_a_good_token_is_told_anything(service: Service) -> None:
    with httpx.Client(base_url=service.http) as stranger:
        assert stranger.get("/v1/ride").status_code == 401
        assert stranger.get("/v1/ride", headers={"authorization": "Bearer nonsense"}).status_code == 401
        fleet = service.token(None, "fleet")
        assert stranger.get("/v1/ride", headers={"authorization": f"Bearer {fleet}"}).status_code == 403
        assert stranger.get("/v1/shared/no-such-word").status_code == 404


async def test_a_finger_that_did_not_press_is_counted_and_no_alarm(
    service: Service, trip: str, agent: httpx.Client
) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        for what in ("opened", "armed", "let_go"):
            await phone.say(type="touch", what=what)
        await phone.still_alive()
    assert trip not in {case["trip"] for case in agent.get("/v1/incidents").json()["incidents"]}


def test_the_page_may_speak_to_its_host_and_to_the_phones_port_only(service: Service) -> None:
    policy = httpx.get(f"{service.http}/ride").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert f"connect-src 'self' {service.device.removesuffix('/v1/device')};" in policy
