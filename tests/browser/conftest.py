"""One browser for all tests, one service for those that leave it standing, a signed-in window for whoever asks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.browser.page import Wall
from tests.browser.service import Service
from tests.chromium import launched

SignedIn = Callable[..., Wall]


@pytest.fixture
def flat_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that cannot draw a map."""
    yield from launched(playwright, ["--disable-3d-apis"])


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for every test that leaves it as it found it."""
    yield from _served(tmp_path_factory.mktemp("standing"))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service to be frozen, killed and restarted."""
    yield from _served(tmp_path)


def _served(folder: Path) -> Iterator[Service]:
    service = Service(folder)
    try:
        service.start()
        yield service
    finally:
        service.stop()


@pytest.fixture
def signed_in(browser: Browser) -> Iterator[SignedIn]:
    """Opens a window for an agent; afterwards no window may have complained, or asked anything of another host."""
    opened: list[tuple[BrowserContext, Wall, str]] = []

    def window(service: Service, name: str, url: str | None = None) -> Wall:
        password = service.agent(name)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        wall = Wall.open(context, url or service.http)
        opened.append((context, wall, urlsplit(url or service.http).netloc))
        wall.sign_in(name, password)
        return wall

    yield window
    for context, wall, host in opened:
        context.close()
        assert wall.errors == []
        assert {urlsplit(url).netloc for url in wall.urls if not url.startswith(("blob:", "data:"))} == {host}
