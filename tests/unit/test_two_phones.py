"""From the log to the desk: whose fix it is, what a phone felt, where a trip was to stop and how it ended."""

import msgspec
import numpy as np
import pytest

from escort import records
from escort.inbox import FindingSeen, Letter
from escort.intake import by_partition
from escort.log import Item, partition_of
from escort.records import FixesTaken
from escort.sight import Sight
from geo import default_profiles
from geo.fix import DRIVER, RIDER
from geo.zones import zones_from
from tests.geo.square import square

PLAN = records.plan_bytes(np.array([[-8.61, 41.14], [-8.61, 41.24]]))
TRIP = "t1"
PARTITION = partition_of(TRIP)
NOON_S = 1_700_049_600.0


def item(record: records.Record, at_s: float) -> Item:
    return Item(f"{round((NOON_S + at_s) * 1000)}-0", records.packed(record))


def fix(at_s: float, by: int, lat: float = 41.19) -> Item:
    values = np.array([[NOON_S + at_s, lat, -8.61, 5.0, 14.0, np.nan]])
    ((_, payload),) = by_partition([TRIP], values, np.array([0]), NOON_S + at_s, np.array([by], np.int8))
    return Item(f"{round((NOON_S + at_s) * 1000)}-1", payload)


def watching(**started: object) -> Sight:
    sight = Sight(default_profiles())
    sight.adopt(PARTITION, None, NOON_S)
    sight.see({PARTITION: [item(records.TripStarted(TRIP, PLAN, NOON_S, "day", **started), 0.0)]})  # type: ignore[arg-type]
    return sight


def found(letters: list[Letter]) -> list[tuple[str, str]]:
    return [(each.kind, each.edge) for each in letters if isinstance(each, FindingSeen)]


def test_a_driver_s_fix_is_known_as_such_and_riders_cost_no_byte() -> None:
    riders, drivers = (records.unpacked(fix(0.0, by).payload) for by in (RIDER, DRIVER))
    assert isinstance(riders, FixesTaken)
    assert isinstance(drivers, FixesTaken)
    assert (riders.by, drivers.by) == (b"", b"\x01")
    broken = fix(0.0, DRIVER).payload.replace(b"\xc4\x01\x01", b"\xc4\x02\x01\x01")
    with pytest.raises(msgspec.DecodeError, match="whose they are"):
        records.unpacked(broken)


def test_phones_that_separate_become_a_letter() -> None:
    together = [fix(at, by) for at in range(0, 30, 5) for by in (RIDER, DRIVER)]
    apart = [fix(at, by, 41.19 if by == RIDER else 41.195) for at in range(30, 90, 5) for by in (RIDER, DRIVER)]
    assert found(watching().see({PARTITION: [*together, *apart]})) == [("apart", "raised")]


def test_an_impact_becomes_a_letter() -> None:
    felt = item(records.MotionFelt(TRIP, NOON_S + 10, 6.5, 45.0), 10.0)
    assert found(watching().see({PARTITION: [fix(5.0, RIDER), felt]})) == [("crash", "raised")]


def test_a_trip_that_ends_far_from_where_it_goes_is_told_before_its_end_is() -> None:
    ended = item(records.TripEnded(TRIP, NOON_S + 20, "completed"), 21.0)
    letters = watching().see({PARTITION: [fix(5.0, RIDER), fix(15.0, RIDER), ended]})
    assert [type(each).__name__ for each in letters] == ["FindingSeen", "TripEnded"]
    assert found(letters) == [("ended_early", "raised")]


def test_findings_in_a_risk_area_say_so() -> None:
    zones = zones_from(square("the Mile", "risk", (-8.61, 41.19), 200))
    sight = Sight(default_profiles(), zones)
    sight.adopt(PARTITION, None, NOON_S)
    started = item(records.TripStarted(TRIP, PLAN, NOON_S, "day"), 0.0)
    letters = sight.see({PARTITION: [started, *(fix(at, RIDER) for at in (5, 10, 15))]})
    assert [(each.kind, each.risk_area) for each in letters if isinstance(each, FindingSeen)] == [("zone", "the Mile")]


def test_what_is_expected_of_a_trip_reaches_the_fleet() -> None:
    sight = watching(expected_at_s=NOON_S + 60, stops=records.plan_bytes(np.array([[-8.61, 41.19]])))
    stands = [fix(float(at), RIDER) for at in range(0, 600, 50)]
    assert found(sight.see({PARTITION: stands})) == []
    assert found(watching().see({PARTITION: stands})) == [("dwell", "raised")]
    assert ("overdue", "raised") in found(sight.tick(NOON_S + 5_000))
