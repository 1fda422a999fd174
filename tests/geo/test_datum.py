"""The shift of GCJ-02: published points, there and back, and nothing where it does not apply."""

from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import DeviationProof, Finding, Fixes, Fleet, TripPlan, default_profiles, sentence
from geo.columns import Column
from geo.datum import Datum, gcj02_to_wgs84, shifted_here, wgs84_to_gcj02
from tests.geo.drive import WGS84

# WGS84 lon, lat and GCJ-02 lon, lat, as the test suites of open converters have them: Shanghai, Shenzhen, Beijing.
KNOWN = [
    (121.5272106, 31.1774276, 121.531541859215, 31.17530398364597),
    (113.912316, 22.543847, 113.9171764808363, 22.540796131694766),
    (116.377817, 39.911954, 116.38404722455657, 39.91334545536069),
]

inside = st.tuples(st.floats(73.5, 134.5), st.floats(18.5, 53.0))


def columns(*points: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    lon, lat = np.array(points, np.float64).T
    return lon, lat


@pytest.mark.parametrize(("lon", "lat", "shifted_lon", "shifted_lat"), KNOWN)
def test_known_points(lon: float, lat: float, shifted_lon: float, shifted_lat: float) -> None:
    there = wgs84_to_gcj02(*columns((lon, lat)))
    assert [float(each[0]) for each in there] == pytest.approx([shifted_lon, shifted_lat], abs=1e-9)
    back = gcj02_to_wgs84(*columns((shifted_lon, shifted_lat)))
    assert [float(each[0]) for each in back] == pytest.approx([lon, lat], abs=1e-8)


@given(st.lists(inside, min_size=1, max_size=20))
def test_there_and_back_is_the_same_to_a_millimetre(points: list[tuple[float, float]]) -> None:
    lon, lat = columns(*points)
    again = gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat))
    assert np.all(WGS84.inv(lon, lat, *again)[2] < 0.001)


@given(inside)
def test_the_shift_is_never_nothing_and_below_a_kilometre(point: tuple[float, float]) -> None:
    lon, lat = columns(point)
    assert 1 < WGS84.inv(lon, lat, *wgs84_to_gcj02(lon, lat))[2][0] < 1_000


def test_elsewhere_nothing_moves_and_no_number_disturbs() -> None:
    lon, lat = columns((-8.61, 41.15), (151.2, -33.9), (180.0, 90.0), (np.nan, 40.0), (np.inf, 1e308))
    assert not shifted_here(lon, lat).any()
    for shift in (wgs84_to_gcj02, gcj02_to_wgs84):
        moved = shift(lon, lat)
        assert np.array_equal(moved[0], lon, equal_nan=True)
        assert np.array_equal(moved[1], lat, equal_nan=True)


PLAN = np.array([[121.50, 31.18], [121.50, 31.28]])
BEGAN_S = 1_700_000_000.0


def findings(datum: Datum, lon: Column, lat: Column) -> tuple[Fleet, list[Finding]]:
    """What is found on a drive due north whose source declares `datum`, with a fix each 10 s."""
    n, at_s = len(lon), BEGAN_S + 10.0 * np.arange(len(lon), dtype=np.float64)
    fleet, unknown = Fleet(default_profiles()), np.full(n, np.nan)
    fleet.admit([TripPlan("other", 0, PLAN, BEGAN_S), TripPlan("t", 0, PLAN, BEGAN_S, "day", datum=datum)])
    fixes = Fixes(fleet.rows_of(["t"] * n), at_s, at_s, lat, lon, unknown, unknown, unknown)
    return fleet, [finding for finding in fleet.observe(fixes).findings if finding.kind == "deviation"]


ON_ROUTE = np.full(10, 121.50), np.linspace(31.18, 31.19, 10)


def test_a_trip_that_declares_gcj02_is_judged_and_shown_in_wgs84() -> None:
    fleet, found = findings("gcj02", *wgs84_to_gcj02(*ON_ROUTE))
    assert found == []
    assert fleet.place_of("t") == pytest.approx((121.50, 31.19), abs=1e-6)


def test_a_stream_in_the_other_datum_is_noted_and_raised_all_the_same() -> None:
    for declared, sent, looks_like in (("wgs84", wgs84_to_gcj02(*ON_ROUTE), "gcj02"), ("gcj02", ON_ROUTE, "wgs84")):
        _, (raised,) = findings(cast(Datum, declared), *sent)
        assert isinstance(raised.proof, DeviationProof)
        assert raised.proof.looks_like == looks_like
        assert "declared the wrong datum" in sentence(raised)
        assert "坐标系" in sentence(raised, "zh")


def test_a_vehicle_that_truly_left_is_not_excused() -> None:
    _, (raised,) = findings("wgs84", ON_ROUTE[0] - 0.005, ON_ROUTE[1])
    assert isinstance(raised.proof, DeviationProof)
    assert raised.proof.looks_like is None
    assert "datum" not in sentence(raised)
