"""A snapshot taken in the middle of anything and restored elsewhere changes nothing."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Fleet, SnapshotUnreadable, TripPlan, default_profiles, profiles_from
from geo.snapshot import Stored
from tests.geo.drive import BEGAN_S, NORTH, fleet_of, said
from tests.geo.test_fleet import TRIPS, Stream, in_order, observed, streams, timed


@given(streams, st.integers(0, 40))
def test_a_fleet_restored_anywhere_in_a_stream_finds_what_it_would_have_found(stream: Stream, cut: int) -> None:
    drives = timed(stream)
    whole, before, after = fleet_of(*TRIPS), fleet_of(*TRIPS), fleet_of("somebody", "else")
    found = observed(before, drives[:cut])
    after.restore(before.snapshot(0))
    found += observed(after, drives[cut:]) + [f for f in after.tick(BEGAN_S + 5_000) if f.trip in TRIPS]
    expected = observed(whole, drives) + whole.tick(BEGAN_S + 5_000)
    assert in_order(found) == in_order(expected)


def test_only_one_partition_is_taken_along() -> None:
    fleet = fleet_of("t")
    fleet.admit([TripPlan("other", 1, NORTH, BEGAN_S), TripPlan("planless", 1, None, BEGAN_S)])
    fresh = Fleet(default_profiles())
    fresh.restore(fleet.snapshot(1))
    assert (len(fresh), fresh.rows_of(["t"]).tolist()) == (2, [-1])
    assert said(observed(fresh, [("other", 10, 100), ("other", 20, 300)]), "deviation") == [("raised", 20)]
    assert observed(fresh, [("planless", 10, 100), ("planless", 20, 300)]) == []


def test_restoring_twice_leaves_what_is_there() -> None:
    fleet = fleet_of("t")
    fleet.admit([TripPlan("u", 0, NORTH[:2] + np.array([200 / 84_000, 0]), BEGAN_S), TripPlan("v", 0, None, BEGAN_S)])
    observed(fleet, [("t", 0, 0), ("t", 10, 100)])
    old = fleet.snapshot(0)
    observed(fleet, [("t", 20, 300)])
    fleet.dismiss(["u", "v"], BEGAN_S)
    fleet.restore(old)
    assert len(fleet) == 3
    assert observed(fleet, [("v", 10, 9_000)]) == []
    assert said(observed(fleet, [("t", 30, 0)]), "deviation") == [("cleared", 30)]
    assert said(observed(fleet, [("u", 890, 200), ("u", 900, 200)]), "deviation") == []
    assert said(observed(fleet, [("u", 910, 100), ("u", 920, 0)]), "deviation") == [("raised", 920)]


def test_an_empty_partition_is_a_snapshot_too() -> None:
    fresh = Fleet(default_profiles())
    fresh.restore(fresh.snapshot(3))
    assert len(fresh) == 0


def test_profiles_are_found_again_by_name() -> None:
    shipped = default_profiles()
    fleet = fleet_of("t", profile="night")
    day, night = (msgspec.to_builtins(shipped.by_name[name]) for name in ("day", "night"))
    turned = profiles_from(_toml({"night": night, "day": day}))
    assert turned.names == ["night", "day"]
    fresh = Fleet(turned)
    fresh.restore(fleet.snapshot(0))
    assert said(fresh.tick(BEGAN_S + 61), "signal_loss") == [("raised", 60)]


def test_a_snapshot_from_before_a_column_existed_leaves_it_blank() -> None:
    stored = msgspec.msgpack.decode(fleet_of("t").snapshot(0), type=Stored)
    older = msgspec.structs.replace(stored, tables={**stored.tables, "deviation": {"unknown": memoryview(b"x")}})
    fresh = Fleet(default_profiles())
    fresh.restore(msgspec.msgpack.encode(older))
    assert said(observed(fresh, [("t", 10, 100), ("t", 20, 300)]), "deviation") == [("raised", 20)]


def test_what_is_no_snapshot_is_refused_in_words() -> None:
    fleet = fleet_of("t")
    for data in (b"", b"nonsense", msgspec.msgpack.encode({"version": 1})):
        with pytest.raises(SnapshotUnreadable, match="not a snapshot"):
            fleet.restore(data)
    stored = msgspec.msgpack.decode(fleet.snapshot(0), type=Stored)
    with pytest.raises(SnapshotUnreadable, match="version 2; this program reads version 1"):
        fleet.restore(msgspec.msgpack.encode(msgspec.structs.replace(stored, version=2)))


def _toml(profiles: dict[str, dict[str, dict[str, float]]]) -> str:
    return "\n".join(
        f"[{name}.{kind}]\n" + "\n".join(f"{key} = {value}" for key, value in rule.items())
        for name, rules in profiles.items()
        for kind, rule in rules.items()
    )
