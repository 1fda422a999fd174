"""The wall's page in a real browser, as the measuring sees it: how soon, how smoothly, how large.

    opened(service) ─▶ Page ─▶ first load ─▶ look(), again and again: what was seen since ─▶ heap, long tasks

Rule: the page is the one that agents get; what watches it is put in by the browser and asks it for nothing.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from escort.bench.child import BenchFailed

script = Path(__file__).with_name("seen_in_page.js")
stands_within_ms = 60_000
# An empty page that wishes to do nothing every 50 ms: how late it does, in seconds, is what the machine adds to a page.
lateness = """() => { window.late = []; let due = performance.now() + 50;
  setInterval(() => { late.push((performance.now() - due) / 1000); due = performance.now() + 50; }, 50); }"""
# Debian's browser, without a screen or a graphics card: what is drawn, the processor draws.
arguments = ["--no-sandbox", "--no-first-run", "--disable-background-networking"]
with_map = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
without_map = ["--disable-gpu", "--disable-3d-apis"]


@dataclass
class Looked:
    """What was seen since the last look. Seconds; `tasks` in milliseconds."""

    arrived_s: list[float] = field(default_factory=list)  # entry decided to its frame in the browser
    visible_s: list[float] = field(default_factory=list)  # entry decided to painted
    cases_s: list[float] = field(default_factory=list)  # press in the inbox to its row painted
    incidents: list[str] = field(default_factory=list)
    tasks_ms: list[float] = field(default_factory=list)
    blank_s: list[float] = field(default_factory=list)  # how late an empty page in the same browser was
    heard: int = 0

    def __iadd__(self, more: "Looked") -> "Looked":
        for name in ("arrived_s", "visible_s", "cases_s", "incidents", "tasks_ms", "blank_s"):
            getattr(self, name).extend(getattr(more, name))
        self.heard += more.heard
        return self


@dataclass
class WatchedPage:
    """One open wall. `loaded_bytes`: what came over the wire until its map was drawn."""

    page: Page
    inside: CDPSession
    blank: Page
    loaded_bytes: int = 0

    def open(self, url: str, rows: int) -> None:
        """Returns once the board and the map stand."""
        self.inside.on("Network.loadingFinished", self._loaded)
        self.inside.send("Network.enable")
        self.inside.send("Performance.enable")
        self.page.goto(url)
        self.page.wait_for_selector("[data-map=drawn], [data-map=missing]", timeout=stands_within_ms)
        counted = "least => Number(document.querySelector('[data-cases]').dataset.cases) >= least"
        self.page.wait_for_function(counted, arg=rows, timeout=stands_within_ms)

    def next_case(self) -> str:
        """The next case of the queue on the screen; which it is."""
        self.page.keyboard.press("j")
        self.page.wait_for_selector("ol li[data-seq]", timeout=stands_within_ms)
        chosen = self.page.locator("section[data-case]").get_attribute("data-case")
        assert chosen is not None, "a key chooses a case"
        return chosen

    def look(self) -> Looked:
        """What was seen since the last look."""
        told: dict[str, Any] = self.page.evaluate(
            "() => ({...__seen, ...Object.assign(__seen, {entries: [], cases: [], tasks: [], heard: 0}) && {}})"
        )
        return Looked(
            [came for came, _ in told["entries"]],
            [seen for _, seen in told["entries"]],
            [waited for _, waited in told["cases"]],
            [incident for incident, _ in told["cases"]],
            told["tasks"],
            self.blank.evaluate("() => late.splice(0)"),
            told["heard"],
        )

    def heap_bytes(self) -> float:
        """What its scripts keep, once the rubbish is out."""
        self.inside.send("HeapProfiler.collectGarbage")
        return self._figure("JSHeapUsedSize")

    def cpu_s(self) -> float:
        """Processor time of its main thread so far."""
        return self._figure("ThreadTime")

    def _figure(self, name: str) -> float:
        told = self.inside.send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in told if each["name"] == name))

    def _loaded(self, told: dict[str, Any]) -> None:
        self.loaded_bytes += int(told["encodedDataLength"])


@contextmanager
def opened(url: str, cookie: str, *, mapped: bool) -> Iterator[WatchedPage]:
    """A window of 1920 by 1080 in which an agent is signed in, in a browser that can draw a map or cannot.

    Raises: BenchFailed where there is no browser.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise BenchFailed("no chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=[*arguments, *(with_map if mapped else without_map)]
        )
        try:
            context = browser.new_context(viewport={"width": 1920, "height": 1080})
            name, _, value = cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": url}])
            context.add_init_script(path=script)
            blank = browser.new_page()
            blank.evaluate(lateness)
            page = context.new_page()
            yield WatchedPage(page, context.new_cdp_session(page), blank)
        finally:
            browser.close()
