"""A frightened person and one button: what the phone's page does, and that it says no more than is true."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Geolocation, Locator, Page, expect

from tests.browser.axe import serious_faults
from tests.browser.conftest import SignedIn
from tests.browser.service import Service

PLAN = [[-8.611, 41.146], [-8.61, 41.15], [-8.605, 41.155]]
RIDER = {"name": "Rita", "language": "pt", "pin": "1234", "duress_pin": "4321"}
HERE: Geolocation = {"latitude": 41.146, "longitude": -8.611, "accuracy": 8}
HOLD_MS = 1_700


@dataclass
class Phone:
    """One page on one phone."""

    page: Page
    errors: list[str] = field(default_factory=list)

    def hold(self, name: str, ms: int = HOLD_MS) -> None:
        """A finger that stays."""
        self.page.get_by_role("button", name=name).hover()
        self.page.mouse.down()
        self.page.wait_for_timeout(ms)
        self.page.mouse.up()

    def stage(self, stage: str) -> Locator:
        return self.page.locator(f"[data-stage={stage}]")

    def give_pin(self, pin: str) -> None:
        self.page.get_by_role("button", name="Pressed by mistake?").click()
        self.page.get_by_label("Your PIN").fill(pin)
        self.page.get_by_role("button", name="Confirm").click()


Opened = Callable[..., Phone]


@pytest.fixture
def ride(browser: Browser) -> Iterator[Opened]:
    """Opens the page of a trip's rider; afterwards no page may have complained."""
    opened: list[tuple[BrowserContext, Phone]] = []

    def page(service: Service, trip: str, locale: str = "en", url: str | None = None, **rider: Any) -> Phone:
        service.register(trip, PLAN, rider={**RIDER, **rider}, driver={"vehicle": "12-AB-34"})
        context = browser.new_context(
            viewport={"width": 390, "height": 844},
            locale=locale,
            geolocation=HERE,
            permissions=["geolocation"],
            service_workers="block",
        )
        phone = Phone(context.new_page())
        phone.page.on("pageerror", lambda error: phone.errors.append(str(error)))
        opened.append((context, phone))
        phone.page.goto(f"{url or service.http}/ride?lang={locale}#token={service.token(trip)}")
        return phone

    yield page
    for context, phone in opened:
        context.close()
        assert phone.errors == []


def test_a_press_is_received_attended_spoken_with_and_closed(
    standing: Service, signed_in: SignedIn, ride: Opened
) -> None:
    wall, phone = signed_in(standing, "Ana"), ride(standing, "r-press")
    phone.hold("Hold for help")
    expect(phone.stage("received")).to_contain_text("Alarm received")
    expect(wall.row_of("r-press")).to_have_attribute("data-severity", "4")
    wall.choose("r-press")
    wall.page.get_by_role("button", name="Claim").click()
    expect(phone.stage("attended")).to_contain_text("Ana has your alarm")
    wall.page.get_by_role("button", name="Say to the phone").click()
    wall.page.get_by_label("Say to the phone").fill("Stay on the line.")
    wall.page.get_by_role("button", name="Send").click()
    expect(phone.page.get_by_text("Stay on the line.")).to_be_visible()
    phone.page.get_by_label("Write to the safety desk").fill("He drives too fast")
    phone.page.get_by_role("button", name="Send").click()
    expect(wall.timeline.last).to_contain_text("He drives too fast")


def test_one_brush_is_no_alarm_and_two_taps_are(standing: Service, signed_in: SignedIn, ride: Opened) -> None:
    wall, phone = signed_in(standing, "Bea"), ride(standing, "r-tap")
    phone.page.get_by_role("button", name="Hold for help").click()
    expect(phone.page.get_by_role("button", name="Tap again")).to_be_visible()
    expect(phone.page.get_by_role("button", name="Hold for help")).to_be_visible()  # three seconds later
    expect(wall.row_of("r-tap")).to_have_count(0)
    phone.page.get_by_role("button", name="Hold for help").click()
    phone.page.get_by_role("button", name="Tap again").click()
    expect(wall.row_of("r-tap")).to_have_attribute("data-severity", "4")


def test_the_duress_pin_looks_like_the_pin_and_the_desk_knows(
    standing: Service, signed_in: SignedIn, ride: Opened
) -> None:
    wall = signed_in(standing, "Cris")
    looks: list[str] = []
    for trip, pin in (("r-pin", "1234"), ("r-duress", "4321")):
        phone = ride(standing, trip)
        phone.hold("Hold for help")
        expect(phone.stage("received")).to_be_visible()
        phone.give_pin(pin)
        expect(phone.page.get_by_text("Cancelled. Thank you.")).to_be_visible()
        wall.choose(trip)
        wall.page.get_by_role("button", name="Claim").click()
        expect(wall.row_of(trip)).to_contain_text("You have it")
        phone.page.wait_for_timeout(500)
        looks.append(phone.page.locator("main").inner_text())
    assert looks[0] == looks[1]
    expect(wall.row_of("r-duress")).to_have_attribute("data-severity", "4")


