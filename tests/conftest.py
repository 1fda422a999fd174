"""What every part of the tests may ask for: a real redis-server, and the real service."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chromium import browser, playwright
from tests.redis import RedisServer
from tests.service import Service

__all__ = ["browser", "playwright"]  # fixtures


@pytest.fixture(scope="session")
def _redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server on PATH")
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def redis_server(_redis_server: RedisServer) -> RedisServer:
    """A redis-server for tests that leave it running: empty."""
    with _redis_server.client() as client:
        client.flushall()
    return _redis_server


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A redis-server to be paused, killed and started again."""
    (tmp_path / "redis").mkdir()
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def standing_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for every test that leaves it standing; each brings trips of its own."""
    yield from served(tmp_path_factory.mktemp("standing"))


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Service]:
    """A service to be frozen, killed and restarted."""
    yield from served(tmp_path)


def served(folder: Path) -> Iterator[Service]:
    service = Service(folder)
    service.start()
    yield service
    service.stop()
