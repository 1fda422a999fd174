"""All routes of a fleet against shapely, one at a time."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.columns import Column, Rows
from geo.nearest import Place
from geo.routes import Routes, spans
from geo.sheet import arc_m, metres
from tests.geo.drive import LAT, LON

random_plans = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def made_up(random: np.random.Generator, sizes: list[int]) -> list[Column]:
    """Plans of so many vertices, 1 to 300 m apart, wherever chance turns them; some touch and cross themselves."""
    plans = []
    for size in sizes:
        heading = random.uniform(0, 7, size)
        steps = random.choice([1.0, 30.0, 300.0], size)[:, None] * np.stack([np.cos(heading), np.sin(heading)], 1)
        plans.append(np.array([LON, LAT]) + np.cumsum(steps, axis=0) / [84_000, 111_000])
    return plans


def laid(plans: list[Column]) -> tuple[Routes, Rows]:
    routes = Routes()
    routes.columns.grow(len(plans))
    rows = np.arange(len(plans))
    routes.lay(rows, plans)
    return routes, rows


def placed(routes: Routes, rows: Rows, lonlat: Column, segment: int = -1, settled_m: float = -1.0) -> Place:
    n = len(rows)
    x, y = routes.on_sheet(rows, lonlat[:, 0], lonlat[:, 1])
    nothing = np.zeros(n, np.float32)
    return routes.place(rows, x, y, np.full(n, segment, np.int32), nothing, nothing, np.full(n, settled_m))


def truth(routes: Routes, row: int, plan: Column, lonlat: Column) -> tuple[shapely.LineString, shapely.Point]:
    """The same plan and fix as shapely sees them, on the same sheet but in doubles."""
    points = np.vstack([plan, lonlat])
    lon = np.full(len(points), routes.columns["origin_lon_deg"][row])
    x, y = metres(points[:, 0], points[:, 1], lon, np.full(len(points), routes.columns["origin_arc_m"][row]))
    return shapely.LineString(np.column_stack([x, y])[:-1]), shapely.Point(x[-1], y[-1])


@given(random_plans, st.lists(st.integers(2, 60), min_size=1, max_size=12), st.integers(-1, 1))
def test_distance_and_progress_are_shapelys(random: np.random.Generator, sizes: list[int], segment: int) -> None:
    plans = made_up(random, sizes)
    routes, rows = laid(plans)
    lonlat = np.array([plan[0] for plan in plans]) + random.normal(0, 0.005, (len(plans), 2))
    place = placed(routes, rows, lonlat, segment)
    for row, plan in enumerate(plans):
        line, point = truth(routes, row, plan, lonlat[row])
        assert place.off_route_m[row] == pytest.approx(line.distance(point), abs=0.05)
        assert line.interpolate(place.along_m[row]).distance(point) <= line.distance(point) + 25.5  # twin_m
        assert routes.length_m(rows)[row] == pytest.approx(line.length, rel=1e-5)
        assert 0 <= place.segment[row] <= sizes[row] - 2


@given(random_plans, st.integers(2, 60), st.integers(0, 58))
def test_a_settled_distance_is_an_upper_bound(random: np.random.Generator, size: int, segment: int) -> None:
    plans = made_up(random, [size])
    routes, rows = laid(plans)
    lonlat = plans[0][:1] + random.normal(0, 0.001, (1, 2))
    exact = placed(routes, rows, lonlat)
    near = placed(routes, rows, lonlat, min(segment, size - 2), settled_m=25.0)
    assert near.off_route_m[0] == exact.off_route_m[0] or exact.off_route_m[0] <= near.off_route_m[0] < 25.0


def test_without_a_plan_nothing_is_known() -> None:
    routes = Routes()
    routes.columns.grow(2)
    routes.lay(np.array([1]), [np.array([[LON, LAT], [LON, LAT + 0.01]])])
    place = placed(routes, np.array([0, 1]), np.full((2, 2), [LON, LAT]))
    assert np.isnan(place.off_route_m).tolist() == [True, False]
    assert place.segment.tolist() == [-1, 0]
    assert routes.length_m(np.array([0])).tolist() == [0]


def test_lifting_and_laying_leaves_the_others_where_they_are() -> None:
    random = np.random.default_rng(7)
    plans = made_up(random, [2_000] * 200)
    routes, rows = laid(plans)
    lonlat = np.array([plan[900] for plan in plans])
    before = placed(routes, rows, lonlat)
    for turn in range(4):  # 400,000 vertices are laid, so the pool is packed on the way
        some = rows[turn::3]
        routes.lift(some)
        routes.lay(some, [plans[row] for row in some])
    after = placed(routes, rows, lonlat)
    np.testing.assert_array_equal(before.off_route_m, after.off_route_m)
    np.testing.assert_array_equal(before.along_m, after.along_m)


def test_a_pool_with_more_holes_than_half_is_packed() -> None:
    plans = made_up(np.random.default_rng(7), [10_000] * 40)
    routes, rows = laid(plans)
    routes.lift(rows[:-1])
    assert routes.columns["start"][rows[-1]] == 0
    assert placed(routes, rows[-1:], plans[-1][500:501]).off_route_m[0] < 0.1


def test_a_plan_of_twenty_thousand_points_is_right_to_its_end() -> None:
    circle = np.linspace(0, 12.56, 20_000)
    plan = np.array([LON, LAT]) + np.column_stack([np.cos(circle) * 0.5, np.sin(circle) * 0.5])
    routes, rows = laid([plan])
    line, point = truth(routes, 0, plan, plan[-1])
    assert placed(routes, rows, plan[-1:]).off_route_m[0] < 0.1
    assert routes.length_m(rows)[0] == pytest.approx(line.length, rel=1e-5)
    assert point.distance(line) < 0.1


def test_spans_are_places_in_the_pool() -> None:
    assert spans(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert spans(np.array([], np.int64), np.array([], np.int64)).tolist() == []


def test_arcs_grow_northward() -> None:
    assert np.all(np.diff(arc_m(np.linspace(-84, 84, 100))) > 0)
