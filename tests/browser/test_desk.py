"""The desk as its agents live it: what is offered, who is here, who gives and takes, in whose language."""

import time

from playwright.sync_api import Browser, expect

from tests.browser.axe import serious_faults
from tests.browser.conftest import SignedIn
from tests.browser.page import Wall
from tests.browser.service import Service

PLAN = [[-8.611, 41.146], [-8.61, 41.15], [-8.605, 41.155]]


def test_a_case_is_offered_and_accepted_with_one_key(service: Service, signed_in: SignedIn) -> None:
    wall = signed_in(service, "Lia")
    service.press("t-offer")
    offer = wall.page.locator("[data-offer]").filter(has_text="Offered to you")
    expect(offer).to_be_visible()
    expect(wall.page.get_by_text("Threat to life").first).to_be_visible()
    wall.page.keyboard.press("y")
    expect(wall.row_of("t-offer")).to_contain_text("You have it")
    expect(offer).to_have_count(0)
    expect(wall.page.locator("[data-urgent='0']")).to_have_count(1)
    wall.page.keyboard.press("g")
    wall.page.get_by_label("Give back").fill("My shift is over")
    wall.page.keyboard.press("Enter")
    expect(wall.row_of("t-offer")).to_have_attribute("data-state", "open")


def test_what_one_declines_the_next_is_offered(service: Service, signed_in: SignedIn) -> None:
    walls = {name: signed_in(service, name) for name in ("Mia", "Noa")}
    service.press("t-decline")
    for _ in range(2):
        asked = next(wall for wall in walls.values() if _is_offered(walls, wall))
        asked.page.keyboard.press("d")
        expect(asked.page.locator("[data-offer]").filter(has_text="Offered")).to_have_count(0)
    expect(walls["Mia"].row_of("t-decline")).to_have_attribute("data-state", "open")


def _is_offered(walls: dict[str, Wall], wall: Wall) -> bool:
    """Whether this wall shows the offer, once one of them does."""
    until = time.monotonic() + 15.0
    while time.monotonic() < until:
        shown = [each for each in walls.values() if each.page.get_by_text("Offered to you").count()]
        if shown:
            return wall in shown
        wall.page.wait_for_timeout(100)
    raise AssertionError("nobody is offered the case")


def test_the_desk_shows_who_is_here_and_a_break_is_a_break(service: Service, signed_in: SignedIn) -> None:
    wall = signed_in(service, "Ona")
    wall.page.keyboard.press("b")
    expect(wall.page.get_by_text("Ona · on a break")).to_be_visible()
    wall.page.keyboard.press("o")
    desk = wall.page.get_by_role("dialog", name="At the desk")
    expect(desk.locator("[data-agent=Ona]")).to_contain_text("on a break")
    assert serious_faults(wall.page) == []
    desk.get_by_role("button", name="I am back").click()
    expect(desk.locator("[data-agent=Ona]")).to_contain_text("free")


def test_numbers_are_shown_only_to_whom_asks_and_it_is_written_down(standing: Service, signed_in: SignedIn) -> None:
    standing.register("t-numbers", PLAN, rider={"name": "Rita", "phone": "+351900000001"})
    wall = signed_in(standing, "Pia")
    standing.press("t-numbers")
    wall.choose("t-numbers")
    assert "+351900000001" not in wall.page.content()
    wall.page.get_by_role("button", name="Show numbers").click()
    expect(wall.case.get_by_role("link", name="+351900000001")).to_be_visible()
    expect(wall.timeline.last).to_contain_text("Pia noted: Looked at the telephone numbers.")


def test_a_wall_in_chinese_and_by_daylight(standing: Service, signed_in: SignedIn) -> None:
    wall = signed_in(standing, "Rui")
    wall.page.get_by_role("button", name="中文").click()
    expect(wall.page.get_by_text("实时")).to_be_visible()
    wall.page.get_by_role("button", name="浅色").click()
    expect(wall.page.locator("html[data-light=light][lang=zh]")).to_have_count(1)
    standing.press("t-zh")
    expect(wall.row_of("t-zh")).to_contain_text("生命危险")
    wall.row_of("t-zh").click()
    expect(wall.page.get_by_role("list", name="时间线")).to_contain_text("按下报警按钮")
    assert serious_faults(wall.page) == []


def test_the_wall_has_no_serious_fault_for_anybody(standing: Service, signed_in: SignedIn) -> None:
    wall = signed_in(standing, "Sol")
    standing.press("t-axe")
    wall.choose("t-axe")
    assert serious_faults(wall.page) == []


def test_the_wallboard_looks_and_a_closed_case_is_played_again(service: Service, signed_in: SignedIn) -> None:
    service.register("t-review", PLAN)
    wall = signed_in(service, "Tea")
    service.press("t-review")
    wall.choose("t-review")
    wall.page.keyboard.press("c")
    expect(wall.row_of("t-review")).to_contain_text("You have it")
    board = Wall.open(wall.page.context, f"{service.http}/board")
    expect(board.page.get_by_role("list", name="Queue")).to_contain_text("Tea")
    assert serious_faults(board.page) == []
    board.page.close()
    wall.page.keyboard.press("x")
    wall.page.keyboard.press("1")
    wall.page.keyboard.press("Enter")
    wall.page.get_by_role("link", name="Review").click()
    slider = wall.page.get_by_role("slider", name="Time in this case")
    expect(wall.timeline.last).to_contain_text("Closed by Tea as Safe")
    slider.fill(str(slider.get_attribute("min")))
    expect(wall.timeline.last).not_to_contain_text("Closed")
    assert serious_faults(wall.page) == []


def test_a_supervisor_gives_a_case_to_somebody(service: Service, signed_in: SignedIn, browser: Browser) -> None:
    agent = signed_in(service, "Uma")
    password = service.agent("Vic", role="supervisor")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    chief = Wall.open(context, service.http)
    chief.sign_in("Vic", password)
    service.press("t-assign")
    chief.choose("t-assign")
    chief.page.keyboard.press("h")
    chief.page.get_by_label("Assign to …").select_option("Uma")
    chief.page.get_by_role("button", name="Send").click()
    expect(agent.row_of("t-assign")).to_contain_text("You have it")
    assert chief.errors == []
    context.close()
