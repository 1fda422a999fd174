"""A rider asks for company until arrival: it becomes a case, in the rider's language, until somebody ends it."""

from typing import Any

import httpx

from tests.service import Service
from tests.socket.device import wire
from tests.socket.test_checkins import agent, case_of
from tests.socket.test_platform import why

__all__ = ["agent"]  # a fixture


async def test_company_is_confirmed_becomes_a_case_and_ends(service: Service, trip: str, agent: httpx.Client) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        heard = await phone.ask("accompanied", type="accompany", accompany_id="a", every_s=60)
        assert heard["accompany_id"] == "a"
        case, _ = await case_of(agent, trip, "accompanied")
        assert (case["severity"], case["accompanied"], case["language"]) == (1, True, "pt")
        await phone.ask("accompany_ended", type="accompany_end", accompany_id="a")
        case, kinds = await case_of(agent, trip, "accompany_ended")
        assert (case["accompanied"], kinds.count("accompanied")) == (False, 1)


async def test_the_platform_asks_for_its_rider(service: Service, trip: str, agent: httpx.Client) -> None:
    body: dict[str, Any] = {"accompany_id": "a"}
    assert service.post(f"/v1/trips/{trip}/accompany", body).json() == {"trip": trip}
    assert service.post(f"/v1/trips/{trip}/accompany", body).status_code == 200
    assert (await case_of(agent, trip, "accompanied"))[0]["accompanied"] is True
    assert service.post(f"/v1/trips/{trip}/accompany", {**body, "end": True}).status_code == 200
    assert (await case_of(agent, trip, "accompany_ended"))[0]["accompanied"] is False
    assert service.post("/v1/trips/unheard-of/accompany", body).status_code == 404


async def test_a_wish_that_is_none_is_refused(service: Service, trip: str) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        for wrong in ({"every_s": 5}, {"every_s": "often"}, {"accompany_id": ""}, {"every_s": 1e9}):
            refused = await phone.ask("refused", **{"type": "accompany", "accompany_id": "a", **wrong})
            assert (refused["of"], bool(refused["why"])) == ("accompany", True)
        assert (await phone.ask("refused", type="accompany_end"))["of"] == "accompany_end"
    answer = service.post(f"/v1/trips/{trip}/accompany", {"accompany_id": "a", "every_s": 1})
    assert answer.status_code == 400
    assert "every_s" in why(answer)


async def test_a_press_is_told_in_whose_language_to_speak(service: Service, trip: str, agent: httpx.Client) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        await phone.press("p")
    case, _ = await case_of(agent, trip, "pressed")
    assert case["language"] == "pt"
