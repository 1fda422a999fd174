"""The exchange, held to what the real `twilio` client sends and expects."""

from alerts.outreach.carrier import CallOrder, Placed
from alerts.outreach.exchange import Exchange, Phones
from tests.outreach.conftest import carrier_of
from tests.outreach.other_end import OtherEnd

RITA = "+351912345678"
ASK = """<Response><Gather numDigits="1" action="/answer" actionOnEmptyResult="true">
<Say language="pt-PT">Matrícula AB-12-CD.</Say></Gather></Response>"""
BYE = "<Response><Say>Thank you.</Say><Hangup/></Response>"


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
