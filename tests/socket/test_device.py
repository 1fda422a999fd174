"""Everything docs/wire.md promises a phone, over a real socket, in JSON and in MessagePack."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import trio
from trio_websocket import ConnectionClosed

from tests.service import Service
from tests.socket.conftest import PLAN
from tests.socket.device import Wire, wire


@pytest.fixture(params=["json", "msgpack"])
async def phone(request: pytest.FixtureRequest, service: Service, trip: str) -> AsyncIterator[Wire]:
    """The rider's phone."""
    async with wire(service.device, service.token(trip), binary=request.param == "msgpack") as phone:
        yield phone


async def until_counted(service: Service, line: str, figure: float) -> None:
    """Waits until a metric says so."""
    with trio.fail_after(10.0):
        while await trio.to_thread.run_sync(service.metric, line) < figure:
            await trio.sleep(0.02)


async def test_fixes_are_taken_without_a_word_and_counted(service: Service, phone: Wire) -> None:
    counted = 'escort_gateway_fixes_total{outcome="taken"}'
    before, now = service.metric(counted), time.time()
    await phone.say(type="fixes", fixes=[[now - 2, 41.14, -8.61, 5.0, 9.0, 45.0], [now - 1, 41.1401, -8.6099]])
    await until_counted(service, counted, before + 2)


async def test_of_a_frame_only_the_rows_named_are_left_out(service: Service, phone: Wire) -> None:
    counted = 'escort_gateway_fixes_total{outcome="taken"}'
    before, now = service.metric(counted), time.time()
    rows = [[now - 3, 41.14, -8.61], [now - 2, 91.0, -8.61], [now - 1, 41.14, -8.61]]
    refused = await phone.ask("refused", type="fixes", fixes=rows)
    assert refused["of"] == "fixes"
    assert refused["why"] == "lat 91 is not within -90 to 90 (1 of 3 fixes left out, the first is number 2)"
    await until_counted(service, counted, before + 2)


async def test_a_press_is_answered_and_a_resend_names_its_incident(phone: Wire) -> None:
    pressed = await phone.press("p1", at=time.time(), fix=[time.time(), 41.14, -8.61])
    assert pressed["press_id"] == "p1"
    assert abs(pressed["at"] - time.time()) < 60.0
    with trio.fail_after(10.0):
        while (incident := (await phone.press("p1"))["incident"]) is None:
            await trio.sleep(0.02)
    assert (await phone.press("p1"))["incident"] == incident
    with trio.fail_after(10.0):
        while (second := (await phone.press("p2"))["incident"]) is None:
            await trio.sleep(0.02)
    assert second == incident, "one open incident a trip"


async def test_a_press_with_a_wrong_clock_a_broken_fix_and_an_unknown_kind_is_a_press(phone: Wire) -> None:
    broken: dict[str, dict[str, Any]] = {
        "past": {"at": -1e12},
        "words": {"at": "noon", "fix": "here"},
        "nowhere": {"fix": [time.time(), 141.14, -8.61]},
        "deep": {"fix": [[[]]], "kind": ["?"]},
        "extra": {"colour": "red", "trip": None},
    }
    for press_id, more in broken.items():
        assert (await phone.press(press_id, **more))["press_id"] == press_id


async def test_a_press_whose_clock_says_a_number_beyond_any_clock_is_a_press(service: Service, trip: str) -> None:
    async with wire(service.device, service.token(trip)) as phone:
        await phone.raw('{"type":"press","press_id":"huge","at":1' + "0" * 400 + ',"fix":[1' + "0" * 400 + ",41,-8]}")
        assert (await phone.hear("pressed"))["press_id"] == "huge"


async def test_a_press_for_a_trip_that_nobody_registered_is_taken(service: Service) -> None:
    async with wire(service.device, service.token("nobody registered me")) as phone:
        assert (await phone.press("p"))["press_id"] == "p"


async def test_a_press_is_refused_where_it_is_none(phone: Wire) -> None:
    nameless: list[dict[str, Any]] = [{"press_id": ""}, {"press_id": "x" * 65}, {"press_id": 7}, {}]
    for frame in nameless:
        refused = await phone.ask("refused", type="press", **frame)
        assert refused["of"] == "press"
        assert "press_id" in refused["why"]
    refused = await phone.ask("refused", type="press", press_id="p", trip="another")
    assert (refused["of"], refused["press_id"]) == ("press", "p")
    assert "not another" in refused["why"]


