"""Plans nobody would draw, watched to the end: what was refused said why, what was taken is judged rightly."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo import Finding, Fixes, Fleet, Plan, PlanRefused, TripPlan, checked_plan, default_profiles
from geo.columns import Column
from geo.route import vertices_max
from tests.geo.drive import BEGAN_S, WGS84

each_s = 10.0


def plan(points: object) -> Plan:
    checked = checked_plan(points)
    assert not isinstance(checked, PlanRefused), checked.why
    return checked


def driven(planned: Plan, lonlat: Sequence[Sequence[float]] | Column) -> tuple[list[Finding], list[float]]:
    """What is found on a drive with a fix each 10 s, and how far along its plan it was after each."""
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan("before", 0, planned[:2], BEGAN_S), TripPlan("t", 0, planned, BEGAN_S, "day")])
    row = fleet.rows_of(["t"])
    found, along = list[Finding](), list[float]()
    for i, (lon, lat) in enumerate(lonlat):
        at = np.array([BEGAN_S + each_s * i])
        unknown = np.array([np.nan])
        told = Fixes(row, at, at, np.array([lat], np.float64), np.array([lon], np.float64), *(unknown,) * 3)
        found += fleet.observe(told).findings
        along.append(float(fleet.progress_m(row)[0]))
    return [finding for finding in found if finding.kind == "deviation"], along


def along(planned: Plan, steps: int) -> Column:
    """Places at even distances along a plan, on the ellipsoid."""
    lengths = WGS84.line_lengths(planned[:, 0], planned[:, 1])
    marks = np.concatenate([[0.0], np.cumsum(lengths)])
    wanted = np.linspace(0.0, marks[-1], steps)
    east = np.unwrap(planned[:, 0], period=360.0)
    lon = (np.interp(wanted, marks, east) + 180.0) % 360.0 - 180.0
    return np.column_stack([lon, np.interp(wanted, marks, planned[:, 1])])


def beside(lonlat: Column, metres: float, bearing_deg: float) -> Column:
    """The same places, so far off."""
    n = len(lonlat)
    lon, lat, _ = WGS84.fwd(lonlat[:, 0], lonlat[:, 1], np.full(n, bearing_deg), np.full(n, metres))
    return np.column_stack([lon, lat])


ANTIMERIDIAN = plan([[179.95, -17.0], [-179.98, -17.02], [-179.9, -17.0]])
ARCTIC = plan([[20.0, 83.90], [20.4, 83.95], [21.0, 83.98]])
ANTARCTIC = plan([[-60.0, -83.9], [-60.5, -83.95]])
EQUATOR = plan([[0.001, -0.05], [0.001, 0.05]])


@pytest.mark.parametrize("planned", [ANTIMERIDIAN, ARCTIC, ANTARCTIC, EQUATOR])
def test_at_the_edges_of_the_map_the_corridor_is_as_wide_as_anywhere(planned: Plan) -> None:
    drive = along(planned, 60)
    found, progress = driven(planned, drive)
    assert found == []
    assert progress == pytest.approx(np.linspace(0, WGS84.line_length(*planned.T), 60), rel=0.002, abs=30)
    across_deg = WGS84.inv(*planned[0], *planned[1])[0] + 90.0
    assert driven(planned, beside(drive[5:25], 45.0, across_deg))[0] == []
    (raised,) = driven(planned, beside(drive[5:25], 300.0, across_deg))[0]
    assert raised.proof.off_route_m == pytest.approx(300.0, abs=10)  # type: ignore[union-attr]


def test_both_spellings_of_the_antimeridian_are_the_same_line() -> None:
    for there, here in ((-180.0, 180.0), (180.0, -180.0)):
        drive = [[here, 10.0 + 0.001 * i] for i in range(40)]
        found, progress = driven(plan([[there, 10.0], [there, 10.1]]), drive)
        assert found == []
        assert progress[-1] == pytest.approx(4_313, abs=5)


def test_over_the_pole_is_refused_and_says_so() -> None:
    for points in ([[0, 89.9], [180, 89.9]], [[10, 84.2], [10, 84.3]], [[0, -90], [0, -84.5]]):
        refused = checked_plan(points)
        assert isinstance(refused, PlanRefused)
        assert "too near a pole" in refused.why


def test_as_many_vertices_as_there_may_be_are_driven_and_more_are_refused() -> None:
    bends = np.linspace(0, 60 * np.pi, vertices_max)
    winding = np.column_stack([-8.6 + 0.002 * np.sin(bends), np.linspace(41.0, 41.4, vertices_max)])
    planned = plan(winding)
    drive = along(planned, 300)
    assert driven(planned, drive)[0] == []
    assert [finding.edge for finding in driven(planned, beside(drive[100:110], 500.0, 90.0))[0]] == ["raised"]
    refused = checked_plan(np.repeat(winding, 5, axis=0))
    assert isinstance(refused, PlanRefused)
    assert "100000" in refused.why
    assert "simplify it" in refused.why


@pytest.mark.parametrize("where", [0, 3, -1])
@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf, 1e300])
def test_one_broken_number_anywhere_refuses_the_plan_and_names_the_point(where: int, broken: float) -> None:
    points = np.column_stack([np.linspace(8.0, 8.1, 6), np.linspace(50.0, 50.1, 6)])
    for column in (0, 1):
        spoiled = points.copy()
        spoiled[where, column] = broken
        refused = checked_plan(spoiled)
        assert isinstance(refused, PlanRefused)
        assert f"point {where % 6} of the plan is no place" in refused.why


def test_points_that_stand_twice_or_nearly_change_nothing() -> None:
    straight = plan([[8.0, 50.0], [8.0, 50.05]])
    stuttering = np.repeat(np.column_stack([np.full(200, 8.0), np.linspace(50.0, 50.05, 200)]), 3, axis=0)
    stuttering[1::3, 1] += 1e-9  # a tenth of a millimetre
    drive = beside(along(straight, 50), 20.0, 90.0)
    assert driven(plan(stuttering), drive)[1] == pytest.approx(driven(straight, drive)[1], abs=1.0)
    assert driven(plan([[8.0, 50.0], [8.0, 50.0 + 1e-12]]), [[8.0, 50.0]] * 5)[0] == []


def eight(n: int) -> NDArray[np.float64]:
    """A figure of eight, 2 km wide, crossing itself in the middle at right angles."""
    angle = np.linspace(0, 2 * np.pi, n)
    return np.column_stack([8.0 + 0.014 * np.sin(2 * angle), 50.0 + 0.009 * np.sin(angle)])


def test_a_figure_of_eight_is_driven_in_its_order() -> None:
    planned = plan(eight(120))
    found, progress = driven(planned, along(planned, 150))
    assert found == []
    assert progress == pytest.approx(np.linspace(0, WGS84.line_length(*planned.T), 150), abs=60)


def test_a_loop_driven_three_times_is_three_times_as_long() -> None:
    once = np.column_stack(
        [8.0 + 0.005 * np.cos(np.linspace(0, 2 * np.pi, 40)), 50.0 + 0.004 * np.sin(np.linspace(0, 2 * np.pi, 40))]
    )
    planned = plan(np.concatenate([once, once[1:], once[1:]]))
    found, progress = driven(planned, along(planned, 240))
    assert found == []
    assert progress == pytest.approx(np.linspace(0, WGS84.line_length(*planned.T), 240), abs=60)


def test_there_and_back_on_one_road_never_jumps_to_the_other_leg() -> None:
    planned = plan([[8.0, 50.0], [8.02, 50.03], [8.0, 50.06], [8.02, 50.03], [8.0, 50.0]])
    whole_m = WGS84.line_length(*planned.T)
    random = np.random.default_rng(4)
    drive = along(planned, 160)
    noisy = beside(drive, 0.0, 0.0) + random.normal(0, 8.0, drive.shape) / [71_700.0, 111_000.0]
    found, progress = driven(planned, noisy)
    assert found == []
    steps = np.diff(progress)
    assert progress == pytest.approx(np.linspace(0, whole_m, 160), abs=150)
    assert np.abs(steps).max() < 4 * whole_m / 160


numbers = st.one_of(st.floats(-200, 200), st.sampled_from([np.nan, np.inf, -180.0, 180.0, 84.0, -84.0, 90.0, 0.0]))


@given(st.lists(st.tuples(numbers, numbers), max_size=8))
def test_any_numbers_are_refused_in_words_or_judged_without_a_warning(points: list[tuple[float, float]]) -> None:
    checked = checked_plan(points)
    if isinstance(checked, PlanRefused):
        assert checked.why
        return
    _, progress = driven(checked, checked)
    assert np.isfinite(progress).all()
