"""A link to a real redis-server, and a lane over it."""

from collections.abc import AsyncIterator

import pytest
import trio

from escort.log import Lane, Link, open_link
from tests.redis import RedisServer


@pytest.fixture
async def link(redis_server: RedisServer) -> AsyncIterator[Link]:
    async with open_link(redis_server.url) as link:
        yield link


@pytest.fixture
async def lane(link: Link, nursery: trio.Nursery) -> Lane:
    lane = Lane(link)
    nursery.start_soon(lane.carry)
    return lane
