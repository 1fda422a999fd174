"""The fleet: the same fixes, however they are cut, mixed and delayed, give the same findings."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Finding, Fleet, TripPlan, checked_plan, default_profiles
from tests.geo.drive import BEGAN_S, LAT, LON, NORTH, SPEED_MPS, fixes, fleet_of, said
from tests.reference import jumps
from tests.reference.deviation import OnRoute, Said, State, step

TRIPS = ("a", "b", "c")
# Metres beside the plan, none within a centimetre of a threshold.
offs = st.sampled_from([0.0, 14.3, 24.3, 30.3, 44.3, 72.3, 80.37, 91.3, 140.3, 400.3])
streams = st.lists(st.tuples(st.sampled_from(TRIPS), st.integers(1, 40), offs), max_size=40)
Stream = list[tuple[str, int, float]]
Fix = tuple[str, float, float]  # trip, seconds, metres off


def timed(stream: Stream) -> list[Fix]:
    clock = dict.fromkeys(TRIPS, 0)
    drives = []
    for trip, after_s, off_m in stream:
        clock[trip] += after_s
        drives.append((trip, float(clock[trip]), off_m))
    return drives


def observed(fleet: Fleet, some: list[Fix]) -> list[Finding]:
    rows = fleet.rows_of([trip for trip, _, _ in some])
    return fleet.observe(fixes(rows, [(at, off) for _, at, off in some])).findings


def in_order(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (finding.trip, finding.at_s, finding.kind, finding.edge))


@given(streams, st.data())
def test_any_batching_gives_the_same_findings(stream: Stream, data: st.DataObject) -> None:
    drives = timed(stream)
    one_by_one, batched = fleet_of(*TRIPS), fleet_of(*TRIPS)
    alone = [finding for fix in drives for finding in observed(one_by_one, [fix])]
    together = []
    while drives:
        cut = data.draw(st.integers(1, len(drives)))
        together += observed(batched, data.draw(st.permutations(drives[:cut])))
        drives = drives[cut:]
    assert in_order(together) == in_order(alone)


@given(streams)
def test_a_fleet_finds_what_the_reference_finds(stream: Stream) -> None:
    drives = timed(stream)
    found = observed(fleet_of(*TRIPS), drives)
    rule = default_profiles().by_name["day"].deviation
    states: dict[str, State] = dict.fromkeys(TRIPS, OnRoute())
    expected: dict[str, list[Said]] = {trip: [] for trip in TRIPS}
    believed: dict[str, jumps.State] = dict.fromkeys(TRIPS, jumps.Nowhere())
    for trip, at_s, off_m in drives:
        believed[trip], judged = jumps.step(believed[trip], at_s, (off_m, SPEED_MPS * at_s))
        if judged:
            states[trip], more = step(states[trip], at_s, off_m, 10.0, rule)
            expected[trip] += [more] if more else []
    for trip in TRIPS:
        ours = [
            (f.edge, f.since_s - BEGAN_S, f.at_s - BEGAN_S) for f in found if (f.trip, f.kind) == (trip, "deviation")
        ]
        assert ours == expected[trip]


@given(streams)
def test_everything_sent_twice_is_found_once(stream: Stream) -> None:
    once, twice = fleet_of(*TRIPS), fleet_of(*TRIPS)
    for fix in timed(stream):
        assert observed(twice, [fix, fix]) == observed(once, [fix])
        assert observed(twice, [fix]) == []


def test_admitting_again_changes_nothing() -> None:
    fleet = fleet_of("t")
    observed(fleet, [("t", 0, 0), ("t", 10, 60)])
    elsewhere = checked_plan([[LON + 1, LAT], [LON + 1, LAT + 0.1]])
    assert isinstance(elsewhere, np.ndarray)
    fleet.admit([TripPlan("t", 5, elsewhere, 0.0), TripPlan("u", 0, NORTH, BEGAN_S), TripPlan("u", 0, None, 0.0)])
    assert len(fleet) == 2
    assert said(observed(fleet, [("t", 20, 200)]), "deviation") == [("raised", 20)]
    assert said(observed(fleet, [("u", 10, 0), ("u", 20, 400), ("u", 30, 400)]), "deviation") == [("raised", 30)]


def test_ending_a_trip_clears_what_is_open() -> None:
    fleet = fleet_of("t", "u")
    observed(fleet, [("t", 0, 0), ("t", 10, 60), ("t", 20, 200), ("u", 20, 0)])
    fleet.tick(BEGAN_S + 200)
    cleared = fleet.dismiss(["t", "nobody", "t"], BEGAN_S + 300)
    assert sorted((f.trip, f.kind, f.edge, f.since_s - BEGAN_S, f.at_s - BEGAN_S) for f in cleared) == [
        ("t", "deviation", "cleared", 10, 300),
        ("t", "signal_loss", "cleared", 20, 300),
    ]
    assert len(fleet) == 1
    assert fleet.rows_of(["t"]).tolist() == [-1]
    assert fleet.observe(fixes([-1], [(400, 900)])).outcomes["unknown_trip"] == 1


def test_a_row_that_is_used_again_remembers_nothing() -> None:
    fleet = fleet_of("t")
    row = fleet.rows_of(["t"])[0]
    observed(fleet, [("t", 0, 0), ("t", 10, 60), ("t", 20, 200)])
    fleet.dismiss(["t"], BEGAN_S)
    fleet.admit([TripPlan("new", 0, NORTH, BEGAN_S)])
    assert fleet.rows_of(["new"])[0] == row
    assert len(fleet.positions()) == 0
    assert fleet.observe(fixes([int(row)] * 2, [(5, 100), (15, 0)])).outcomes["judged"] == 2
    assert said(observed(fleet, [("new", 16, 0), ("new", 17, 0)]), "deviation") == []


def test_a_new_plan_clears_what_the_old_one_raised_and_is_judged_from_then_on() -> None:
    fleet = fleet_of("t", "u")
    observed(fleet, [("t", 0, 0), ("t", 10, 100), ("t", 20, 300), ("u", 10, 100), ("u", 20, 300)])
    beside = NORTH + np.array([300 / 84_000, 0])
    assert said(fleet.replan("t", beside, BEGAN_S + 25), "deviation") == [("cleared", 25)]
    assert fleet.replan("t", beside, BEGAN_S + 26) == []
    assert observed(fleet, [("t", 30, 300), ("t", 40, 310), ("t", 50, 290)]) == []
    assert said(observed(fleet, [("t", 60, 0), ("t", 70, 0)]), "deviation") == [("raised", 70)]
    assert said(observed(fleet, [("u", 30, 300), ("u", 40, 0)]), "deviation") == [("cleared", 40)]


def test_thousands_of_new_plans_leave_no_memory_behind() -> None:
    fleet = fleet_of("t")
    line = np.column_stack([np.linspace(LON, LON + 0.1, 1_000), np.full(1_000, LAT)])
    tracemalloc.start()
    for _ in range(2_000):
        fleet.replan("t", line, BEGAN_S)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 6_000_000  # the plans laid in all would take 24 MB


def test_a_new_plan_for_a_trip_nobody_watches_is_nothing() -> None:
    assert fleet_of("t").replan("nobody", NORTH, BEGAN_S) == []


def test_a_trip_without_a_plan_is_placed_and_heard_but_never_off_its_route() -> None:
    fleet = fleet_of("t", plan=None)
    assert observed(fleet, [("t", 0, 0), ("t", 10, 5_000), ("t", 60, 9_000)]) == []
    assert fleet.positions().trip == ["t"]
    assert said(fleet.tick(BEGAN_S + 200), "signal_loss") == [("raised", 150)]


def test_positions_are_of_those_that_moved_since() -> None:
    fleet = fleet_of("t", "u", "v")
    observed(fleet, [("t", 10, 0), ("u", 20, 0)])
    everyone = fleet.positions()
    assert sorted(everyone.trip) == ["t", "u"]
    recent = fleet.positions(since_s=BEGAN_S + 10)
    assert (recent.trip, recent.received_at_s.tolist()) == (["u"], [BEGAN_S + 20])
    assert recent.lat_deg[0] == pytest.approx(LAT + 0.0063, abs=1e-4)
    assert len(fleet.positions(partition=1)) == 0
    assert fleet.place_of("u") == (recent.lon_deg[0], recent.lat_deg[0])
    assert fleet.place_of("v") is fleet.place_of("nobody") is None
    assert fleet.trip_at(int(fleet.rows_of(["u"])[0])) == "u"


def test_releasing_a_partition_forgets_its_trips_without_a_word() -> None:
    fleet = fleet_of("t")
    fleet.admit([TripPlan("other", 1, NORTH, BEGAN_S)])
    fleet.release(0)
    assert len(fleet) == 1
    assert [finding.trip for finding in fleet.tick(BEGAN_S + 1_000)] == ["other"]


def test_a_fleet_grows_without_losing_anybody() -> None:
    fleet = fleet_of("t")
    observed(fleet, [("t", 0, 0), ("t", 10, 60)])
    fleet.admit([TripPlan(f"more-{i}", 0, NORTH, BEGAN_S) for i in range(5_000)])
    assert said(observed(fleet, [("t", 20, 200)]), "deviation") == [("raised", 20)]
    assert said(observed(fleet, [("more-4999", 10, 100), ("more-4999", 20, 400)]), "deviation") == [("raised", 20)]


def test_a_trip_across_the_antimeridian_is_watched_like_any_other() -> None:
    plan = checked_plan([[179.99, -17.0], [-179.9, -17.0]])
    assert isinstance(plan, np.ndarray)
    fleet = fleet_of("t", plan=plan)
    there = fixes(fleet.rows_of(["t"] * 4), [(0, 0), (10, 0), (20, 0), (40, 0)])
    there.lon_deg[:] = [179.995, -179.995, -179.99, -179.99]
    there.lat_deg[:] = [-17.0, -17.0001, -17.002, -17.004]
    assert said(fleet.observe(there).findings, "deviation") == [("raised", 40)]