def test_a_check_in_answered_with_the_duress_pin_looks_like_any_other(
    standing: Service, signed_in: SignedIn, ride: Opened
) -> None:
    wall = signed_in(standing, "Gina")
    looks: list[str] = []
    for trip, pin in (("r-asked", "1234"), ("r-asked-duress", "4321")):
        phone = ride(standing, trip)
        expect(phone.page.get_by_text("Connected")).to_be_visible()
        phone.hold("Silent alarm")
        wall.choose(trip)
        wall.page.keyboard.press("c")
        expect(wall.row_of(trip)).to_contain_text("You have it")
        wall.page.keyboard.press("a")
        phone.page.get_by_role("button", name="I am all right").click()
        phone.page.get_by_label("Your PIN").fill(pin)
        phone.page.get_by_role("button", name="Confirm").click()
        expect(phone.page.get_by_role("dialog")).to_have_count(0)
        expect(wall.page.locator("[data-kind=answered], [data-kind=duress]").first).to_be_visible()
        phone.page.wait_for_timeout(500)
        looks.append(phone.page.locator("main").inner_text())
    assert looks[0] == looks[1]
    expect(wall.page.locator("[data-kind=duress]")).to_have_count(1)
    expect(wall.row_of("r-asked-duress")).to_have_attribute("data-severity", "4")


def test_whoever_wishes_company_is_accompanied_until_they_do_not(
    standing: Service, signed_in: SignedIn, ride: Opened
) -> None:
    wall, phone = signed_in(standing, "Hugo"), ride(standing, "r-company")
    expect(phone.page.get_by_text("Connected")).to_be_visible()
    phone.page.get_by_role("button", name="Accompany me").click()
    expect(phone.page.get_by_text("You are being accompanied")).to_be_visible()
    wall.choose("r-company")
    expect(wall.page.locator("[data-kind=accompanied]")).to_have_count(1)
    phone.page.get_by_role("button", name="End", exact=True).click()
    expect(phone.page.get_by_role("button", name="Accompany me")).to_be_visible()
    expect(wall.page.locator("[data-kind=accompany_ended]")).to_have_count(1)


def test_a_silent_alarm_leaves_the_screen_as_it_was(standing: Service, signed_in: SignedIn, ride: Opened) -> None:
    wall, phone = signed_in(standing, "Dina"), ride(standing, "r-silent")
    phone.hold("Silent alarm")
    expect(wall.row_of("r-silent")).to_have_attribute("data-severity", "4")
    expect(phone.page.get_by_role("button", name="Hold for help")).to_be_visible()
    assert "received" not in phone.page.locator("main").inner_text()


def test_without_a_socket_the_alarm_goes_by_http_and_without_both_the_page_says_so(
    standing: Service, ride: Opened
) -> None:
    phone = ride(standing, "r-cut")
    expect(phone.page.get_by_text("Connected")).to_be_visible()
    context = phone.page.context
    context.route_web_socket("**/v1/device*", lambda socket: socket.close())
    phone.page.reload()
    phone.hold("Hold for help")
    expect(phone.stage("received")).to_be_visible()

    lost = ride(standing, "r-lost")
    expect(lost.page.get_by_text("Connected")).to_be_visible()
    lost.page.context.route_web_socket("**/v1/device*", lambda socket: socket.close())
    lost.page.reload()
    expect(lost.page.get_by_role("button", name="Hold for help")).to_be_visible()
    lost.page.context.set_offline(True)
    lost.hold("Hold for help")
    expect(lost.stage("unreached")).to_contain_text("No answer yet")
    expect(lost.page.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")
    lost.page.context.set_offline(False)
    expect(lost.stage("received")).to_be_visible()


def test_a_rider_in_chinese_with_a_keyboard_only(standing: Service, signed_in: SignedIn, ride: Opened) -> None:
    wall, phone = signed_in(standing, "Eva"), ride(standing, "r-zh", "zh", language="zh")
    button = phone.page.get_by_role("button", name="长按求助")
    button.focus()
    phone.page.keyboard.press("Enter")
    phone.page.keyboard.press("Enter")
    expect(phone.stage("received")).to_contain_text("已收到报警")
    expect(wall.row_of("r-zh")).to_have_attribute("data-severity", "4")
    assert phone.page.locator("html").get_attribute("lang") == "zh"


def test_a_link_shows_the_ride_and_ends(standing: Service, ride: Opened, browser: Browser) -> None:
    phone = ride(standing, "r-share")
    phone.page.get_by_role("button", name="Share my ride").click()
    link = str(phone.page.get_by_role("link", name="/share/").get_attribute("href"))
    friend = browser.new_page()
    friend.goto(link)
    expect(friend.get_by_role("heading", name="Rita’s ride")).to_be_visible()
    expect(friend.get_by_role("img")).to_be_visible()
    assert serious_faults(friend) == []
    phone.page.get_by_role("button", name="End all links").click()
    friend.reload()
    expect(friend.get_by_role("alert")).to_contain_text("This link has ended.")
    friend.close()


def test_the_page_has_no_serious_fault_for_anybody(standing: Service, ride: Opened) -> None:
    phone = ride(standing, "r-axe")
    expect(phone.page.get_by_text("Connected")).to_be_visible()
    assert serious_faults(phone.page) == []
    phone.hold("Hold for help")
    expect(phone.stage("received")).to_be_visible()
    assert serious_faults(phone.page) == []


def test_positions_of_the_phone_reach_the_desk(standing: Service, ride: Opened) -> None:
    phone = ride(standing, "r-where")
    expect(phone.page.get_by_text("Connected")).to_be_visible()
    headers = {"authorization": f"Bearer {standing.token('r-where')}"}
    word = httpx.post(f"{standing.http}/v1/ride/share", headers=headers).json()["path"].removeprefix("/share/")
    for _ in range(100):
        at = httpx.get(f"{standing.http}/v1/shared/{word}").json()["at"]
        if at is not None:
            break
        phone.page.wait_for_timeout(100)
    assert at == pytest.approx([HERE["longitude"], HERE["latitude"]])
