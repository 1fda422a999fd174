"""A link to a redis-server, closed when the test is over."""

from collections.abc import Iterator

import pytest

from escort.log import Link
from tests.redis import RedisServer


@pytest.fixture
def link(redis_server: RedisServer) -> Iterator[Link]:
    """To a server that is left running."""
    link = Link(redis_server.url)
    yield link
    link.close()


@pytest.fixture
def own_link(own_redis: RedisServer) -> Iterator[Link]:
    """To a server of the test's own."""
    link = Link(own_redis.url)
    yield link
    link.close()
