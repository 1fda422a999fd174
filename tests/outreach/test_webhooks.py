"""The carrier's webhooks: who may speak to them, and what a repeat or a replay does."""

from typing import Any

import httpx
import pytest
from twilio.request_validator import RequestValidator

from alerts import requests
from escort import clock, metrics
from escort.outbox.answers import taken_for_s
from tests.outreach.world import BASE, RITA, World, world_on
from tests.redis import RedisServer


def refused(why: str) -> float:
    """How often that was counted."""
    value: float = metrics.webhooks_refused.labels(why)._value.get()
    return value


async def post(
    world: World, path: str, words: dict[str, str], token: str | None = None, signed_as: str | None = None
) -> httpx.Response:
    """A request that says it is the carrier's; `token` None: without a signature."""
    url = f"{BASE}/v1/twilio/{path}"
    headers = {}
    if token is not None:
        headers["X-Twilio-Signature"] = RequestValidator(token).compute_signature(signed_as or url, words)
    async with httpx.AsyncClient(transport=world.hooks) as http:
        return await http.post(url, data=words, headers=headers)


async def a_call(world: World) -> dict[str, Any]:
    """A call that is over; the words of its last callback."""
    await world.trip()
    world.phones.expect_call(RITA).presses("1")
    await world.call()
    await world.told(requests.CallSettled, outcome="safe")
    await world.settled()
    return {"CallSid": next(iter(world.exchange.calls)), "CallStatus": "completed", "SequenceNumber": "3"}


async def test_without_a_signature_or_with_a_wrong_one_nothing_is_taken(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        words = await a_call(world)
        before = refused("unsigned"), refused("signature")
        assert (await post(world, "call/c1/progress", words)).status_code == 403
        assert (await post(world, "call/c1/progress", words, "another's token")).status_code == 403
        tampered = RequestValidator("exchange").compute_signature(f"{BASE}/v1/twilio/call/c1/answer-1", {"Digits": "2"})
        async with httpx.AsyncClient(transport=world.hooks) as http:
            url, header = f"{BASE}/v1/twilio/call/c1/answer-1", {"X-Twilio-Signature": tampered}
            assert (await http.post(url, data={"Digits": "1"}, headers=header)).status_code == 403
        assert (refused("unsigned"), refused("signature")) == (before[0] + 1, before[1] + 2)


@pytest.mark.parametrize("token", ["exchange", "the token before"])
async def test_either_token_signs_while_one_is_being_replaced(redis_server: RedisServer, token: str) -> None:
    async with world_on(redis_server.url) as world:
        words = await a_call(world)
        assert (await post(world, "call/c1/progress", words, token)).status_code == 200


async def test_the_address_is_the_public_one_whatever_a_proxy_made_of_it(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        words = await a_call(world)
        url = "http://127.0.0.1:8080/v1/twilio/call/c1/progress"
        signed = RequestValidator("exchange").compute_signature(f"{BASE}/v1/twilio/call/c1/progress", words)
        async with httpx.AsyncClient(transport=world.hooks) as http:
            forwarded = await http.post(url, data=words, headers={"X-Twilio-Signature": signed})
            inner = RequestValidator("exchange").compute_signature(url, words)
            forged = await http.post(url, data=words, headers={"X-Twilio-Signature": inner})
        assert (forwarded.status_code, forged.status_code) == (200, 403)


async def test_a_repeated_callback_changes_nothing(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        words = await a_call(world)
        for _ in range(3):
            assert (await post(world, "call/c1/progress", words, "exchange")).status_code == 200
        assert {told.outcome for told in await world.letters(requests.CallSettled)} == {"safe"}


async def test_what_was_captured_and_sent_again_long_after_is_refused(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world_on(redis_server.url) as world:
        await a_call(world)
        now_s, before = clock.now_s(), refused("replay")
        monkeypatch.setattr(clock, "now_s", lambda: now_s + taken_for_s + 1)
        assert (await post(world, "call/c1/answer-1", {"Digits": "2"}, "exchange")).status_code == 403
        assert refused("replay") > before
        assert {told.outcome for told in await world.letters(requests.CallSettled)} == {"safe"}


async def test_another_accounts_call_is_refused(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        words = await a_call(world) | {"AccountSid": f"AC{'9' * 32}"}
        assert (await post(world, "call/c1/progress", words, "exchange")).status_code == 403


@pytest.mark.parametrize("path", ["call/nobody/start", "call/c1/dance", "page/none/said", "fax/c1/start"])
async def test_what_there_is_not_is_refused(redis_server: RedisServer, path: str) -> None:
    async with world_on(redis_server.url) as world:
        await a_call(world)
        assert (await post(world, path, {}, "exchange")).status_code == 403


async def test_words_that_are_no_words_are_no_answer(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await world.trip()
        rita = world.phones.expect_call(RITA).stays_silent()
        await world.call()
        await rita.came.wait()
        await world.told(requests.CallProgressed, state="in_progress")
        words = {"SpeechResult": "\x00\ufffd", "Confidence": "much"}
        answer = await post(world, "call/c1/answer-1", words, "exchange")
        assert answer.status_code == 200
        assert "answer-2" in answer.text
        assert not await world.letters(requests.CallSettled)
        world.exchange.update(next(iter(world.exchange.calls)), None, "completed")
