"""What becomes of a fix: one outcome each, counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import OUTCOMES, Fixes
from tests.geo.drive import BEGAN_S, LAT, LON, drive, fixes, fleet_of


def outcome_of(**changed: float) -> str:
    """What becomes of one fix that is fine but for what was changed."""
    fleet = fleet_of("t")
    fine = {
        "row": int(fleet.rows_of(["t"])[0]),
        "fixed_at_s": BEGAN_S + 10,
        "received_at_s": BEGAN_S + 10,
        "lat_deg": LAT,
        "lon_deg": LON,
        "accuracy_m": np.nan,
        "speed_mps": np.nan,
        "heading_deg": np.nan,
    }
    one = {name: np.array([value], np.float64) for name, value in (fine | changed).items()}
    observed = fleet.observe(Fixes(one.pop("row").astype(np.int32), **one))  # type: ignore[arg-type]
    return next(name for name, count in observed.outcomes.items() if count)


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({}, "judged"),
        ({"lat_deg": 91}, "out_of_range"),
        ({"lon_deg": -180.5}, "out_of_range"),
        ({"lat_deg": np.nan}, "out_of_range"),
        ({"lon_deg": np.inf}, "out_of_range"),
        ({"lat_deg": 0, "lon_deg": 0}, "out_of_range"),
        ({"lat_deg": 0}, "judged"),
        ({"fixed_at_s": np.nan}, "out_of_range"),
        ({"fixed_at_s": np.inf}, "out_of_range"),
        ({"received_at_s": np.nan}, "out_of_range"),
        ({"accuracy_m": 201}, "too_vague"),
        ({"accuracy_m": np.inf}, "too_vague"),
        ({"accuracy_m": 200}, "judged"),
        ({"accuracy_m": -1}, "judged"),
        ({"row": -1}, "unknown_trip"),
        ({"row": 1_000_000}, "unknown_trip"),
        ({"row": 5, "lat_deg": np.nan}, "unknown_trip"),
    ],
)
def test_each_fix_has_the_outcome_it_deserves(changed: dict[str, float], outcome: str) -> None:
    assert outcome_of(**changed) == outcome


def test_late_and_duplicate_fixes_are_told_apart() -> None:
    fleet = fleet_of("t")
    row = int(fleet.rows_of(["t"])[0])
    first = fleet.observe(fixes([row] * 3, [(120, 0), (110, 0), (120, 0)])).outcomes
    assert (first["judged"], first["duplicate"], first["late"]) == (2, 1, 0)
    second = fleet.observe(fixes([row] * 3, [(120, 0), (59, 0), (121, 0)])).outcomes
    assert (second["judged"], second["duplicate"], second["late"]) == (1, 1, 1)


def test_fixes_more_than_a_minute_late_change_no_course() -> None:
    fleet = fleet_of("t")
    row = int(fleet.rows_of(["t"])[0])
    for told in [(0, 0), (88, 0), (10, 900), (20, 900), (25, 900), (98, 0)]:
        assert fleet.observe(fixes([row], [told])).findings == []
    assert fleet.positions().fixed_at_s.tolist() == [BEGAN_S + 98]


def test_a_fix_that_was_held_up_for_long_is_late_and_no_clock_was_set_back() -> None:
    fleet = fleet_of("t")
    row = int(fleet.rows_of(["t"])[0])
    assert fleet.observe(fixes([row], [(95, 0)])).outcomes["judged"] == 1
    held_up = fixes([row], [(20, 900)])
    held_up.received_at_s[:] += 80
    assert fleet.observe(held_up).outcomes["late"] == 1


def test_an_accuracy_of_nothing_is_unknown_not_perfect() -> None:
    assert drive((0, 0, 0.0), (10, 70, 0.0), (20, 70, 0.0), (200, 70, 0.0)) == []
    assert drive((0, 0, 1.0), (10, 70, 1.0), (20, 70, 1.0), (200, 70, 1.0)) == [("raised", 200)]


def test_a_fix_from_next_year_does_not_make_the_honest_ones_late() -> None:
    fleet = fleet_of("t")
    row = int(fleet.rows_of(["t"])[0])
    wild = fixes([row], [(10, 0)])
    wild.fixed_at_s[:] += 31_536_000
    assert fleet.observe(wild).outcomes["ahead"] == 1
    assert fleet.observe(fixes([row], [(20, 0)])).outcomes["judged"] == 1
    assert fleet.observe(fixes([row], [(50, 0)])).outcomes["judged"] == 1


def test_a_phone_an_hour_ahead_is_judged_like_any_other() -> None:
    fleet = fleet_of("t")
    row = int(fleet.rows_of(["t"])[0])
    found = []
    for told in [(0, 0), (10, 60), (20, 200), (30, 500)]:
        ahead = fixes([row], [told])
        ahead.fixed_at_s[:] += 3_600
        found += fleet.observe(ahead).findings
    assert [finding.edge for finding in found if finding.kind == "deviation"] == ["raised"]


def test_a_clock_that_was_set_back_an_hour_blinds_us_for_a_minute_not_an_hour() -> None:
    fleet = fleet_of("t")
    row = int(fleet.rows_of(["t"])[0])
    outcomes, found = [], []
    for seconds, off_m in [(0, 0), (30, 0), (60, 0), (70, 60), (80, 200), (90, 500)]:
        told = fixes([row], [(seconds, off_m)])
        told.fixed_at_s[:] -= 3_600 if seconds else 0
        observed = fleet.observe(told)
        outcomes += [name for name, count in observed.outcomes.items() if count]
        found += observed.findings
    assert outcomes == ["judged", "late", "late", "judged", "judged", "judged"]
    assert [finding.edge for finding in found if finding.kind == "deviation"] == ["raised"]


anything = st.floats() | st.sampled_from([BEGAN_S, BEGAN_S + 70, BEGAN_S - 7_200, LAT, LON, 0.0, 89.99, -179.99])


@given(st.lists(st.tuples(st.integers(-2, 3), *[anything] * 7), max_size=20))
def test_whatever_is_sent_has_one_outcome_each_and_harms_nobody(
    sent: list[tuple[float, ...]],
) -> None:
    fleet = fleet_of("t", "u")
    n = len(sent)
    row = np.array([fix[0] for fix in sent], np.int32)
    fixed_at_s, received_at_s, lat, lon, accuracy_m, speed, heading = (
        np.array([fix[1:] for fix in sent], np.float64).reshape(n, 7).T
    )
    with np.errstate(all="raise", under="ignore"):
        observed = fleet.observe(Fixes(row, fixed_at_s, received_at_s, lat, lon, accuracy_m, speed, heading))
    assert sum(observed.outcomes.values()) == n
    assert tuple(observed.outcomes) == OUTCOMES
