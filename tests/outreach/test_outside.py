"""What outside systems are told, and what they tell: PagerDuty, signed webhooks, CAP 1.2, Alertmanager, guardians."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from alerts import requests
from alerts.effects import Announce, Guardian
from alerts.outreach.alertmanager import Group, alarms_of
from alerts.outreach.cap import CapCase, cap_of
from alerts.outreach.exchange import Fault, FaultPlan
from alerts.outreach.outside import signature, signed_by
from alerts.outreach.texts import guardian_text
from alerts.outreach.words import languages
from escort.trips import Person
from tests.outreach.world import DAVID, World, world_on
from tests.redis import RedisServer

DATA = Path(__file__).parents[3] / "shared" / "data"
OPENED = datetime(2026, 3, 1, 22, 13, 20, tzinfo=UTC)
MUM = "+351911111111"
HOOK = "https://subscriber.example/cases"


def with_data(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"../shared/data/{name} is not here")
    return path


class Subscriber:
    """An outside system that answers what it is told to, and keeps what it heard."""

    def __init__(self, *codes: int) -> None:
        self.codes, self.heard = list(codes), list[httpx.Request]()

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.heard.append(request)
        return httpx.Response(self.codes.pop(0) if self.codes else 202)


async def announce(world: World, subscriber: Subscriber, what: Any = "opened") -> None:
    world.outreach.outside.transport = subscriber.transport()
    await world.wants(Announce(what, "The rider pressed SOS.", 4), channel="webhook")
    await world.settled()


async def test_a_subscriber_is_told_signed_and_the_same_again_is_the_same(redis_server: RedisServer) -> None:
    more = {"webhook_secret": "a secret"}
    async with world_on(redis_server.url, file={"webhook": [{"url": HOOK}]}, more=more) as world:
        subscriber = Subscriber(503)
        await announce(world, subscriber)
        first, again = subscriber.heard
        told = json.loads(again.content)
        assert json.loads(first.content)["id"] == told["id"] == "i-1/1/webhook"
        assert (told["what"], told["incident"], told["severity"]) == ("opened", "i-1", 4)
        header = again.headers["escort-signature"]
        now_s = told["at"]
        assert signed_by("a secret", header, again.content, now_s)
        assert not signed_by("another", header, again.content, now_s)
        assert not signed_by("a secret", header, again.content + b" ", now_s)
        assert not signed_by("a secret", header, again.content, now_s + 301)


async def test_what_a_subscriber_will_never_take_is_a_dead_letter_and_the_case_goes_on(
    redis_server: RedisServer,
) -> None:
    async with world_on(redis_server.url, file={"webhook": [{"url": HOOK}]}) as world:
        await announce(world, Subscriber(410))
        failed = await world.told(requests.EffectFailed)
        assert (failed.effect_id, failed.incident, failed.why) == ("i-1/1/webhook", "i-1", "webhook answers 410")


async def test_pagerduty_opens_and_resolves_one_story(redis_server: RedisServer) -> None:
    schemas = json.loads(with_data("pagerduty/events_v2_openapi.json").read_text())
    body = schemas["paths"]["/enqueue"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    async with world_on(redis_server.url, more={"pagerduty_key": "k" * 32}) as world:
        subscriber = Subscriber()
        await announce(world, subscriber)
        await announce(world, subscriber, "closed")
        opened, closed = (json.loads(request.content) for request in subscriber.heard)
        assert [str(request.url) for request in subscriber.heard] == ["https://events.pagerduty.com/v2/enqueue"] * 2
        assert (opened["event_action"], closed["event_action"]) == ("trigger", "resolve")
        assert opened["dedup_key"] == closed["dedup_key"]
        for told in (opened, closed):
            assert set(body["required"]) <= set(told) <= set(body["properties"])
        payload = schemas["components"]["schemas"]["Payload"]
        assert set(payload["required"]) <= set(opened["payload"]) <= set(payload["properties"])
        assert opened["payload"]["severity"] in payload["properties"]["severity"]["enum"]


def case(**more: Any) -> CapCase:
    words: dict[str, Any] = {
        "incident": "i-1",
        "kind": "Alert",
        "sender": "safety-escort.main",
        "sent": OPENED,
        "opened": OPENED,
        "severity": 4,
        "why": "The rider pressed SOS.",
        "reasons": ("The rider pressed SOS.", "Off the route by 420 m."),
        "place": (-8.61, 41.15),
    }
    return CapCase(**(words | more))


CASES = [
    case(),
    case(kind="Update", sent=OPENED + timedelta(seconds=40), vehicle="AB-12-CD"),
    case(kind="Cancel", severity=0, place=None, drill=True),
    case(why="<&> \x00 救命" + "x" * 400, reasons=()),
]


@pytest.mark.parametrize("told", CASES)
def test_cap_is_valid_by_its_schema(told: CapCase) -> None:
    xmlschema = pytest.importorskip("xmlschema")
    schema = xmlschema.XMLSchema(str(with_data("cap/CAP-v1.2.xsd")))
    schema.validate(cap_of(told).decode())
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        schema.validate(cap_of(told).decode().replace("Private", "Secret"))


def test_a_cap_update_refers_to_the_alert_before_it() -> None:
    first, later = cap_of(case()).decode(), cap_of(CASES[1]).decode()
    assert "<identifier>i-1.1772403200</identifier>" in first
    assert "<references>safety-escort.main,i-1.1772403200,2026-03-01T22:13:20-00:00</references>" in later
    assert "<circle>41.15000,-8.61000 0.2</circle>" in first


@pytest.mark.parametrize(("file", "firing"), [("1_firing", True), ("2_resolved", False)])
def test_a_captured_webhook_of_alertmanager_is_read(file: str, firing: bool) -> None:
    path = with_data(f"alertmanager/captured_webhook_{file}.json")
    group = msgspec.convert(json.loads(path.read_text())["body"], Group, strict=False)
    alarms = alarms_of(group, 0.0)
    assert alarms
    assert all(alarm.firing == firing for alarm in alarms if alarm.alarm_id == alarms[0].alarm_id)
    assert alarms[0].title == "SosAckSlow"
    assert "SOS p95 acknowledgement above 3 s" in alarms[0].text
    assert datetime.fromtimestamp(alarms[0].at, UTC).year == 2026


async def test_guardians_are_told_once_each_with_a_link_that_opens(redis_server: RedisServer) -> None:
    faults: dict[str, list[Fault]] = {MUM: ["throttled"]}
    async with world_on(redis_server.url, faults=FaultPlan(faults)) as world:
        people = (
            Person(name="Mum", phone=MUM),
            Person(name="Dad", phone="no number"),
            Person(phone=DAVID, language="en"),
        )
        await world.trip(guardians=people)
        await world.wants(Guardian("T1", 4), channel="sms")
        await world.settled()
        [mum], [friend] = world.phones.texts[MUM], world.phones.texts[DAVID]
        assert mum.startswith("Rita pode precisar de ajuda durante uma viagem.")
        assert friend.startswith("Rita may need help during a ride.")
        word = friend.rpartition("/share/")[2]
        share = await world.outreach.shares.find(word)
        assert share is not None
        assert share.trip == "T1"


def test_every_language_of_the_call_has_its_message() -> None:
    for language in languages():
        assert "https://x.example" in guardian_text(language, None, "https://x.example")


def test_a_signature_says_when() -> None:
    assert signature("s", 1, b"{}").startswith("t=1,v1=")
    assert not signed_by("s", "v1=00", b"{}", 1.0)
