"""A platform or phone in GCJ-02: plan, fixes and presses are on one map, and it is the agent's."""

from typing import Any, cast

import numpy as np
import pytest
from litestar.exceptions import ClientException

from alerts import requests
from escort import records, wire
from escort.api.trips import plan_of
from escort.auth import Device
from escort.device_desk import DeviceDesk
from escort.log import Item, partition_of
from escort.sight import Sight
from geo import default_profiles

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


@pytest.mark.parametrize(("trip", "place"), [("t", SHANGHAI), ("another", SHIFTED)])
async def test_a_press_is_where_the_police_must_go(trip: str, place: tuple[float, float]) -> None:
    presses = Presses()
    desk = DeviceDesk(cast(Any, presses), cast(Any, None), "inbox", cast(Any, Registered()), cast(Any, None))
    fix = [1_000.0, SHIFTED[1], SHIFTED[0]]
    await desk.take_press(Device("phone", "rider", trip), wire.Press("p", trip, 1_000.0, "sos", fix))
    assert presses.taken.fix is not None
    assert presses.taken.fix[2] == pytest.approx(place[0], abs=1e-8)
    assert presses.taken.fix[1] == pytest.approx(place[1], abs=1e-8)
