"""Jumps: one wild place is not believed, two that agree are, and nothing ever locks the truth out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import Fleet
from tests.geo.drive import SPEED_MPS, Told, drive, fixes, fleet_of
from tests.reference.jumps import Nowhere, State, step


def outcomes(fleet: Fleet, *told: Told) -> list[str]:
    """What becomes of each fix of one drive, told one at a time."""
    row = int(fleet.rows_of(["t"])[0])
    each = [fleet.observe(fixes([row], [fix])).outcomes for fix in told]
    return [name for counts in each for name, count in counts.items() if count]


def test_one_wild_place_is_held_back_and_forgotten() -> None:
    told: list[Told] = [(0, 0), (5, 0), (10, 2_000), (15, 0), (20, 0)]
    assert outcomes(fleet_of("t"), *told) == ["judged", "judged", "jump", "judged", "judged"]
    assert drive(*told) == []


def test_a_long_stay_beside_the_route_and_one_wild_fix_raise_nothing() -> None:
    waiting: list[Told] = [(float(at), 30.0) for at in range(0, 300, 10)]
    assert drive(*waiting, (300, 2_000), (310, 30), (320, 30)) == []


def test_a_place_that_a_second_fix_confirms_is_where_the_vehicle_is() -> None:
    told: list[Told] = [(0, 0), (5, 0), (10, 2_000), (15, 2_010), (20, 2_020)]
    assert outcomes(fleet_of("t"), *told) == ["judged", "judged", "jump", "judged", "judged"]
    assert drive(*told) == [("raised", 20)]


def test_a_wild_first_fix_locks_no_good_one_out() -> None:
    told: list[Told] = [(0, 9_000), (5, 0), (10, 0), (15, 0), (20, 0)]
    assert outcomes(fleet_of("t"), *told) == ["judged", "jump", "judged", "judged", "judged"]


def test_several_wild_places_that_do_not_agree_are_each_held_back() -> None:
    told: list[Told] = [(0, 0), (5, 5_000), (10, -5_000), (15, 9_000), (20, 0)]
    assert outcomes(fleet_of("t"), *told) == ["judged", "jump", "jump", "jump", "judged"]


def test_a_jump_sent_twice_does_not_confirm_itself() -> None:
    fleet = fleet_of("t")
    told: list[Told] = [(0, 0), (5, 5_000), (5, 5_000), (10, 0)]
    assert outcomes(fleet, *told) == ["judged", "jump", "jump", "judged"]


def test_far_after_a_long_silence_is_within_reach() -> None:
    assert outcomes(fleet_of("t"), (0, 0), (60, 4_000)) == ["judged", "judged"]


def test_a_vague_fix_is_out_of_reach_only_beyond_its_accuracy() -> None:
    assert outcomes(fleet_of("t"), (0, 0, 5.0), (1, 150, 5.0)) == ["judged", "jump"]
    assert outcomes(fleet_of("t"), (0, 0, 5.0), (1, 150, 50.0)) == ["judged", "judged"]


def test_a_rival_is_kept_over_a_restart() -> None:
    before, after = fleet_of("t"), fleet_of()
    assert outcomes(before, (0, 0), (5, 5_000)) == ["judged", "jump"]
    after.restore(before.snapshot(0))
    assert outcomes(after, (10, 5_010)) == outcomes(before, (10, 5_010)) == ["judged"]


def test_two_fixes_of_one_second_are_one() -> None:
    fleet = fleet_of("t")
    assert outcomes(fleet, (0.1, 0), (0.9, 0), (1.2, 0)) == ["judged", "duplicate", "judged"]
    row = int(fleet.rows_of(["t"])[0])
    together = fleet.observe(fixes([row] * 3, [(9.1, 0), (9.5, 0), (9.9, 0)])).outcomes
    assert (together["judged"], together["duplicate"]) == (1, 2)


@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from([0.0, 90.3, 400.3, 3_000.3, -7_000.3])), max_size=40))
def test_what_is_judged_is_what_the_reference_judges(drives: list[tuple[int, float]]) -> None:
    at_s = np.cumsum([after_s for after_s, _ in drives], dtype=np.float64)
    state: State = Nowhere()
    expected = []
    for at, (_, off_m) in zip(at_s.tolist(), drives, strict=True):
        state, judged = step(state, at, (off_m, SPEED_MPS * at))
        expected.append("judged" if judged else "jump")
    told: list[Told] = [(at, off_m) for at, (_, off_m) in zip(at_s.tolist(), drives, strict=True)]
    assert outcomes(fleet_of("t"), *told) == expected
    fleet = fleet_of("t")
    together = fleet.observe(fixes([int(fleet.rows_of(["t"])[0])] * len(told), told)).outcomes
    assert together["jump"] == expected.count("jump")
