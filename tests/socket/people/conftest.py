"""A desk with people: one service, and accounts of every kind, for all tests about them."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from escort.cli import main
from tests.conftest import served
from tests.service import Service
from tests.socket.conftest import PLAN, RIDER
from tests.socket.people.seat import Seat, made

ROSTER = """
timezone = "UTC"
needed = 3
[[shift]]
agents = ["Ada", "Night owl"]
from = 00:00:00
to = 00:00:00
"""
CERTIFIED = 4e9  # unix seconds
trips = (f"P{number}" for number in count(1))


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service at which nobody else is, with a roster that wants more people than it names."""
    folder = tmp_path_factory.mktemp("people")
    (folder / "roster.toml").write_text(ROSTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESCORT_DATA", str(folder / "data"))
        assert main(["roster", "set", str(folder / "roster.toml")]) == 0
    yield from served(folder)


@pytest.fixture(scope="session")
def passwords(desk: Service) -> dict[str, str]:
    """Everybody's."""
    people: dict[str, dict[str, Any]] = {
        "Ada": {"languages": ("pt", "en"), "certified_until": CERTIFIED},
        "Bo": {"languages": ("zh",), "certified_until": CERTIFIED},
        "Pia": {"languages": ("pt",), "certified_until": CERTIFIED},
        "Zoe": {"languages": ("zh",), "certified_until": CERTIFIED},
        "Vi": {"role": "viewer"},
        "Sue": {"role": "supervisor"},
        "Al": {"role": "admin"},
        "Far": {"regions": ("lisbon", "braga")},
    }
    return {name: made(desk, name, **account) for name, account in people.items()}


@pytest.fixture
def seat(desk: Service, passwords: dict[str, str]) -> Iterator[Callable[[str], Seat]]:
    """Signs somebody in."""
    seats: list[Seat] = []

    def signed_in(name: str) -> Seat:
        seats.append(Seat(desk, name, passwords[name]))
        return seats[-1]

    yield signed_in
    for each in seats:
        each.close()


@pytest.fixture
def incident(desk: Service, seat: Callable[[str], Seat]) -> Iterator[str]:
    """An open case of a trip of one's own, closed afterwards: what waits would be offered in the next test."""
    trip = next(trips)
    desk.register(trip, PLAN, rider={**RIDER, "phone": "+351 900 111 222"}, guardians=[{"name": "Gil", "phone": "+1"}])
    until = time.monotonic() + 10.0
    while (answer := desk.post(f"/v1/trips/{trip}/press", {"press_id": "p"}).json())["incident"] is None:
        assert time.monotonic() < until, answer
    yield str(answer["incident"])
    al = seat("Al")
    if al.act(answer["incident"], "claim").is_success:
        al.act(answer["incident"], "close", disposition="safe")
