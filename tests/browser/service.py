"""The real service, as an agent's browser meets it: somebody presses the button while the page is open."""

from tests import service
from tests.browser.phone import press


class Service(service.Service):
    """One `escort serve`. After `kill` and `start` it is at the same addresses again."""

    def press(self, *trips: str) -> None:
        """The alarm of each trip, through the bulk feed of a platform; returns once all are on disk."""
        answers = press(self.device, self.token(None, "fleet"), *trips)
        assert [answer["type"] for answer in answers] == ["pressed"] * len(trips), answers