async def test_pin_and_duress_pin_get_the_same_answer_and_a_wrong_one_a_refusal(phone: Wire) -> None:
    await phone.press("p")
    refused = await phone.ask("refused", type="cancel", press_id="p", pin="0000")
    assert (refused["of"], refused["press_id"]) == ("cancel", "p")
    ordinary = await phone.ask("cancelled", type="cancel", press_id="p", pin="1234")
    forced = await phone.ask("cancelled", type="cancel", press_id="p", pin="4321")
    assert {**ordinary, "at": 0} == {**forced, "at": 0} == {"type": "cancelled", "press_id": "p", "at": 0}


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ({"type": "fixes", "fixes": []}, "length >= 1"),
        ({"type": "fixes", "fixes": [[1.0]]}, "length"),
        ({"type": "fixes", "fixes": [["now", 41.14, -8.61]]}, "float"),
        ({"type": "fixes", "fixes": [[1.0, 41.14, -8.61]] * 501}, "length <= 500"),
        ({"type": "fixes", "trip": "other", "fixes": [[1.0, 41.14, -8.61]]}, "not other"),
        ({"type": "fixes", "fixes": [[1.0, 41.14, -8.61]]}, "24 h ago"),
        ({"type": "fixes", "fixes": [[9e9, 41.14, -8.61]]}, "in the future"),
        ({"type": "fixes", "fixes": [[time.time(), 41.14, 181.0]]}, "lon 181"),
        ({"type": "cancel", "press_id": "p"}, "pin"),
        ({"type": "answer", "checkin_id": "c", "answer": "maybe"}, "maybe"),
        ({"type": "say", "text": ""}, "length >= 1"),
        ({"type": "say", "text": "x" * 1_001}, "length <= 1000"),
        ({"type": "motion", "at": 1.0, "peak_g": "much", "still_s": 1.0}, "peak_g"),
    ],
)
async def test_a_wrong_frame_is_refused_with_its_reason_and_the_line_stays(
    service: Service, phone: Wire, frame: dict[str, Any], reason: str
) -> None:
    counted = f'escort_frames_refused_total{{type="{frame["type"]}"}}'
    before = service.metric(counted)
    refused = await phone.ask("refused", **frame)
    assert refused["of"] == frame["type"]
    assert reason in refused["why"]
    await until_counted(service, counted, before + 1)
    await phone.still_alive()


@pytest.mark.parametrize(
    "message", ["", "{", "null", "[]", "7", '"press"', '{"type":7}', "\x00", b"", b"\xc1", b"\x93"]
)
async def test_what_is_no_frame_is_refused_and_the_line_stays(
    service: Service, trip: str, message: str | bytes
) -> None:
    async with wire(service.device, service.token(trip), binary=isinstance(message, bytes)) as phone:
        await phone.raw(message)
        assert (await phone.hear("refused"))["why"]
        await phone.still_alive()


async def test_fixes_of_a_trip_that_nobody_registered_are_refused(service: Service) -> None:
    async with wire(service.device, service.token("unheard of")) as phone:
        refused = await phone.ask("refused", type="fixes", fixes=[[time.time(), 41.14, -8.61]])
        assert refused["why"] == "no trip unheard of is registered here"


async def test_a_trip_registered_after_its_phone_came_is_taken(service: Service) -> None:
    async with wire(service.device, service.token("late")) as phone:
        await phone.ask("refused", type="fixes", fixes=[[time.time(), 41.14, -8.61]])
        service.register("late", PLAN)
        counted = 'escort_gateway_fixes_total{outcome="taken"}'
        before = service.metric(counted)
        with trio.fail_after(10.0):
            while service.metric(counted) == before:
                await phone.say(type="fixes", fixes=[[time.time(), 41.14, -8.61]])
                await trio.sleep(0.2)


async def test_a_fleet_sends_for_any_trip_in_both_forms(service: Service, trip: str) -> None:
    counted = 'escort_gateway_fixes_total{outcome="taken"}'
    for binary in (False, True):
        async with wire(service.device, service.token(None, "fleet"), binary=binary) as fleet:
            before, now = service.metric(counted), time.time()
            await fleet.say(type="fixes", fixes=[[trip, now, 41.14, -8.61], [trip, now, 41.14, -8.61, None, None]])
            await fleet.say(type="fixes", trip=trip, fixes=[[now, 41.14, -8.61]])
            await until_counted(service, counted, before + 3)
            refused = await fleet.ask("refused", type="fixes", fixes=[["who?", now, 41.14, -8.61]])
            assert "who?" in refused["why"]
            assert (await fleet.press("f", trip=trip))["press_id"] == "f"
            assert "must name its trip" in (await fleet.ask("refused", type="press", press_id="f"))["why"]


async def test_a_frame_of_ten_megabytes_ends_its_own_line_only(service: Service, trip: str) -> None:
    async with wire(service.device, service.token(trip)) as other:
        async with wire(service.device, service.token(trip)) as phone:
            with pytest.raises(ConnectionClosed) as closed:  # noqa: PT012  # by whichever notices first
                await phone.raw("x" * 10_000_000)
                await phone.hear("nothing")
            assert closed.value.reason is not None
            assert closed.value.reason.code == 1009
        assert (await other.press("big"))["press_id"] == "big"
