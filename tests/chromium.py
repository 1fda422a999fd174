"""One Chromium for every test that looks at a page, without a screen or a graphics card."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

# Debian's browser, quiet and without a graphics card: WebGL is drawn by the processor.
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WEBGL_ARGS = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
SEEN_WITHIN_MS = 15_000


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=SEEN_WITHIN_MS)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    yield from launched(playwright, WEBGL_ARGS)


def launched(playwright: Playwright, extra: list[str]) -> Iterator[Browser]:
    """A browser of one's own, for the time of a fixture."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium on PATH")
    browser = playwright.chromium.launch(executable_path=path, args=[*ARGS, *extra])
    yield browser
    browser.close()
