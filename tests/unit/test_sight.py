"""What a watcher sees: after an absence nobody is called silent for our sake; one broken trip blinds to no other."""

import numpy as np
import pytest

from escort import limits, records
from escort.inbox import FindingSeen, Letter
from escort.log import Item, partition_of
from escort.sight import Sight
from geo import Fleet, default_profiles
from geo.fix import Fixes
from geo.fleet import Observed

PLAN = records.plan_bytes(np.array([[-8.61, 41.14], [-8.60, 41.15]]))
AWAY_S = 600.0  # much longer than any silence that is found


def trip_in(partition: int, prefix: str = "t") -> str:
    """A trip of a partition."""
    return next(name for i in range(10_000) if partition_of(name := f"{prefix}{i}") == partition)


def started(trip: str, at_s: float) -> Item:
    record = records.TripStarted(trip, PLAN, at_s)
    return Item(f"{round(at_s * 1000)}-0", records.packed(record))


def fix(trip: str, at_s: float) -> Item:
    values = np.array([[at_s, 41.14, -8.61, 5.0, np.nan, np.nan]])
    record = records.FixesTaken(at_s, [trip], np.zeros(1, np.int32).tobytes(), values.tobytes())
    return Item(f"{round(at_s * 1000)}-1", records.packed(record))


def kinds(letters: list[Letter]) -> list[str]:
    return [letter.kind if isinstance(letter, FindingSeen) else type(letter).__name__ for letter in letters]


def test_trips_of_a_snapshot_are_not_called_silent_after_our_absence() -> None:
    trip = trip_in(3)
    before = Sight(default_profiles())
    before.adopt(3, None, 1000.0)
    before.see({3: [started(trip, 1000.0), fix(trip, 1005.0)]})
    after = Sight(default_profiles())
    after.adopt(3, before.snapshot(3), 1005.0 + AWAY_S)
    assert after.tick(1006.0 + AWAY_S) == []
    assert kinds(after.tick(1005.0 + AWAY_S + 95.0)) == ["signal_loss"], "but silent they must not stay"


def test_trips_that_began_just_before_our_absence_are_not_called_silent_either() -> None:
    trip = trip_in(3)
    sight = Sight(default_profiles())
    sight.adopt(3, None, 1000.0 + AWAY_S)
    assert sight.see({3: [started(trip, 1000.0), fix(trip, 1005.0)]}) == []
    assert sight.tick(1006.0 + AWAY_S) == []
    assert kinds(sight.tick(1000.0 + AWAY_S + 95.0)) == ["signal_loss"]


def test_another_partition_s_change_of_owner_makes_nobody_s_silence_shorter() -> None:
    trip = trip_in(3)
    sight = Sight(default_profiles())
    sight.adopt(3, None, 1000.0)
    sight.see({3: [started(trip, 1000.0), fix(trip, 1005.0)]})
    other = Sight(default_profiles())
    other.adopt(7, None, 1000.0)
    other.see({7: [started(trip_in(7), 1000.0)]})
    sight.adopt(7, other.snapshot(7), 1090.0)
    assert kinds(sight.tick(1100.0)) == ["signal_loss"]


def test_a_partition_let_go_and_taken_again_goes_on_where_it_was() -> None:
    trip = trip_in(3)
    sight = Sight(default_profiles())
    sight.adopt(3, None, 1000.0)
    sight.see({3: [started(trip, 1000.0), fix(trip, 1005.0)]})
    snapshot = sight.snapshot(3)
    sight.release(3)
    assert len(sight) == 0
    sight.adopt(3, snapshot, 1010.0)
    assert len(sight) == 1
    assert sight.see({3: [started(trip, 1000.0), fix(trip, 1005.0), fix(trip, 1011.0)]}) == []


def test_a_snapshot_that_cannot_be_read_is_said_and_survived() -> None:
    sight = Sight(default_profiles())
    assert not sight.adopt(3, b"of another version", 1000.0)
    assert sight.see({3: [started(trip_in(3), 1000.0)]}) == []
    assert len(sight) == 1


@pytest.mark.parametrize(
    "broken",
    [b"", b"\xc1", b"\x92\xa1?", records.packed(records.TripEnded("t", 0.0, "x"))[:-1]],
    ids=["nothing", "no messagepack", "an unknown type", "cut off"],
)
def test_a_record_that_cannot_be_read_is_passed_over(broken: bytes) -> None:
    trip = trip_in(3)
    sight = Sight(default_profiles())
    sight.see({3: [Item("1-0", broken), started(trip, 1000.0), Item("2-0", broken), fix(trip, 1005.0)]})
    assert len(sight) == 1
    assert sight.moved(0.0).trip == [trip]


def test_a_batch_whose_parts_do_not_belong_together_is_unreadable() -> None:
    good = fix("t", 1.0).payload
    assert isinstance(records.unpacked(good), records.FixesTaken)
    for broken in (good.replace(b"\x91\xa1t", b"\x90"), good.replace(b"\xc4\x04", b"\xc4\x03")):
        with pytest.raises(Exception, match=r"trips|rows|multiple|truncated|Expected|extra"):
            records.unpacked(broken)


def test_a_trip_that_the_detectors_fail_on_becomes_a_finding_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cursed, well = trip_in(3, "cursed"), trip_in(3, "well")
    sight = Sight(default_profiles())
    sight.adopt(3, None, 1000.0)
    sight.see({3: [started(cursed, 1000.0), started(well, 1000.0)]})
    observe = Fleet.observe

    def planted(fleet: Fleet, fixes: Fixes) -> Observed:
        if (fixes.row == fleet.rows_of([cursed])[0]).any():
            raise ZeroDivisionError("planted")
        return observe(fleet, fixes)

    monkeypatch.setattr(Fleet, "observe", planted)
    letters = sight.see({3: [fix(cursed, 1005.0), fix(well, 1005.0)]})
    assert [(each.kind, each.trip) for each in letters if isinstance(each, FindingSeen)] == [("unwatched", cursed)]
    assert sight.moved(0.0).trip == [well]


def test_a_plan_that_the_fleet_fails_on_becomes_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(*_: object) -> None:
        raise ZeroDivisionError("planted")

    sight = Sight(default_profiles())
    monkeypatch.setattr(Fleet, "admit", planted)
    assert kinds(sight.see({3: [started(trip_in(3), 1000.0)]})) == ["unwatched"]


def test_every_trip_has_one_partition_for_ever() -> None:
    assert [partition_of(trip) for trip in ("", "1", "T1", "viagem-é")] == [0, 55, 21, 3]
    assert limits.partitions == 64
