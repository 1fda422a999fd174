"""Silence: stories, and the same findings whether a tick or the next fix notices it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import Finding, Fleet, TripPlan, default_profiles, finding_id, sentence
from geo.zones import zones_from
from tests.geo.drive import BEGAN_S, NORTH, drive, fixes, fleet_of, place, said
from tests.geo.square import square
from tests.reference.signal_loss import Heard, Said, State, hear, look

LIMIT_S = default_profiles().by_name["day"].signal_loss.silent_s


def test_fixes_each_minute_are_no_silence() -> None:
    assert drive((0, 0), (60, 0), (120, 0), kind="signal_loss") == []


def test_a_silence_nobody_looked_at_is_found_when_it_ends() -> None:
    assert drive((0, 0), (200, 0), kind="signal_loss") == [("raised", LIMIT_S), ("cleared", 200)]


def test_a_tick_finds_a_silence_while_it_lasts() -> None:
    fleet = fleet_of("t")
    fleet.observe(fixes(fleet.rows_of(["t"]), [(30, 0)]))
    assert fleet.tick(BEGAN_S + 30 + LIMIT_S) == []
    assert said(fleet.tick(BEGAN_S + 31 + LIMIT_S), "signal_loss") == [("raised", 30 + LIMIT_S)]
    assert fleet.tick(BEGAN_S + 500) == []
    assert said(fleet.observe(fixes(fleet.rows_of(["t"]), [(600, 0)])).findings, "signal_loss") == [("cleared", 600)]


def test_a_trip_that_never_sends_anything_is_silent() -> None:
    assert said(fleet_of("t").tick(BEGAN_S + LIMIT_S + 1), "signal_loss") == [("raised", LIMIT_S)]


def test_a_trip_we_heard_of_late_is_silent_from_then() -> None:
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan("t", 0, None, BEGAN_S, told_at_s=BEGAN_S + 3_600)])
    assert fleet.tick(BEGAN_S + 3_601) == []
    assert said(fleet.tick(BEGAN_S + 3_602 + LIMIT_S), "signal_loss") == [("raised", 3_600 + LIMIT_S)]


def test_the_night_waits_less() -> None:
    fleet = fleet_of("t", profile="night")
    assert said(fleet.tick(BEGAN_S + 61), "signal_loss") == [("raised", 60)]


def test_what_we_slept_through_is_nobodys_silence() -> None:
    fleet = fleet_of("t")
    fleet.resume(BEGAN_S + 1_000)
    assert fleet.tick(BEGAN_S + 1_000 + LIMIT_S) == []
    assert said(fleet.tick(BEGAN_S + 1_001 + LIMIT_S), "signal_loss") == [("raised", 1_000 + LIMIT_S)]


def test_a_fix_soon_after_we_wake_ends_no_silence() -> None:
    fleet = fleet_of("t")
    fleet.resume(BEGAN_S + 1_000)
    assert fleet.observe(fixes(fleet.rows_of(["t"]), [(1_020, 0)])).findings == []


def test_a_silence_found_before_we_slept_ends_when_it_ends() -> None:
    fleet = fleet_of("t")
    assert said(fleet.tick(BEGAN_S + 200), "signal_loss") == [("raised", LIMIT_S)]
    fleet.resume(BEGAN_S + 1_000)
    assert said(fleet.observe(fixes(fleet.rows_of(["t"]), [(1_020, 0)])).findings, "signal_loss") == [
        ("cleared", 1_020)
    ]


def test_what_is_received_out_of_order_is_no_silence() -> None:
    fleet = fleet_of("t")
    row = int(fleet.rows_of(["t"])[0])
    assert fleet.observe(fixes([row] * 3, [(80, 0), (160, 0), (200, 0)])).findings == []
    assert fleet.observe(fixes([row] * 2, [(10, 0), (150, 0)])).findings == []


def test_a_silence_that_was_received_while_we_were_away_is_found_as_the_log_is_read() -> None:
    fleet = fleet_of("t")
    fleet.resume(BEGAN_S + 1_000)
    found = fleet.observe(fixes([int(fleet.rows_of(["t"])[0])] * 2, [(10, 0), (500, 0)])).findings
    assert said(found, "signal_loss") == [("raised", 10 + LIMIT_S), ("cleared", 500)]


def test_resuming_one_partition_leaves_the_others() -> None:
    fleet = fleet_of("t")
    fleet.resume(BEGAN_S + 1_000, partition=7)
    assert said(fleet.tick(BEGAN_S + LIMIT_S + 1), "signal_loss") == [("raised", LIMIT_S)]


def test_a_vague_fix_and_a_broken_one_prove_life() -> None:
    fleet = fleet_of("t")
    row = int(fleet.rows_of(["t"])[0])
    alive = fixes([row, row], [(60, 0, 5_000), (120, 0)])
    alive.lat_deg[1] = np.nan
    assert fleet.observe(alive).findings == []
    assert fleet.tick(BEGAN_S + 120 + LIMIT_S) == []


looks = st.tuples(st.sampled_from(["fix", "tick"]), st.integers(1, 400))


@given(st.lists(looks, max_size=30), st.data())
def test_columns_equal_the_reference_in_any_batching(stream: list[tuple[str, int]], data: st.DataObject) -> None:
    fleet, found = fleet_of("other", "t"), list[Finding]()
    row = int(fleet.rows_of(["t"])[0])
    clock, waiting = 0, list[int]()
    for what, after_s in stream:
        clock += after_s
        waiting += [clock] if what == "fix" else []
        if what == "tick" or data.draw(st.booleans()):
            found += fleet.observe(fixes([row] * len(waiting), [(at, 0) for at in waiting])).findings
            waiting = []
        if what == "tick":
            found += fleet.tick(BEGAN_S + clock)
    found += fleet.observe(fixes([row] * len(waiting), [(at, 0) for at in waiting])).findings
    ours = [(f.edge, f.since_s - BEGAN_S, f.at_s - BEGAN_S) for f in found if (f.trip, f.kind) == ("t", "signal_loss")]
    assert ours == by_reference(stream)


def limit_s(at_s: float) -> float:
    """The first drive begins at 21:38:56 by the sun: night begins 1,264 s later."""
    return 60.0 if 1_264 <= at_s < 26_464 else 90.0


def by_reference(stream: list[tuple[str, int]]) -> list[Said]:
    state: State = Heard(0.0)
    clock, said = 0.0, list[Said]()
    for what, after_s in stream:
        clock += after_s
        state, more = (hear if what == "fix" else look)(state, clock, limit_s)
        said += more
    return said


@given(st.lists(st.integers(1, 400), min_size=1, max_size=20), st.lists(st.integers(0, 8_000), max_size=10))
def test_a_replay_without_ticks_finds_what_the_ticks_found(gaps: list[int], ticks: list[int]) -> None:
    received = np.cumsum(gaps).tolist()
    live, replayed = fleet_of("t"), fleet_of("t")
    row = int(live.rows_of(["t"])[0])
    found = list[Finding]()
    for at, is_tick in sorted([(at, True) for at in ticks if at < received[-1]] + [(at, False) for at in received]):
        found += live.tick(BEGAN_S + at) if is_tick else live.observe(fixes([row], [(at, 0)])).findings
    again = replayed.observe(fixes([row] * len(received), [(at, 0) for at in received])).findings
    assert {finding_id(f) for f in found} == {finding_id(f) for f in again}


TUBE = zones_from(square("the tube", "tunnel", place(60, 0), 250))
TUNNEL_S = default_profiles().by_name["day"].signal_loss.tunnel_s


def under(told: float) -> Fleet:
    """A fleet with a tunnel, whose trip was last heard of at that second of its drive."""
    fleet = Fleet(default_profiles(), TUBE)
    fleet.admit([TripPlan("t", 0, NORTH, BEGAN_S, "day")])
    fleet.observe(fixes(fleet.rows_of(["t"]), [(told, 0)]))
    return fleet


def test_a_phone_that_falls_silent_in_a_tunnel_is_given_more_time() -> None:
    fleet = under(60)
    assert fleet.tick(BEGAN_S + 60 + TUNNEL_S - 1) == []
    found = fleet.tick(BEGAN_S + 60 + TUNNEL_S + 1)
    assert said(found, "signal_loss") == [("raised", 60 + TUNNEL_S)]
    assert sentence(found[0]) == "Nothing heard from the phone for 300 s (limit in the tube 300 s)."


def test_so_is_one_that_was_last_heard_of_before_its_mouth_and_none_beyond_it() -> None:
    assert under(60 - 50).tick(BEGAN_S + 10 + LIMIT_S + 1) == []
    assert said(under(60 + 70).tick(BEGAN_S + 130 + LIMIT_S + 1), "signal_loss") == [("raised", 130 + LIMIT_S)]


def test_coming_out_of_a_tunnel_in_time_was_no_silence_however_fixes_are_cut() -> None:
    through: list[tuple[float, float]] = [(60, 0), (260, 0), (400, 0)]
    expected = [("raised", 260 + LIMIT_S), ("cleared", 400)]
    fleet = under(50)
    row = int(fleet.rows_of(["t"])[0])
    assert said(fleet.observe(fixes([row] * 3, through)).findings, "signal_loss") == expected
    fleet = under(50)
    assert [
        one for fix in through for one in said(fleet.observe(fixes([row], [fix])).findings, "signal_loss")
    ] == expected
