"""A service without a carrier settles every call and page as failed at once, so that cases go on to people."""

from typing import Any, cast

import msgspec
import pytest
import trio

from alerts import Effect, effects, requests
from escort.accounts import Accounts
from escort.auth import Seal
from escort.inbox import opened
from escort.log import DeskKeys, Lane, open_link
from escort.outbox.directory import Directory
from escort.outbox.mute import why
from escort.outbox.outreach import Outreach
from escort.outbox.settings import OutreachSettings
from escort.trips import Trips
from tests.redis import RedisServer

CASES: list[tuple[effects.Channel, effects.Body, Any]] = [
    (
        "voice",
        effects.PlaceCall("c1", "rider", "Off.", 1, 2),
        requests.CallSettled("c1", "i-1", "failed", why),
    ),
    (
        "page",
        effects.Page("p1", "team", "team", 4, "SOS.", "i-1"),
        requests.PageSettled("p1", "i-1", "failed"),
    ),
]


@pytest.mark.parametrize(("channel", "body", "letter"), CASES)
async def test_what_cannot_be_done_is_settled_at_once(
    redis_server: RedisServer, channel: effects.Channel, body: effects.Body, letter: Any
) -> None:
    settings, keys, seal = OutreachSettings(), DeskKeys("main"), Seal("s" * 32)
    async with open_link(redis_server.url) as link, trio.open_nursery() as nursery:
        lane = Lane(link)
        nursery.start_soon(lane.carry)
        directory = Directory(settings, Accounts(link), seal, keys.region)
        outreach = Outreach(settings, link, lane, keys, Trips(link, seal), directory, "one")
        outreach.worker.take_wait_s = 0.02
        await nursery.start(outreach.work)
        effect = Effect("i-1/1/x", channel, "i-1", "T1", "rider", body, 2)
        await lane.append(keys.outbox(channel), msgspec.json.encode(effect))
        with trio.fail_after(10):
            while not (rows := await link.turn(lambda client: cast(list[Any], client.xrange(keys.inbox)))):
                await trio.sleep(0.01)
        assert [opened(fields[b"d"]) for _, fields in rows] == [letter]
        nursery.cancel_scope.cancel()
