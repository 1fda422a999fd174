"""A rider whom no call reaches gets one message, and may cry for help by answering it."""

from typing import Any

import pytest
import trio

from alerts import requests
from escort.short_links import ShortLinks
from tests.outreach.world import RITA, US, World, world_on
from tests.redis import RedisServer


async def missed(world: World, **rider: Any) -> None:
    """A call that nobody answers."""
    await world.trip(language="en", **rider)
    world.phones.expect_call(RITA).is_not_answered()
    await world.call()
    await world.told(requests.CallSettled, outcome="no_answer")


async def texts(world: World, count: int) -> list[str]:
    with trio.fail_after(5):
        while len(world.phones.texts[RITA]) < count:
            await trio.sleep(0.01)
    return world.phones.texts[RITA]


async def replied(world: World, number: str, body: str) -> str:
    """What a message to the desk is answered with."""
    answer = await world.outreach.answer("text", "reply", "in", {"From": number, "Body": body})
    assert isinstance(answer, str)
    return answer


async def test_a_missed_call_is_followed_by_one_message_whose_link_leads_to_the_ride(
    redis_server: RedisServer,
) -> None:
    async with world_on(redis_server.url) as world:
        await missed(world)
        [text] = await texts(world, 1)
        assert text.startswith("Your ride's safety desk tried to call you, because something about it is unusual.")
        word = text.rpartition("/r/")[2]
        assert await ShortLinks(world.link).find(word) == "T1"
        assert await ShortLinks(world.link).find("guessed") is None
        world.phones.expect_call(RITA).is_busy()
        await world.call("c2", severity=4)
        await world.told(requests.CallSettled, call_id="c2", outcome="busy")
        await world.settled()
        assert len(world.phones.texts[RITA]) == 1


@pytest.mark.parametrize(("body", "outcome"), [("2", "help"), ("HELP!!", "help"), ("0", "person")])
async def test_an_answer_may_cry_for_help(redis_server: RedisServer, body: str, outcome: str) -> None:
    async with world_on(redis_server.url) as world:
        await missed(world)
        await texts(world, 1)
        world.exchange.reply(RITA, US, body)
        await world.told(requests.CallSettled, call_id="c1", outcome=outcome)


@pytest.mark.parametrize("body", ["1", "I'm fine", "who is this?", ""])
async def test_an_answer_calms_nobody(redis_server: RedisServer, body: str) -> None:
    async with world_on(redis_server.url) as world:
        await missed(world)
        await texts(world, 1)
        assert "open the link" in await replied(world, RITA, body)
        assert {told.outcome for told in await world.letters(requests.CallSettled)} == {"no_answer"}


async def test_a_stranger_s_message_is_nobody_s(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await missed(world)
        await texts(world, 1)
        assert "Message" not in await replied(world, "+351999999999", "2")


async def test_whoever_wants_no_messages_gets_none(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await missed(world, prefers=("prompt", "voice"))
        await world.settled()
        assert not world.phones.texts[RITA]
