"""What the page is made of: nothing from elsewhere, nothing inline, small, and whole without WebGL."""

import gzip

import httpx
from playwright.sync_api import Browser, expect

from dashboards import wall_folder
from tests.browser.conftest import SignedIn
from tests.browser.page import Wall
from tests.browser.service import Service

COMPRESSED_MAX = 500_000  # bytes of the whole page, map and all (issue "The wall and the phone")


def test_the_page_allows_itself_nothing_inline(standing: Service, signed_in: SignedIn) -> None:
    policy = httpx.get(standing.http).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    wall = signed_in(standing, "Jo")  # a violation would be a console error, and fail the fixture
    expect(wall.page.locator("[data-map=drawn]")).to_be_visible()


def test_the_built_page_is_small() -> None:
    files = [path for path in wall_folder().rglob("*") if path.is_file()]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= COMPRESSED_MAX


def test_a_map_that_does_not_come_says_so_and_the_rest_works(standing: Service, browser: Browser) -> None:
    context = browser.new_context()
    context.route("**/*worker*.js", lambda route: route.abort())
    wall = Wall.open(context, standing.http)
    wall.sign_in("Max", standing.agent("Max"))
    expect(wall.page.get_by_text("The map stopped.")).to_be_visible()
    standing.press("t-mapless")
    expect(wall.row_of("t-mapless")).to_be_visible()
    assert all("Worker failed to load" in error for error in wall.errors)  # the map's own word to the console
    context.close()


def test_without_webgl_the_map_says_so_and_the_rest_works(standing: Service, flat_browser: Browser) -> None:
    wall = Wall.open(flat_browser.new_context(), standing.http)
    wall.sign_in("Kim", standing.agent("Kim"))
    expect(wall.page.get_by_text("This browser has no WebGL")).to_be_visible()
    standing.press("t-flat")
    wall.choose("t-flat")
    wall.page.get_by_role("button", name="Claim").click()
    expect(wall.row_of("t-flat")).to_contain_text("You have it")
    assert wall.errors == []
