"""An agent in front of the wall: what a hand can do there, and an eye can see.

Rule: found by role, label and the row's data attributes, never by the page's inner structure.
"""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, WebSocket, expect

# What the browser itself writes when an answer is 4xx, or a connection is cut: tests cut them on purpose.
NETWORK_REPORT = re.compile(r"^(Failed to load resource|WebSocket connection to)")


@dataclass
class Wall:
    """One browser window of one agent."""

    page: Page
    errors: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, context: BrowserContext, url: str) -> "Wall":
        """A window at the wall's address, with an ear on everything it loads and complains of."""
        wall = cls(context.new_page())
        wall.page.on("console", wall._complained)
        wall.page.on("pageerror", lambda error: wall.errors.append(str(error)))
        wall.page.on("request", lambda request: wall.urls.append(request.url))
        wall.page.on("websocket", wall._dialled)
        wall.page.goto(url)
        return wall

    def sign_in(self, name: str, password: str) -> None:
        """Through the form; returns once the board is live."""
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_text("Live")).to_be_visible()

    @property
    def rows(self) -> Locator:
        """The queue, from its top."""
        return self.page.get_by_role("option")

    def row_of(self, trip: str) -> Locator:
        """The row of a trip's case."""
        return self.rows.filter(has_text=trip)

    @property
    def case(self) -> Locator:
        """The pane of the chosen case."""
        return self.page.get_by_role("region", name="Case", exact=True)

    @property
    def timeline(self) -> Locator:
        """The entries of the chosen case, oldest first."""
        return self.page.get_by_role("list", name="Timeline").get_by_role("listitem")

    def kinds(self) -> list[str]:
        """What happened in the chosen case, by kind of entry."""
        return [str(line.get_attribute("data-kind")) for line in self.timeline.all()]

    def deeds(self) -> list[str]:
        """The same without what the desk does by itself while somebody thinks: offers, calls, pages, escalations."""
        by_itself = re.compile(r"^(offer|call|page|escalated)")
        return [kind for kind in self.kinds() if not by_itself.match(kind)]

    @property
    def stale(self) -> Locator:
        """The banner that says the board may lie."""
        return self.page.get_by_text("This board is stale.")

    @property
    def refusal(self) -> Locator:
        """Why the last act was not done."""
        return self.case.get_by_role("alert")

    def choose(self, trip: str) -> None:
        """Point at a row; returns once its timeline stands."""
        self.row_of(trip).click()
        expect(self.timeline.first).to_be_visible()

    def incidents(self) -> set[str]:
        """Which cases the queue shows."""
        found: list[str] = self.rows.evaluate_all("rows => rows.map(row => row.dataset.incident)")
        return set(found)

    def _complained(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not NETWORK_REPORT.match(message.text):
            self.errors.append(message.text)

    def _dialled(self, socket: WebSocket) -> None:
        self.urls.append(socket.url)
