"""Twilio's own description judges what we ask of Twilio, and what our exchange answers in its place."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from alerts.outreach.carrier import Access, CallOrder, Carrier, Later, Placed, Refused, Unsure
from alerts.outreach.exchange import Exchange, Phones
from alerts.outreach.script import in_a_room
from tests.contract.prism import Prism
from tests.outreach.conftest import US, carrier_of, exchange, other_end, phones
from tests.outreach.other_end import OtherEnd

__all__ = ["exchange", "other_end", "phones"]  # fixtures

DESCRIPTION = Path(__file__).parents[3] / "shared" / "data" / "twilio" / "twilio_api_v2010.json"
ACCOUNT = f"AC{'0' * 31}1"
RITA = "+351912345678"
ORDER = CallOrder(RITA, "https://x.example/a", "https://x.example/b", "https://x.example/c", "https://x.example/d")


@pytest.fixture(scope="module")
def description() -> Path:
    if not DESCRIPTION.exists():
        pytest.skip("../shared/data/twilio is not here")
    return DESCRIPTION


@pytest.fixture(scope="module")
def prism(description: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prism]:
    judged = tmp_path_factory.mktemp("prism") / "twilio.json"
    judged.write_text(json.dumps(for_prism(json.loads(description.read_text()))))
    made = Prism(judged)
    made.start()
    yield made
    made.stop()


def for_prism(api: dict[str, Any]) -> dict[str, Any]:
    """The same description, with what Prism needs said aloud.

    A list in a form is its name, repeated: OpenAPI's default, which Prism follows only where it is written. And the
    addresses of pages are relative in Twilio's own examples, which "format: uri" would refuse: that word is left out.
    """
    form = "application/x-www-form-urlencoded"
    for path in api["paths"].values():
        for act in (act for act in path.values() if isinstance(act, dict)):
            content = act.get("requestBody", {}).get("content", {}).get(form)
            for answer in act.get("responses", {}).values():
                for said in answer.get("content", {}).values():
                    for name, rule in said["schema"].get("properties", {}).items():
                        if name.endswith("uri"):
                            rule.pop("format", None)
            if content is not None:
                lists = [name for name, rule in content["schema"]["properties"].items() if rule.get("type") == "array"]
                content["encoding"] = {name: {"style": "form", "explode": True} for name in lists}
    return api


@pytest.fixture
def carrier(prism: Prism) -> Carrier:
    return Carrier(Access(ACCOUNT, "token", US, prism.url))


async def test_every_request_we_make_is_one_that_twilio_describes(carrier: Carrier) -> None:
    placed = await carrier.place(ORDER)
    assert isinstance(placed, Placed), placed
    assert isinstance(await carrier.say(RITA, in_a_room("a")), Placed)
    assert isinstance(await carrier.send(RITA, "hello", "https://x.example/told"), Placed)
    assert isinstance(await carrier.redirect(placed.sid, in_a_room("a")), Placed)
    assert isinstance(await carrier.hang_up(placed.sid), Placed)
    assert not isinstance(await carrier.state(placed.sid), Unsure)
    assert not isinstance(await carrier.placed_since(RITA, 0.0), Unsure)
    assert not isinstance(await carrier.sent_since(RITA, 0.0), Unsure)


async def test_what_twilio_does_not_describe_is_refused(prism: Prism, carrier: Carrier) -> None:
    """The judge judges: without this the test above would prove nothing."""
    wrong = await carrier.hang_up("no sid")
    assert isinstance(wrong, Refused | Later), wrong
    unsigned = httpx.post(f"{prism.url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json", data={"To": RITA}, auth=("a", "b"))
    assert unsigned.status_code == 422


def schemas(description: Path) -> dict[str, Any]:
    every: dict[str, Any] = json.loads(description.read_text())["components"]["schemas"]
    return every


def complaints(shown: dict[str, Any], schema: dict[str, Any], every: dict[str, Any]) -> list[str]:
    """What of a resource is not as its schema says."""
    found = [f"{name} is no property" for name in shown if name not in schema["properties"]]
    found += [f"{name} is missing" for name in schema["properties"] if name not in shown]
    for name, value in shown.items():
        rule = schema["properties"].get(name, {})
        rule = every[rule["$ref"].rpartition("/")[2]] if "$ref" in rule else rule
        if value is None:
            continue
        kinds = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}
        if rule.get("type") in kinds and not isinstance(value, kinds[rule["type"]]):
            found.append(f"{name}: {value!r} is no {rule['type']}")
        if "enum" in rule and value not in rule["enum"]:
            found.append(f"{name}: {value!r} is none of {rule['enum']}")
        if "pattern" in rule and not re.search(rule["pattern"], str(value)):
            found.append(f"{name}: {value!r} does not look like {rule['pattern']}")
    return found


async def test_what_the_exchange_answers_is_what_twilio_describes(
    exchange: Exchange, phones: Phones, other_end: OtherEnd, description: Path
) -> None:
    every = schemas(description)
    other_end.says = {"/ask": in_a_room("room")}
    with phones:
        phones.expect_call(RITA)
        async with carrier_of(exchange) as carrier:
            order = CallOrder(RITA, f"{other_end.base}/ask", f"{other_end.base}/b", f"{other_end.base}/told")
            placed = await carrier.place(order)
            assert isinstance(placed, Placed)
            assert isinstance(await carrier.send(RITA, "hello"), Placed)
            await other_end.hears("/told", CallStatus="in-progress")
            while not exchange.rooms.every:
                await other_end.hears("/ask")
            [call], [message] = exchange.calls.values(), exchange.messages.values()
            [room] = exchange.rooms.every.values()
            assert complaints(call.shown(), every["api.v2010.account.call"], every) == []
            assert complaints(message.shown(), every["api.v2010.account.message"], every) == []
            assert complaints(room.shown(), every["api.v2010.account.conference"], every) == []
            [participant] = room.shown_participants()
            assert complaints(participant, every["api.v2010.account.conference.participant"], every) == []
            await carrier.hang_up(placed.sid)
            await exchange.ended(placed.sid)
    assert complaints(call.shown(), every["api.v2010.account.call"], every) == []
    assert complaints({"sid": "CA1", "status": "gone"}, every["api.v2010.account.call"], every)
