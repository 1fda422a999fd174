"""A closed laptop, a killed service: whoever is gone is missed within seconds, whoever is back is not."""

import pytest
import trio

from alerts import read_policy
from escort.presence import silent_after_s, tell_every_s
from tests.service import Service
from tests.socket.conftest import PLAN
from tests.socket.people.seat import Seat, Wall, made

pytestmark = pytest.mark.faults

LOST_AFTER_S = read_policy(None).presence.lost_after_s
SLACK_S = 6.0  # of a machine that has other things to do


async def held(service: Service, seat: Seat, wall: Wall) -> str:
    """A case that this seat holds."""
    service.register("T", PLAN)
    service.post("/v1/trips/T/press", {"press_id": "p"})
    opened = await wall.entry("opened", trip="T")
    assert (await trio.to_thread.run_sync(seat.act, opened["incident"], "claim")).status_code == 200
    return str(opened["incident"])


async def test_a_closed_laptop_is_missed_and_what_it_held_goes_to_the_next(own_service: Service) -> None:
    password, other = await trio.to_thread.run_sync(made_two, own_service)
    ada, bo = Seat(own_service, "Ada", password), Seat(own_service, "Bo", other)
    async with ada.wall() as closed, bo.wall() as wall:
        await wall.shows("Ada")
        case = await held(own_service, ada, closed)
        await trio.sleep(LOST_AFTER_S + silent_after_s)
        assert not [each for each in wall.said if each.get("entry", {}).get("kind") == "agent_lost"], "both are awake"
        began, ada.awake = trio.current_time(), False
        await wall.entry("agent_lost", agent="Ada", within_s=silent_after_s + tell_every_s + LOST_AFTER_S + SLACK_S)
        assert trio.current_time() - began > LOST_AFTER_S
        taken = await wall.entry("taken_back", agent="Ada")
        assert (taken["incident"], taken["case"]["claimed_by"]) == (case, None)
        assert (await wall.entry("offered", agent="Bo"))["incident"] == case
        ada.awake = True
        await wall.shows("Ada", state="free")
    ada.close()
    bo.close()


async def test_whoever_does_not_come_back_after_a_kill_is_missed_and_whoever_does_is_not(own_service: Service) -> None:
    password, other = await trio.to_thread.run_sync(made_two, own_service)
    ada, bo = Seat(own_service, "Ada", password), Seat(own_service, "Bo", other)
    async with ada.wall() as wall, bo.wall():
        await wall.shows("Bo")
        await wall.shows("Ada")
        own_service.kill()
    own_service.start()
    async with bo.wall() as wall:
        await wall.entry("agent_lost", agent="Ada", within_s=LOST_AFTER_S + tell_every_s + SLACK_S)
        assert [each["agent"] for each in bo.get("/v1/agents").json()["agents"]] == ["Bo"], "the cookie still counts"
        lost = [each["entry"]["agent"] for each in wall.said if each.get("entry", {}).get("kind") == "agent_lost"]
        assert lost == ["Ada"]
    ada.close()
    bo.close()


def made_two(service: Service) -> tuple[str, str]:
    """Ada's password and Bo's."""
    return made(service, "Ada", certified_until=4e9), made(service, "Bo", certified_until=4e9)
