"""The exchange, held to what the real `twilio` client sends and expects, and to the states of a call."""

from typing import get_args

import httpx
import pytest
import trio

from alerts.outreach.carrier import Access, CallOrder, Carrier, Later, Placed, Refused, Unsure
from alerts.outreach.exchange import Call, Exchange, Fault, FaultPlan, Phones, unruly
from alerts.outreach.exchange.calls import FINAL, Order, State
from alerts.outreach.exchange.line import Document
from alerts.outreach.script import in_a_room
from escort import clock
from tests.outreach.conftest import US, carrier_of
from tests.outreach.other_end import OtherEnd

RITA, ADA = "+351912345678", "+351932345678"
ASK = """<Response><Gather numDigits="1" action="/answer" actionOnEmptyResult="true">
<Say language="pt-PT">Matrícula AB-12-CD.</Say></Gather></Response>"""
BYE = "<Response><Say>Thank you.</Say><Hangup/></Response>"
WAIT = "<Response><Pause length='60'/></Response>"


def order(other_end: OtherEnd, machine_url: str | None = None) -> CallOrder:
    base = other_end.base
    return CallOrder(RITA, f"{base}/ask", f"{base}/fallback", f"{base}/told", machine_url)


async def test_a_call_is_placed_answered_and_told(exchange: Exchange, phones: Phones, other_end: OtherEnd) -> None:
    other_end.says = {"/ask": ASK, "/answer": BYE}
    with phones:
        rita = phones.expect_call(RITA).hears("AB-12-CD").presses("1")
        async with carrier_of(exchange) as carrier:
            placed = await carrier.place(order(other_end))
            assert isinstance(placed, Placed)
            await other_end.hears("/told", CallStatus="completed")
            assert await carrier.state(placed.sid) == ("completed", None)
    assert rita.heard == ["[pt-PT] Matrícula AB-12-CD.", "[en-US] Thank you."]
    assert other_end.of("/answer", "Digits") == ["1"]
    assert other_end.of("/told", "CallStatus") == ["initiated", "ringing", "in-progress", "completed"]
    assert other_end.of("/told", "SequenceNumber") == ["0", "1", "2", "3"]


def test_no_call_leaves_a_terminal_state_and_none_skips_ringing() -> None:
    every: list[State] = list(get_args(State))
    for begins in FINAL:
        for ends in every:
            call = Call("CA1", "AC1", Order(RITA, US), 0.0, state=begins)
            with pytest.raises(AssertionError, match="no call goes"):
                call.move(ends, 1.0)
    with pytest.raises(AssertionError, match="no call goes from queued to in-progress"):
        Call("CA1", "AC1", Order(RITA, US), 0.0).move("in-progress", 1.0)


async def test_detection_beside_the_call_tells_what_answered(
    exchange: Exchange, phones: Phones, other_end: OtherEnd
) -> None:
    other_end.says = {"/ask": WAIT, "/told/machine": " "}
    with phones:
        phones.expect_call(RITA).is_a_machine()
        async with carrier_of(exchange) as carrier:
            placed = await carrier.place(order(other_end, f"{other_end.base}/told/machine"))
            assert isinstance(placed, Placed)
            told = await other_end.hears("/told/machine")
            assert told.words["AnsweredBy"] == "machine_start"
            assert await carrier.state(placed.sid) == ("in-progress", "machine_start")
            await carrier.hang_up(placed.sid)
            assert (await exchange.ended(placed.sid)).state == "completed"


async def test_where_the_document_cannot_be_had_the_fallback_speaks(
    exchange: Exchange, phones: Phones, other_end: OtherEnd
) -> None:
    other_end.says = {"/ask": "<html/>", "/fallback": "<Response><Say>A person will call.</Say></Response>"}
    with phones:
        phones.expect_call(RITA).hears("A person will call.")
        async with carrier_of(exchange) as carrier:
            await carrier.place(order(other_end))
            await other_end.hears("/told", CallStatus="completed")
    assert other_end.of("/fallback", "ErrorCode") == ["11200"]


