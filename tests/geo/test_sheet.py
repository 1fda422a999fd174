"""The sheet against geodesics: below 0.1 % wherever a plan may lie."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.route import latitude_max_deg, reach_max_m
from geo.sheet import arc_m, metres
from tests.geo.drive import WGS84

degrees = st.floats(-180, 180)
reaches = st.floats(0, 100_000)


def on_sheet(origin: tuple[float, float], lon: float, lat: float) -> tuple[float, float]:
    one = [np.array([value]) for value in (lon, lat, origin[0])]
    x, y = metres(one[0], one[1], one[2], arc_m(np.array([origin[1]])))
    return float(x[0]), float(y[0])


@given(degrees, st.floats(-83, 83), degrees, reaches, degrees, reaches)
def test_distances_between_any_two_points_within_100_km_are_right_to_a_thousandth(
    lon: float, lat: float, azimuth_a: float, reach_a: float, azimuth_b: float, reach_b: float
) -> None:
    a_lon, a_lat, _ = WGS84.fwd(lon, lat, azimuth_a, reach_a)
    b_lon, b_lat, _ = WGS84.fwd(lon, lat, azimuth_b, reach_b)
    _, _, truth_m = WGS84.inv(a_lon, a_lat, b_lon, b_lat)
    (ax, ay), (bx, by) = on_sheet((lon, lat), a_lon, a_lat), on_sheet((lon, lat), b_lon, b_lat)
    assert np.hypot(bx - ax, by - ay) == pytest.approx(truth_m, rel=1e-3, abs=0.01)


@given(degrees, st.floats(-latitude_max_deg, latitude_max_deg), degrees)
def test_at_the_end_of_a_plans_reach_too(lon: float, lat: float, azimuth: float) -> None:
    far_lon, far_lat, _ = WGS84.fwd(lon, lat, azimuth, reach_max_m)
    assert np.hypot(*on_sheet((lon, lat), far_lon, far_lat)) == pytest.approx(reach_max_m, rel=1e-3)


def test_east_is_x_and_north_is_y() -> None:
    assert on_sheet((-8.6, 41.0), -8.5, 41.0)[0] > 8_000
    assert on_sheet((-8.6, 41.0), -8.6, 41.1)[1] > 11_000
    assert on_sheet((-8.6, -41.0), -8.6, -40.9)[1] > 11_000


def test_the_antimeridian_is_a_line_like_any_other() -> None:
    x, _ = on_sheet((179.99, -17.0), -179.99, -17.0)
    assert x == pytest.approx(2_129, abs=2)


@given(degrees, st.floats(-90, 90), degrees, st.floats(-84, 84))
def test_the_other_end_of_the_world_is_far_away(lon: float, lat: float, origin_lon: float, origin_lat: float) -> None:
    _, _, truth_m = WGS84.inv(origin_lon, origin_lat, lon, lat)
    if truth_m > 1_000_000:
        assert np.hypot(*on_sheet((origin_lon, origin_lat), lon, lat)) > 300_000
