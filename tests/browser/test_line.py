"""A wall that cannot lie: cut off, frozen or restarted, it says so, and afterwards nothing is missing."""

import time

from playwright.sync_api import expect

from tests.browser.cable import cable_to
from tests.browser.conftest import SignedIn
from tests.browser.service import Service

STALE_AFTER_S = 3.0
A_LITTLE_S = 2.0  # a beat's distance, a tick of the page, and a busy machine


def test_entries_that_arrive_while_the_line_is_cut_are_all_there_afterwards(
    standing: Service, signed_in: SignedIn
) -> None:
    with cable_to(standing.http) as cable:
        wall = signed_in(standing, "Gil", cable.url)
        expect(wall.page.locator("[data-map=drawn]")).to_be_visible()
        standing.press("t-cut-first")
        expect(wall.row_of("t-cut-first")).to_be_visible()
        cable.cut()
        missed = [f"t-cut-{n}" for n in range(12)]
        standing.press(*missed)
        expect(wall.stale).to_be_visible()
        assert wall.row_of("t-cut-11").count() == 0
        cable.mend()
        expect(wall.row_of("t-cut-11")).to_be_visible()
        expect(wall.stale).not_to_be_visible()
        truth = wall.page.request.get(f"{cable.url}/v1/incidents?open=true").json()["incidents"]
        assert {case["trip"] for case in truth} >= set(missed)
        assert wall.incidents() == {case["incident"] for case in truth}
        feeds = [url for url in wall.urls if "/v1/wall" in url]
        assert len(feeds) > 1
        assert all("since=" in url for url in feeds[1:])  # resumed, not begun anew
        wall.page.close()


def test_a_silent_board_says_so_within_three_seconds(service: Service, signed_in: SignedIn) -> None:
    wall = signed_in(service, "Hal")
    expect(wall.stale).not_to_be_visible()
    service.freeze()
    frozen_at = time.monotonic()
    expect(wall.stale).to_be_visible()
    assert STALE_AFTER_S - A_LITTLE_S <= time.monotonic() - frozen_at <= STALE_AFTER_S + A_LITTLE_S
    expect(wall.page).to_have_title("STALE · Escort wall")
    service.thaw()
    expect(wall.stale).not_to_be_visible()


def test_an_open_wall_goes_on_after_the_service_was_killed(service: Service, signed_in: SignedIn) -> None:
    wall = signed_in(service, "Ida")
    service.press("t-before")
    wall.choose("t-before")
    wall.page.keyboard.press("c")
    expect(wall.row_of("t-before")).to_contain_text("You have it")

    service.kill()
    expect(wall.stale).to_be_visible()
    service.start()
    expect(wall.stale).not_to_be_visible(timeout=20_000)

    service.press("t-after")
    expect(wall.row_of("t-after")).to_be_visible()
    expect(wall.row_of("t-before")).to_contain_text("You have it")
    wall.page.keyboard.press("n")
    wall.page.keyboard.type("the service was away")
    wall.page.keyboard.press("Enter")
    expect(wall.timeline.last).to_contain_text("the service was away")
    assert wall.deeds() == ["opened", "pressed", "claimed", "noted"]


def test_an_agent_whose_session_ended_signs_in_again_and_finds_the_board_as_it_was(
    standing: Service, signed_in: SignedIn
) -> None:
    wall = signed_in(standing, "Lu")
    standing.press("t-session")
    wall.choose("t-session")
    wall.page.context.clear_cookies()
    wall.page.keyboard.press("c")
    expect(wall.page.get_by_text("Your session has ended.")).to_be_visible()
    wall.sign_in("Lu", standing.agent("Lu"))
    expect(wall.stale).not_to_be_visible()
    wall.page.keyboard.press("c")
    expect(wall.row_of("t-session")).to_contain_text("You have it")