async def test_a_running_call_is_led_into_a_room_and_the_room_ends_with_whoever_leaves(
    exchange: Exchange, phones: Phones, other_end: OtherEnd
) -> None:
    other_end.says = {"/ask": WAIT}
    with phones:
        phones.expect_call(RITA)
        phones.expect_call(ADA)
        async with carrier_of(exchange) as carrier:
            rita = await carrier.place(order(other_end))
            assert isinstance(rita, Placed)
            await other_end.hears("/ask")
            assert isinstance(await carrier.redirect(rita.sid, in_a_room("r")), Placed)
            ada = await carrier.say(ADA, in_a_room("r"))
            assert isinstance(ada, Placed)
            with trio.fail_after(5):
                while (room := exchange.rooms.named("r")) is None or room.state != "in-progress":
                    await trio.sleep(0.01)
            assert set(room.participants) == {rita.sid, ada.sid}
            await carrier.hang_up(ada.sid)
            assert (await exchange.ended(rita.sid)).state == "completed"
            late = await carrier.redirect(rita.sid, in_a_room("r"))
            assert isinstance(late, Refused)
            assert late.code == 21220


async def test_dial_rings_the_other_leg_and_tells_how_it_went(
    exchange: Exchange, phones: Phones, other_end: OtherEnd
) -> None:
    other_end.says = {"/ask": f"<Response><Dial action='/after'>{ADA}</Dial></Response>", "/after": BYE}
    with phones:
        phones.expect_call(RITA).hears("Thank you.")
        phones.expect_call(ADA).is_busy()
        async with carrier_of(exchange) as carrier:
            await carrier.place(order(other_end))
            await other_end.hears("/told", CallStatus="completed")
    assert other_end.of("/after", "DialCallStatus") == ["busy"]


WRONG = [
    ({"From": US, "Twiml": WAIT}, 21201),
    ({"To": "help", "From": US, "Twiml": WAIT}, 21211),
    ({"To": RITA, "From": "me", "Twiml": WAIT}, 21212),
    ({"To": RITA, "From": US}, 21205),
]


@pytest.mark.parametrize(("words", "code"), WRONG)
async def test_what_twilio_refuses_is_refused_with_twilios_code(
    exchange: Exchange, words: dict[str, str], code: int
) -> None:
    async with carrier_of(exchange) as carrier, httpx.AsyncClient(auth=(exchange.account, exchange.token)) as http:
        url = f"{carrier.url}/2010-04-01/Accounts/{exchange.account}/Calls.json"
        answer = await http.post(url, data=words)
        assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not exchange.calls


async def test_nobody_else_gets_in_and_what_it_cannot_do_is_not_there(exchange: Exchange) -> None:
    async with carrier_of(exchange) as carrier:
        stranger = Carrier(Access(exchange.account, "guessed", US, carrier.url))
        refused = await stranger.say(RITA, WAIT)
        assert isinstance(refused, Refused)
        assert refused.code == 20003
        assert isinstance(await carrier.hang_up("CA0"), Refused)
    assert not exchange.calls


FAULTS: list[tuple[Fault, type]] = [("throttled", Later), ("broken", Unsure)]


@pytest.mark.parametrize(("fault", "kind"), FAULTS)
async def test_a_carrier_in_a_bad_night_is_a_value(exchange: Exchange, fault: Fault, kind: type) -> None:
    exchange.faults = FaultPlan({RITA: [fault]})
    async with carrier_of(exchange) as carrier:
        assert isinstance(await carrier.say(RITA, WAIT), kind)
    assert not exchange.calls


async def test_a_carrier_that_is_not_there_is_a_value_too() -> None:
    gone = Carrier(Access(f"AC{'0' * 32}", "t", US, "http://127.0.0.1:9"))
    assert isinstance(await gone.say(RITA, WAIT), Unsure)
    assert isinstance(await gone.state("CA1"), Unsure)
    assert isinstance(await gone.placed_since(RITA, 0.0), Unsure)


async def test_a_call_that_nobody_expected_fails_the_test(exchange: Exchange, phones: Phones) -> None:
    with pytest.raises(AssertionError, match="nobody expected"), phones:
        await exchange.ended(exchange.create(Order(RITA, US, twiml=WAIT)).sid)
    phones.unexpected.clear()
    phones.expect_call(ADA)
    with pytest.raises(AssertionError, match="no call came"), phones:
        pass


async def test_messages_are_delivered_told_and_answered(
    exchange: Exchange, phones: Phones, other_end: OtherEnd
) -> None:
    exchange.faults = FaultPlan({ADA: ["failed"]})
    exchange.reply_url = f"{other_end.base}/told/reply"
    async with carrier_of(exchange) as carrier:
        assert isinstance(await carrier.send(RITA, "hello", f"{other_end.base}/told"), Placed)
        await other_end.hears("/told", MessageStatus="delivered")
        await carrier.send(ADA, "hello", f"{other_end.base}/told")
        await other_end.hears("/told", MessageStatus="undelivered")
        assert len(await _sids(carrier)) == 1
        exchange.reply(RITA, US, "2")
        assert (await other_end.hears("/told/reply")).words["Body"] == "2"
    assert phones.texts == {RITA: ["hello"]}


