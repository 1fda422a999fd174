"""What agents do with cases: once however often it is sent, and never to one that is closed."""

from collections.abc import Callable

from tests.service import Service
from tests.socket.conftest import PLAN, RIDER
from tests.socket.people.conftest import trips
from tests.socket.people.seat import Seat
from tests.socket.test_platform import why


def test_the_same_request_three_times_is_one_entry_and_one_answer(seat: Callable[[str], Seat], incident: str) -> None:
    ada = seat("Ada")
    for act, body in (("claim", {}), ("raise", {"severity": 3, "why": "calmer"}), ("close", {"disposition": "safe"})):
        answers = [ada.act(incident, act, **body, request_id=f"{act} {incident}") for _ in range(3)]
        assert [each.status_code for each in answers] == [200, 200, 200]
        assert len({each.text for each in answers}) == 1
    kinds = [line["entry"]["kind"] for line in ada.get(f"/v1/incidents/{incident}").json()["timeline"]]
    assert [kinds.count(kind) for kind in ("claimed", "lowered", "closed")] == [1, 1, 1]


def test_a_closed_case_is_claimed_by_nobody_and_reopened_as_a_new_one(
    seat: Callable[[str], Seat], incident: str
) -> None:
    ada, bo = seat("Ada"), seat("Bo")
    assert ada.act(incident, "close").status_code == 400, "a disposition is needed"
    assert ada.act(incident, "close", disposition="safe").status_code == 409, "whoever closes holds it"
    assert ada.act(incident, "claim").status_code == 200
    assert ada.act(incident, "close", disposition="safe").status_code == 200
    for act, body in (("claim", {}), ("give-back", {"why": "x"}), ("call", {}), ("take-call", {}), ("ask", {})):
        refused = bo.act(incident, act, **body)
        assert (refused.status_code, why(refused)) == (409, "already closed by Ada (safe)")
    again = bo.act(incident, "reopen", why="the rider called back").json()
    assert (again["entry"]["kind"], again["case"]["continues"]) == ("opened", incident)
    assert (again["case"]["claimed_by"], again["case"]["incident"] != incident) == ("Bo", True)
    twice = ada.act(incident, "reopen", why="me too")
    assert (twice.status_code, "already has an open incident" in why(twice)) == (409, True)
    assert bo.act(again["case"]["incident"], "close", disposition="safe").status_code == 200


def test_a_case_is_opened_by_hand_and_a_trip_has_one(seat: Callable[[str], Seat], desk: Service) -> None:
    ada, trip = seat("Ada"), next(trips)
    desk.register(trip, PLAN, rider=RIDER)
    opened = ada.post("/v1/incidents", trip=trip, severity=2, why="a worried mother called")
    assert opened.status_code == 201
    case = opened.json()["case"]
    assert (case["trip"], case["severity"], case["claimed_by"], case["why"]) == (
        trip,
        2,
        "Ada",
        "a worried mother called",
    )
    again = ada.post("/v1/incidents", trip=trip, severity=2, why="again")
    assert (again.status_code, case["incident"] in why(again)) == (409, True)
    for wrong in ({"severity": 5}, {"severity": -1}, {"why": ""}, {"trip": ""}):
        body = {"trip": "T", "severity": 1, "why": "x", **wrong}
        assert ada.post("/v1/incidents", **body).status_code == 400
    assert ada.act(case["incident"], "close", disposition="safe").status_code == 200


def test_whoever_looks_at_telephone_numbers_is_written_down(seat: Callable[[str], Seat], incident: str) -> None:
    ada = seat("Ada")
    assert "900 111" not in ada.get(f"/v1/incidents/{incident}").text
    people = ada.act(incident, "people").json()
    assert people["rider"] == {"name": "Rita", "phone": "+351 900 111 222", "language": "pt"}
    assert people["guardians"][0]["name"] == "Gil"
    assert "1234" not in str(people), "no PIN leaves the register"
    notes = [line["entry"] for line in ada.get(f"/v1/incidents/{incident}").json()["timeline"]]
    assert notes[-1] | {"agent": "Ada"} == notes[-1]
    assert "telephone numbers" in notes[-1]["text"]
    assert ada.act("i-999999", "people").status_code == 409
