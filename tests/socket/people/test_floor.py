"""People at the desk: who is there, who is offered what, and what happens when somebody goes."""

import time
from collections.abc import Callable

import httpx

from tests.service import Service
from tests.socket.conftest import PLAN, RIDER
from tests.socket.people.conftest import trips
from tests.socket.people.seat import Seat
from tests.socket.test_platform import why


async def test_whoever_has_a_wall_is_at_the_desk_and_busy_with_a_case(
    seat: Callable[[str], Seat], incident: str
) -> None:
    ada = seat("Ada")
    async with ada.wall() as wall:
        shown = await wall.shows("Ada")
        assert (shown["role"], shown["languages"], shown["certified"]) == ("agent", ["pt", "en"], True)
        assert ada.act(incident, "claim").status_code == 200
        await wall.shows("Ada", state="busy", cases=1)
        assert [each["agent"] for each in ada.get("/v1/agents").json()["agents"]] == ["Ada"]
        assert ada.act(incident, "close", disposition="safe").status_code == 200
        await wall.shows("Ada", state="wrap_up", cases=0)
        ada.sign_out()
        left = await wall.entry("agent_left", agent="Ada")
        assert (left["incident"], left["case"]) == ("floor", None)
        assert [each["seq"] for each in wall.said if each["type"] == "entry"] == sorted(
            {each["seq"] for each in wall.said if each["type"] == "entry"}
        ), "entries of the floor count like all others"


async def test_a_case_is_offered_declined_offered_on_and_accepted(desk: Service, seat: Callable[[str], Seat]) -> None:
    pia, zoe = seat("Pia"), seat("Zoe")
    async with pia.wall() as wall, zoe.wall() as other:
        await wall.shows("Zoe")
        await wall.shows("Pia")
        trip = next(trips)
        desk.register(trip, PLAN, rider=RIDER)
        desk.post(f"/v1/trips/{trip}/press", {"press_id": "p"})
        first = await wall.until(lambda said: said["type"] == "entry" and said["entry"]["kind"] == "offered")
        assert first["entry"]["agent"] == "Pia", "speaks the rider's language"
        assert first["case"]["offered_to"] == "Pia"
        assert time.time() < first["case"]["accept_by"] < time.time() + 60.0
        case = first["incident"]
        refused = zoe.act(case, "decline", why="not mine")
        assert (refused.status_code, why(refused)) == (409, "this is not offered to you, or not any more")
        assert pia.act(case, "decline", why="on another line").json()["case"]["offered_to"] in (None, "Zoe")
        assert (await other.entry("offered", agent="Zoe"))["incident"] == case
        claimed = zoe.act(case, "claim").json()
        assert (claimed["case"]["claimed_by"], claimed["case"]["offered_to"]) == ("Zoe", None)
        summary = pia.get(f"/v1/incidents/{case}").json()["summary"]
        assert any("Zoe" in line for line in summary), summary
        chinese = pia.get(f"/v1/incidents/{case}?language=zh").json()["summary"]
        assert chinese != summary
        assert len(chinese) == len(summary)
        zoe.sign_out()
        taken = await wall.entry("taken_back", agent="Zoe")
        assert (taken["incident"], taken["case"]["claimed_by"]) == (case, None)
        assert pia.act(case, "claim").status_code == 200
        assert pia.act(case, "close", disposition="assisted").status_code == 200
        pia.sign_out()


async def test_a_break_begins_ends_and_is_said_once(seat: Callable[[str], Seat]) -> None:
    ada = seat("Ada")
    refused = ada.post("/v1/presence", state="paused", why="tea")
    assert refused.status_code == 409
    assert "not at the desk" in why(refused)
    async with ada.wall() as wall:
        await wall.shows("Ada")
        asked = {"state": "paused", "why": "tea", "request_id": "tea"}
        answers = [ada.post("/v1/presence", **asked) for _ in range(3)]
        assert [each.status_code for each in answers] == [200] * 3
        assert {each.text for each in answers} == {answers[0].text}
        shown = await wall.shows("Ada", state="paused")
        assert shown["why"] == "tea"
        assert ada.post("/v1/presence", state="paused", why="more tea").status_code == 409
        assert ada.post("/v1/presence", state="here").json()["entry"]["kind"] == "agent_resumed"
        await wall.shows("Ada", why=None)
        assert ada.post("/v1/presence", state="asleep").status_code == 400
        ada.sign_out()


def test_the_shift_changes_and_everything_goes_to_the_next(seat: Callable[[str], Seat], incident: str) -> None:
    ada = seat("Ada")
    assert ada.act(incident, "claim").status_code == 200
    assert ada.post("/v1/hand-over", to="Nobody").status_code == 400
    refused = ada.post("/v1/hand-over", to="Bo")
    assert refused.status_code == 409
    assert "not at the desk" in why(refused)
    assert ada.act(incident, "close", disposition="safe").status_code == 200


async def test_hours_that_nobody_covers_are_warned_of_and_keep_nobody_from_being_ready(
    desk: Service, seat: Callable[[str], Seat]
) -> None:
    ada = seat("Ada")
    roster = ada.get("/v1/roster?hours=3").json()
    assert [hour["agents"] for hour in roster["hours"]] == [["Ada", "Night owl"]] * 3
    assert "24 of the next 24 hours are not covered" in roster["warnings"][0]
    ready = httpx.get(f"{desk.http}/readyz")
    assert (ready.status_code, roster["warnings"][0] in ready.json()["warnings"]) == (200, True)
    assert desk.metric("escort_roster_gap_hours") == 24.0
    async with ada.wall() as wall:
        await wall.shows("Ada")
        seen = (await wall.until(lambda said: said["type"] == "agents" and bool(said["agents"])))["roster"]
        assert (seen["on_duty"], seen["missing"]) == (["Ada", "Night owl"], ["Night owl"])
        assert (seen["needed"], len(seen["gaps"])) == (3, 24)
        ada.sign_out()
