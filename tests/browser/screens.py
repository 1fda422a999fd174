"""Pictures of every page, in English and Chinese, of a real night: `make screens`.

    escort demo (a fresh folder, the city of seed 1) ── NIGHT_S ──▶ for each language:
        the most urgent case is claimed ──▶ wall, case, desk, wallboard
        a ride of one's own: phone, share ──▶ its alarm is held and claimed: alarm ──▶ the rider is asked: checkin
        the first case is closed ──▶ review

Rule: nothing is staged: what is on the pictures is what `make run` shows to whoever does these things.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Geolocation, Locator, Page, expect, sync_playwright

from tests.chromium import WEBGL_ARGS, launched
from tests.service import ESCORT

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
NIGHT_S = 100.0  # until the city has cases at several levels
SIZE_MAX = 200_000  # bytes of one picture in the repository
WITHIN_MS = 30_000
HOLD_MS = 1_800
HERE: Geolocation = {"latitude": 41.146, "longitude": -8.611, "accuracy": 8}
Language = Literal["en", "zh"]
SHARE = {"en": "Share my ride", "zh": "分享行程"}
HOLD = {"en": "Hold for help", "zh": "长按求助"}


def main() -> None:
    """Writes docs/screens. Raises: AssertionError where a picture would be too large."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=WITHIN_MS)
    with _demo() as url, sync_playwright() as playwright:
        for browser in launched(playwright, WEBGL_ARGS):
            night = browser.new_page()
            night.wait_for_timeout(NIGHT_S * 1_000)
            night.close()
            _pictures(Camera(browser, url, "en"))
            _pictures(Camera(browser, url, "zh"))


@dataclass(frozen=True)
class Camera:
    """Takes pictures in one language."""

    browser: Browser
    url: str
    language: Language

    def window(self, path: str, width: int, height: int) -> Page:
        """A browser of somebody new, whose language this is."""
        locale = {"en": "en-GB", "zh": "zh-CN"}[self.language]
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, geolocation=HERE, permissions=["geolocation"]
        )
        page = context.new_page()
        page.goto(self.url + path)
        return page

    def take(self, name: str, of: Page | Locator) -> None:
        """docs/screens/NAME-LANGUAGE.png."""
        path = SCREENS / f"{name}-{self.language}.png"
        of.screenshot(path=path)
        size = path.stat().st_size
        print(f"{path.name} {size:,} bytes", flush=True)
        assert size <= SIZE_MAX, f"{path} has {size} bytes, more than {SIZE_MAX}"


def _pictures(camera: Camera) -> None:
    wall = camera.window("/", 1280, 800)
    rows = wall.get_by_role("option")
    rows.first.click()
    wall.keyboard.press("c")
    expect(wall.locator("[data-map=drawn]")).to_be_visible()
    expect(wall.locator("[data-kind=claimed]")).to_be_visible()
    wall.keyboard.press("q")
    wall.wait_for_timeout(4_000)  # the map's drawing
    camera.take("wall", wall)
    camera.take("case", wall.locator("section[data-case]"))
    wall.keyboard.press("o")
    camera.take("desk", wall.locator("dialog[open]"))
    wall.keyboard.press("Escape")
    _wallboard(camera)
    _phone(camera, wall)
    _review(camera, wall)
    wall.context.close()


def _wallboard(camera: Camera) -> None:
    board = camera.window("/board", 1280, 720)
    expect(board.locator(".board ol [data-severity]").first).to_be_visible()
    camera.take("wallboard", board)
    board.context.close()


def _phone(camera: Camera, wall: Page) -> None:
    phone = camera.window("/ride/try", 390, 844)
    hold = phone.get_by_role("button", name=HOLD[camera.language])
    expect(hold).to_be_visible()
    expect(phone.get_by_role("status").first).to_be_visible()
    camera.take("phone", phone)
    phone.get_by_role("button", name=SHARE[camera.language]).click()
    link = str(phone.get_by_role("link", name="/share/").get_attribute("href"))
    friend = camera.window(link.removeprefix(camera.url), 390, 780)
    expect(friend.get_by_role("heading").first).to_be_visible()
    friend.wait_for_timeout(1_000)
    camera.take("share", friend)
    friend.context.close()
    incident = _alarm(phone, hold, wall)
    camera.take("alarm", phone)
    _asked(wall, f"/v1/incidents/{incident}/ask", {})
    expect(phone.locator("dialog[open]")).to_be_visible()
    camera.take("checkin", phone)
    phone.context.close()


def _review(camera: Camera, wall: Page) -> None:
    incident = wall.locator("section[data-case]").get_attribute("data-case")
    wall.request.post(f"{camera.url}/v1/incidents/{incident}/claim", data={})  # refused where it is still ours
    _asked(wall, f"/v1/incidents/{incident}/close", {"disposition": "safe"})
    wall.goto(f"{camera.url}/case/{incident}")
    expect(wall.get_by_role("slider")).to_be_visible()
    wall.wait_for_timeout(1_000)  # the sketch
    camera.take("review", wall)


def _alarm(phone: Page, hold: Locator, wall: Page) -> str:
    """The button held until the desk has it, and claimed; the incident."""
    hold.hover()
    phone.mouse.down()
    phone.wait_for_timeout(HOLD_MS)
    phone.mouse.up()
    expect(phone.locator("[data-stage=received], [data-stage=attended]")).to_be_visible()
    ride = "fetch('/v1/ride', {headers: {authorization: `Bearer ${localStorage.getItem('escort.token')}`}})"
    trip = phone.evaluate(f"{ride}.then(answer => answer.json()).then(ride => ride.trip)")
    incident = str(wall.get_by_role("option").filter(has_text=trip).get_attribute("data-incident"))
    _asked(wall, f"/v1/incidents/{incident}/claim", {})
    expect(phone.locator("[data-stage=attended]")).to_be_visible()
    return incident


def _asked(wall: Page, path: str, body: dict[str, str]) -> None:
    """An act of the agent at this wall."""
    origin = wall.evaluate("location.origin")
    answer = wall.request.post(origin + path, data=body)
    assert answer.ok, f"{path}: {answer.text()}"


@contextmanager
def _demo() -> Iterator[str]:
    """`escort demo` with a folder and ports of its own; where its wall is, in the words that it prints for people."""
    with tempfile.TemporaryDirectory() as folder:
        ports = ["--http-port=0", "--device-port=0", "--metrics-port=0"]
        environment = {**os.environ, "ESCORT_DATA": folder}
        demo = subprocess.Popen([*ESCORT, "demo", *ports], env=environment, stdout=subprocess.PIPE, text=True)
        assert demo.stdout is not None
        try:
            said = (re.search(r"wall +(http://\S+)", line) for line in demo.stdout)
            yield next(found[1] for found in said if found)
        finally:
            demo.terminate()
            demo.wait()


if __name__ == "__main__":
    main()