async def _sids(carrier: Carrier) -> list[str]:
    sids = await carrier.sent_since(RITA, clock.now_s() - 60)
    assert isinstance(sids, list)
    return sids


async def test_a_call_in_its_own_time_takes_no_time_on_a_virtual_clock(
    other_end: OtherEnd, autojump_clock: trio.testing.MockClock
) -> None:
    """A minute of ringing, and a question asked twice, at life's own pace."""
    phones = Phones()
    exchange = Exchange(phones, trio.current_time, transport=httpx.ASGITransport(other_end))
    other_end.says = {"/ask": ASK, "/answer": BYE}
    with phones:
        phones.expect_call(RITA).is_not_answered()
        phones.expect_call(RITA).stays_silent()
        async with trio.open_nursery() as nursery:
            await nursery.start(exchange.run)
            began = trio.current_time()
            first = await exchange.ended(exchange.create(Order(RITA, US, url=f"{other_end.base}/ask")).sid)
            assert (first.state, round(trio.current_time() - began)) == ("no-answer", 60)
            second = await exchange.ended(exchange.create(Order(RITA, US, url=f"{other_end.base}/ask")).sid)
            assert second.state == "completed"
            assert 5 < second.duration_s < 10
            nursery.cancel_scope.cancel()
    assert autojump_clock.current_time() >= 65


async def test_calls_go_out_at_the_carriers_rate(other_end: OtherEnd, autojump_clock: trio.testing.MockClock) -> None:
    phones = Phones(unexpected_are_busy=True)
    exchange = Exchange(phones, trio.current_time, calls_per_s=1.0, transport=httpx.ASGITransport(other_end))
    async with trio.open_nursery() as nursery:
        await nursery.start(exchange.run)
        calls = [exchange.create(Order(RITA, US, twiml=BYE)) for _ in range(5)]
        exchange.update(calls[3].sid, None, "canceled")
        for call in calls:
            await exchange.ended(call.sid)
        nursery.cancel_scope.cancel()
    assert [call.state for call in calls] == ["busy", "busy", "busy", "canceled", "busy"]
    assert 4 <= autojump_clock.current_time() < 6


async def test_a_document_that_leads_to_itself_ends(exchange: Exchange, phones: Phones, other_end: OtherEnd) -> None:
    other_end.says = {"/ask": "<Response><Redirect>/ask</Redirect></Response>"}
    phones.expect_call(RITA)
    call = exchange.create(Order(RITA, US, url=f"{other_end.base}/ask"))
    with trio.fail_after(20):
        assert (await exchange.ended(call.sid)).state == "completed"


async def test_an_update_before_anybody_answers_is_refused(exchange: Exchange, phones: Phones) -> None:
    phones.expect_call(RITA).is_not_answered()
    call = exchange.create(Order(RITA, US, twiml=WAIT))
    assert exchange.update(call.sid, Document(BYE, ""), None) == 21220
    assert exchange.update("CA0", None, "completed") == 21220
    exchange.update(call.sid, None, "completed")
    assert (await exchange.ended(call.sid)).state in ("canceled", "no-answer")


def test_disorder_is_the_same_for_the_same_seed_and_loses_repeats_and_delays() -> None:
    disorder, again = unruly(7), unruly(7)
    copies = [disorder(f"CA{n}", n % 4) for n in range(400)]
    assert copies == [again(f"CA{n}", n % 4) for n in range(400)]
    assert {len(each) for each in copies} == {0, 1, 2}
    assert max(late for each in copies for late in each) > 1.0


def test_a_fault_plan_is_kept_by_number_and_by_chance() -> None:
    plan = FaultPlan({RITA: ["busy", "throttled", "voicemail"]})
    assert [plan.carrier(RITA), plan.carrier(RITA)] == ["throttled", None]
    assert [plan.phone(RITA), plan.phone(RITA), plan.phone(RITA)] == ["busy", "voicemail", None]
    often = FaultPlan(shares={"busy": 0.5, "broken": 0.25})
    drawn = [often.phone(RITA) for _ in range(400)]
    assert 120 < drawn.count("busy") < 280
    assert set(drawn) == {"busy", None}
