"""A wall that cannot lie: cut off, frozen or restarted, it says so, and afterwards nothing is missing."""

import time

from playwright.sync_api import expect

from tests.browser.conftest import SignedIn
from tests.browser.phone import press
from tests.browser.service import Service

STALE_AFTER_S = 3.0
A_LITTLE_S = 1.5  # a beat's distance and a tick of the page


def test_entries_that_arrive_while_the_line_is_cut_are_all_there_afterwards(
    standing: Service, signed_in: SignedIn
) -> None:
    wall = signed_in(standing, "Gil")
    press(standing.device, standing.token("t-cut-0"), "p-cut-0")
    expect(wall.row_of("t-cut-0")).to_be_visible()
    wall.page.context.set_offline(True)
    missed = [f"t-cut-{n}" for n in range(1, 13)]
    for trip in missed:
        press(standing.device, standing.token(trip), f"p-{trip}")
    expect(wall.stale).to_be_visible()
    assert wall.row_of("t-cut-12").count() == 0
    wall.page.context.set_offline(False)
    expect(wall.row_of("t-cut-12")).to_be_visible()
    expect(wall.stale).not_to_be_visible()
    truth = wall.page.request.get(f"{standing.http}/v1/incidents?open=true").json()["incidents"]
    assert {case["trip"] for case in truth} >= set(missed)
    assert wall.incidents() == {case["incident"] for case in truth}
    assert sum("since=" in url for url in wall.urls) >= 1  # resumed, not begun anew


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
    press(service.device, service.token("t-before"), "p-before")
    wall.choose("t-before")
    wall.page.keyboard.press("c")
    expect(wall.row_of("t-before")).to_contain_text("You have it")

    service.kill()
    expect(wall.stale).to_be_visible()
    service.start()
    expect(wall.stale).not_to_be_visible(timeout=20_000)

    press(service.device, service.token("t-after"), "p-after")
    expect(wall.row_of("t-after")).to_be_visible()
    expect(wall.row_of("t-before")).to_contain_text("You have it")
    wall.page.keyboard.press("n")
    wall.page.keyboard.type("the service was away")
    wall.page.keyboard.press("Enter")
    expect(wall.timeline.last).to_contain_text("the service was away")
    assert wall.kinds() == ["opened", "pressed", "claimed", "noted"]
