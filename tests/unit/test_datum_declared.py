"""A platform or phone in GCJ-02: plan, fixes and presses are on one map, and it is the agent's."""

import time
from typing import Any, cast

import numpy as np
import pytest
from litestar.exceptions import ClientException

from alerts import requests
from escort import records, wire
from escort.about import About
from escort.api.trips import plan_of
from escort.auth import Device, device_of, device_token
from escort.device_desk import DeviceDesk
from escort.intake import by_partition
from escort.log import Item, partition_of
from escort.sight import Sight
from geo import Datum, default_profiles

SHANGHAI, SHIFTED = (121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)  # WGS84, GCJ-02


def test_a_plan_in_gcj02_is_kept_in_wgs84() -> None:
    sent = [SHIFTED, (121.54, 31.19)]
    assert plan_of(sent, "gcj02")[0].tolist() == pytest.approx(SHANGHAI, abs=1e-8)
    assert plan_of(sent, "wgs84")[0].tolist() == list(SHIFTED)
    with pytest.raises(ClientException):
        plan_of([SHIFTED], "gcj02")


def test_the_watcher_converts_the_fixes_of_a_trip_that_declares_it() -> None:
    sight = Sight(default_profiles())
    plan = records.plan_bytes(np.array([SHANGHAI, (121.54, 31.19)]))
    at_s, trip = 1_000.0, "t"
    values = np.array([[at_s, SHIFTED[1], SHIFTED[0], 5.0, np.nan, np.nan]])
    taken = records.FixesTaken(at_s, [trip], np.zeros(1, np.int32).tobytes(), values.tobytes())
    started = records.TripStarted(trip, plan, at_s, datum="gcj02")
    items = [Item("1000000-0", records.packed(started)), Item("1000000-1", records.packed(taken))]
    sight.see({partition_of(trip): items})
    moved = sight.moved(0.0)
    assert (moved.lon_deg[0], moved.lat_deg[0]) == pytest.approx(SHANGHAI, abs=1e-8)


SHANGHAI_PLAN = records.plan_bytes(np.array([SHANGHAI, (121.54, 31.19)]))


@pytest.mark.parametrize(
    ("of_trip", "of_source", "sent"),
    [("wgs84", "gcj02", SHIFTED), ("gcj02", "wgs84", SHANGHAI), ("gcj02", None, SHIFTED), ("wgs84", None, SHANGHAI)],
)
def test_what_a_source_declares_holds_for_what_it_sends(
    of_trip: str, of_source: Datum | None, sent: tuple[float, float]
) -> None:
    sight, trip, at_s = Sight(default_profiles()), "t", 1_000.0
    values = np.array([[at_s, sent[1], sent[0], 5.0, np.nan, np.nan]] * 2)
    declared = np.array([{None: 0, "wgs84": 1, "gcj02": 2}[of_source], 0], np.int8)
    ((_, first),) = by_partition([trip, trip], values, np.array([0]), at_s, datum=declared)
    started = records.packed(records.TripStarted(trip, SHANGHAI_PLAN, at_s, datum=of_trip))
    sight.see({partition_of(trip): [Item("1000000-0", started), Item("1000000-1", first)]})
    moved = sight.moved(0.0)
    assert (moved.lon_deg[0], moved.lat_deg[0]) == pytest.approx(SHANGHAI, abs=1e-8)


def test_a_token_says_in_which_datum_its_phone_measures() -> None:
    secret, now_s = "x" * 32, time.time()
    for device in (Device("phone", "rider", "t", "gcj02"), Device("phone", "rider", "t")):
        assert device_of(secret, device_token(secret, device, now_s)) == device


class Presses:
    """Keeps what it is given."""

    async def take(self, request: requests.Pressed) -> str:
        self.taken = request
        return "incident"


class Registered:
    """A register that remembers one trip's datum."""

    def datum_of(self, trip: str) -> str:
        return "gcj02" if trip == "t" else "wgs84"

    def remembered(self, _trip: str) -> bool:
        return True

    def about(self, _trip: str) -> About:
        return About()


@pytest.mark.parametrize(("trip", "place"), [("t", SHANGHAI), ("another", SHIFTED)])
async def test_a_press_is_where_the_police_must_go(trip: str, place: tuple[float, float]) -> None:
    presses = Presses()
    desk = DeviceDesk(cast(Any, presses), cast(Any, None), "inbox", cast(Any, Registered()), cast(Any, None))
    fix = [1_000.0, SHIFTED[1], SHIFTED[0]]
    await desk.take_press(Device("phone", "rider", trip), wire.Press("p", trip, 1_000.0, "sos", fix))
    assert presses.taken.fix is not None
    assert presses.taken.fix[2] == pytest.approx(place[0], abs=1e-8)
    assert presses.taken.fix[1] == pytest.approx(place[1], abs=1e-8)


async def test_a_press_of_a_phone_that_declares_its_datum_is_read_in_it() -> None:
    presses = Presses()
    desk = DeviceDesk(cast(Any, presses), cast(Any, None), "inbox", cast(Any, Registered()), cast(Any, None))
    fix = [1_000.0, SHIFTED[1], SHIFTED[0]]
    await desk.take_press(Device("phone", "rider", "another", "gcj02"), wire.Press("p", "another", 1_000.0, "sos", fix))
    assert presses.taken.fix is not None
    assert presses.taken.fix[2] == pytest.approx(SHANGHAI[0], abs=1e-8)
