"""Who may do what, and until when: roles, regions, sessions and one-time codes, each refusal with its reason."""

import json
import time
from collections.abc import Callable
from functools import partial

import httpx
import pytest
import trio

from escort.accounts import Private
from escort.auth import Agent, session_token
from escort.totp import code_at, new_secret
from tests.service import Service, escort
from tests.socket.people.seat import Refused, Seat, changed, made, sealed
from tests.socket.test_platform import why


def test_a_viewer_looks_and_does_nothing(seat: Callable[[str], Seat], incident: str) -> None:
    vi = seat("Vi")
    for path in ("/v1/incidents", f"/v1/incidents/{incident}", "/v1/agents", "/v1/roster", "/v1/session"):
        assert vi.get(path).status_code == 200
    for act, body in (("claim", {}), ("note", {"text": "x"}), ("people", {}), ("raise", {"severity": 4, "why": "x"})):
        refused = vi.act(incident, act, **body)
        assert (refused.status_code, why(refused)) == (403, "a viewer looks, and does not act")
    assert vi.post("/v1/presence", state="paused").status_code == 403
    assert vi.post("/v1/incidents", trip="T", severity=1, why="x").status_code == 403


async def test_a_supervisor_assigns_and_an_agent_does_not(seat: Callable[[str], Seat], incident: str) -> None:
    ada, sue = seat("Ada"), seat("Sue")
    async with sue.wall() as wall:
        await wall.shows("Sue", role="supervisor")
        refused = ada.act(incident, "assign", to="Sue")
        assert (refused.status_code, why(refused)) == (403, "this is for supervisors; Ada is signed in as agent")
        assert ada.act(incident, "claim").status_code == 200
        assert sue.act(incident, "assign", to="Nobody").status_code == 400
        taken = sue.act(incident, "assign", to="Sue").json()
        assert (taken["entry"]["kind"], taken["entry"]["by"], taken["case"]["claimed_by"]) == ("assigned", "Sue", "Sue")
        assert why(ada.act(incident, "say", text="x")) == "claimed by Sue, not by you"
        assert sue.act(incident, "close", disposition="false_alarm").status_code == 200
        sue.sign_out()


def test_an_admin_sees_accounts_and_nothing_secret(seat: Callable[[str], Seat]) -> None:
    for nobody in ("Vi", "Ada", "Sue"):
        assert seat(nobody).get("/v1/accounts").status_code == 403
    accounts = {each["agent"]: each for each in seat("Al").get("/v1/accounts").json()}
    assert accounts["Ada"]["languages"] == ["pt", "en"]
    assert accounts["Far"]["regions"] == ["lisbon", "braga"]
    assert accounts["Al"]["sessions"] >= 1
    assert not {"password", "sealed", "totp"} & set(accounts["Ada"])


def test_an_agent_of_another_region_is_told_where_they_work(desk: Service, passwords: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        Seat(desk, "Far", passwords["Far"])
    answer = refused.value.answer
    assert (answer.status_code, why(answer)) == (403, "Far works in lisbon, braga; this is the desk of main")


async def test_who_is_sent_to_another_region_is_out_at_the_next_request(desk: Service) -> None:
    mo = Seat(desk, "Mo", await trio.to_thread.run_sync(made, desk, "Mo"))
    async with mo.wall() as wall:
        await wall.shows("Mo")
        await trio.to_thread.run_sync(partial(changed, desk, "Mo", regions=("lisbon",)))
        refused = mo.get("/v1/incidents")
        assert (refused.status_code, why(refused)) == (403, "Mo works in lisbon; this is the desk of main")
        with trio.fail_after(5.0):
            while wall.closed_with is None:
                await trio.sleep(0.01)
        assert wall.closed_with == (1008, "Mo works in lisbon; this is the desk of main")
    mo.close()


async def test_a_revoked_agent_is_out_at_once_everywhere(
    desk: Service, seat: Callable[[str], Seat], passwords: dict[str, str]
) -> None:
    bo, again, al = seat("Bo"), Seat(desk, "Bo", passwords["Bo"]), seat("Al")
    async with bo.wall() as wall:
        await wall.shows("Bo")
        assert al.post("/v1/accounts/Bo/revoke").json()["ended"] >= 2
        for each in (bo, again):
            refused = each.get("/v1/incidents")
            assert (refused.status_code, why(refused)) == (401, "this session was ended: sign in again")
        with trio.fail_after(5.0):
            while wall.closed_with is None:
                await trio.sleep(0.01)
        assert wall.closed_with == (1008, "this session was ended: sign in again")
    assert al.post("/v1/accounts/Nobody/revoke").status_code == 404
    again.close()


@pytest.mark.usefixtures("passwords")
def test_an_expired_session_is_no_session_nor_is_one_that_was_never_begun(desk: Service) -> None:
    secret = (desk.data / "secret").read_text(encoding="ascii").strip()
    for since_s, reason in ((100.0, "the token has expired"), (0.0, "this session was ended: sign in again")):
        token = session_token(secret, Agent("Ada", "agent"), "s1", time.time() - since_s, 60.0)
        answer = httpx.get(f"{desk.http}/v1/incidents", headers={"cookie": f"escort_session={token}"})
        assert (answer.status_code, why(answer)) == (401, reason)


def test_signing_out_makes_the_cookie_worthless(seat: Callable[[str], Seat], desk: Service) -> None:
    ada = seat("Ada")
    ada.sign_out()
    answer = httpx.get(f"{desk.http}/v1/session", headers={"cookie": ada.cookie})
    assert answer.status_code == 401, "also for whoever kept a copy"


def test_a_one_time_code_opens_once(desk: Service) -> None:
    secret = new_secret()
    password = made(desk, "Tia", sealed=sealed(desk, Private(totp=secret)))
    code = code_at(secret, int(time.time() // 30))

    def refused(**more: str) -> tuple[int, str, str]:
        with pytest.raises(Refused) as raised:
            Seat(desk, "Tia", password, **more)
        answer = raised.value.answer
        return answer.status_code, answer.json()["wanted"], answer.json()["why"]

    assert refused() == refused(code="") == (401, "totp", "a code from your authenticator app is wanted too")
    assert refused(code="nonsense") == (401, "totp", "this code is wrong, or was used before: take the next one")
    Seat(desk, "Tia", password, code=code).close()
    assert refused(code=code)[2].startswith("this code is wrong, or was used before")


def test_reports_are_for_supervisors_and_say_what_the_command_line_says(
    desk: Service, seat: Callable[[str], Seat], incident: str
) -> None:
    ada, sue = seat("Ada"), seat("Sue")
    refused = ada.get("/v1/reports")
    assert (refused.status_code, why(refused)) == (403, "this is for supervisors; Ada is signed in as agent")
    assert ada.act(incident, "claim").status_code == 200
    assert ada.act(incident, "close", disposition="assisted").status_code == 200
    report = sue.get("/v1/reports").json()
    assert report["presses"]["presses"] >= 1
    assert report["dispositions"]["assisted"] >= 1
    assert "Ada" in {each["agent"] for each in report["agents"]}
    said = escort(desk.data, "report", "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["dispositions"] == report["dispositions"]
    for query, reason in (
        ("from=yesterday", "takes a day or a moment"),
        ("from=2026-11-02&to=2026-11-01", "not before"),
        ("from=2020-01-01", "35 days at most"),
    ):
        wrong = sue.get(f"/v1/reports?{query}")
        assert (wrong.status_code, reason in why(wrong)) == (400, True), wrong.text
    assert sue.get("/v1/reports?from=2026-11-01&to=2026-11-02").json()["cases"] == 0
