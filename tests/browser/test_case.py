"""A press reaches an agent's eyes, is worked on, and is closed: each step in the timeline, none needs a reload."""

import time

from playwright.sync_api import expect

from tests.browser.conftest import SignedIn
from tests.browser.phone import press
from tests.browser.service import Service

PLAN = [[-8.611, 41.146], [-8.61, 41.15], [-8.605, 41.155]]


def test_a_press_is_shown_claimed_spoken_with_and_closed(standing: Service, signed_in: SignedIn) -> None:
    standing.register("t-sos", PLAN, rider={"name": "Rita", "language": "pt"}, driver={"vehicle": "12-AB-34"})
    wall = signed_in(standing, "Ada")
    (answer,) = press(standing.device, standing.token("t-sos"), "t-sos")
    assert answer["type"] == "pressed"

    row = wall.row_of("t-sos")
    expect(row).to_have_attribute("data-severity", "4")
    expect(row).to_have_attribute("data-state", "open")
    expect(row).to_contain_text("4 · Threat to life")
    wall.choose("t-sos")
    expect(wall.case).to_contain_text("Rita · speaks Portuguese")
    expect(wall.case).to_contain_text("12-AB-34")

    wall.page.get_by_role("button", name="Claim").click()
    expect(row).to_have_attribute("data-state", "claimed")
    expect(row).to_contain_text("You have it")
    wall.page.get_by_role("button", name="Say to the phone").click()
    wall.page.get_by_label("Say to the phone").fill("We are with you, Rita.")
    wall.page.get_by_role("button", name="Send").click()
    expect(wall.timeline.last).to_contain_text("We are with you, Rita.")
    wall.page.get_by_role("button", name="Note").click()
    wall.page.get_by_label("Note").fill("Pressed by mistake")
    wall.page.get_by_role("button", name="Send").click()
    expect(wall.timeline.last).to_contain_text("Ada noted: Pressed by mistake")
    wall.page.get_by_role("button", name="Close").click()
    wall.page.get_by_label("False alarm").check()
    wall.page.get_by_role("button", name="Close").click()

    expect(row).to_have_count(0)
    expect(wall.case).to_contain_text("Closed: False alarm")
    assert wall.deeds() == ["opened", "pressed", "claimed", "said", "noted", "closed"]


def test_of_two_agents_one_has_the_case_and_the_other_reads_who(standing: Service, signed_in: SignedIn) -> None:
    first, second = signed_in(standing, "Bo"), signed_in(standing, "Cy")
    standing.press("t-race")
    for wall in (first, second):
        wall.choose("t-race")
    # The second agent's board hears nothing of the claim, as if the entry were still on its way.
    second.page.context.set_offline(True)
    first.page.keyboard.press("c")
    expect(first.row_of("t-race")).to_contain_text("You have it")
    expect(second.row_of("t-race")).to_have_attribute("data-state", "open")
    second.page.keyboard.press("c")
    second.page.context.set_offline(False)
    expect(second.refusal).to_have_text("already claimed by Bo")
    expect(second.row_of("t-race")).to_contain_text("Bo has it")
    second.page.keyboard.press("x")
    expect(second.refusal).to_contain_text("Claim it first")


def test_the_keyboard_is_enough(standing: Service, signed_in: SignedIn) -> None:
    wall = signed_in(standing, "Di")
    for n in range(2):
        standing.press(f"t-key-{n}")
        expect(wall.row_of(f"t-key-{n}")).to_be_visible()
    keyboard = wall.page.keyboard
    keyboard.press("j")
    expect(wall.page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    while wall.row_of("t-key-1").get_attribute("aria-selected") == "false":
        keyboard.press("j")
    keyboard.press("Enter")
    expect(wall.row_of("t-key-1")).to_contain_text("You have it")
    keyboard.press("n")
    keyboard.type("called j x c")  # letters in a field are letters
    keyboard.press("Enter")
    expect(wall.timeline.last).to_contain_text("called j x c")
    keyboard.press("?")
    expect(wall.page.get_by_role("dialog", name="Keys")).to_be_visible()
    keyboard.press("Escape")
    keyboard.press("x")
    keyboard.press("1")
    keyboard.press("Enter")
    expect(wall.row_of("t-key-1")).to_have_count(0)
    expect(wall.row_of("t-key-0")).to_be_visible()
    expect(wall.case).to_contain_text("Closed: Safe")


def test_a_case_stands_on_the_map_where_its_vehicle_is(standing: Service, signed_in: SignedIn) -> None:
    standing.register("t-map", PLAN)
    wall = signed_in(standing, "Eve")
    standing.press("t-map")
    standing.fixes(["t-map", time.time(), 41.15, -8.61, 8.0])
    sheet = wall.page.get_by_role("region", name="Map of all trips", exact=True)
    expect(sheet.locator("[data-map=drawn]")).to_be_visible()
    expect(sheet.locator("[data-trips='1']")).to_be_visible()  # the only trip that moves: the view is centred on it
    for _ in range(30):  # a map that is drawn by the processor is drawn when there is time
        sheet.click()
        wall.page.wait_for_timeout(500)
        if wall.row_of("t-map").get_attribute("aria-selected") == "true":
            break
    expect(wall.row_of("t-map")).to_have_attribute("aria-selected", "true")
    expect(wall.case).to_contain_text("t-map")


def test_a_wrong_password_is_refused_in_words(standing: Service, signed_in: SignedIn) -> None:
    wall = signed_in(standing, "Flo")
    wall.page.get_by_role("button", name="Sign out").click()
    wall.page.get_by_label("Name").fill("Flo")
    wall.page.get_by_label("Password").fill("guess")
    wall.page.get_by_role("button", name="Sign in").click()
    expect(wall.page.get_by_role("alert")).not_to_be_empty()
    expect(wall.page.get_by_label("Password")).to_be_empty()
    expect(wall.rows).to_have_count(0)
