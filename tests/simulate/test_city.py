"""The made-up city: the same for the same seed, with streets one can drive."""

import math
from itertools import pairwise

import pytest

from escort.simulate.city import City, arterial_every, build, columns, lonlat, points_along, ring_mps, rows

seeds = [1, 2, 3]


@pytest.fixture(scope="module", params=seeds)
def city(request: pytest.FixtureRequest) -> City:
    return build(request.param)


def test_a_seed_is_a_city() -> None:
    assert build(7) == build(7)
    assert build(7) != build(8)


def test_every_place_can_be_reached_from_every_other(city: City) -> None:
    for end in range(0, len(city.places), 37):
        path = city.path(0, end)
        assert all(before.end == after.start for before, after in pairwise(path))
        assert not path or (path[0].start, path[-1].end) == (0, end)


def test_a_street_leads_from_place_to_place_and_is_as_long_as_it_is_drawn(city: City) -> None:
    for start, leaving in enumerate(city.streets):
        for end, street in leaving.items():
            assert (street.start, street.end) == (start, end)
            assert street.shape[0] == pytest.approx(city.places[start])
            assert street.shape[-1] == pytest.approx(city.places[end])
            assert street.length_m == pytest.approx(sum(math.dist(a, b) for a, b in pairwise(street.shape)))
            assert 100 < street.length_m < 700


def test_arterials_are_curved_and_never_fold_back(city: City) -> None:
    for row in range(0, rows, arterial_every):
        places = range(row * columns, (row + 1) * columns)
        points = points_along([city.streets[west][east] for west, east in pairwise(places)])
        headings = [math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])) for a, b in pairwise(points)]
        assert max(headings) - min(headings) > 15
        assert max(abs(after - before) for before, after in pairwise(headings)) < 10


def test_however_many_streets_are_missing_there_is_a_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escort.simulate.city.missing_share", 1.0)
    sparse = build(1)
    assert all(sparse.path(0, end)[-1].end == end for end in range(1, len(sparse.places)))


def test_the_fastest_way_is_no_slower_than_any_other(city: City) -> None:
    """Against all ways of a few steps, walked one by one."""

    def walk(place: int, spent_s: float, steps: int) -> None:
        reached[place] = min(reached.get(place, math.inf), spent_s)
        if steps:
            for street in city.streets[place].values():
                walk(street.end, spent_s + street.length_m / street.limit_mps, steps - 1)

    for start in (26, 112, 200, 310):
        reached: dict[int, float] = {}
        walk(start, 0.0, 6)
        for place, by_foot_s in reached.items():
            assert sum(s.length_m / s.limit_mps for s in city.path(start, place)) <= by_foot_s + 1e-9


def test_dear_places_are_gone_around(city: City) -> None:
    plain = city.path(0, 470)
    dear = frozenset(street.end for street in plain[:-1])
    around = city.path(0, 470, dear)
    assert len({street.end for street in around} & dear) < len(dear) / 2


def test_there_is_a_ring_and_a_tunnel_and_it_lies_where_it_says(city: City) -> None:
    streets = [street for leaving in city.streets for street in leaving.values()]
    assert sum(street.limit_mps == ring_mps for street in streets) == 2 * (2 * 24 + 2 * 18)
    assert sum(street.tunnel for street in streets) == 2 * 3
    for place in city.places:
        lon_deg, lat_deg = lonlat(place)
        assert -8.68 < lon_deg < -8.54
        assert 41.13 < lat_deg < 41.21
