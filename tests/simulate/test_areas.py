"""Areas of the made-up city: a file the service can read, drawn where the city has them."""

import numpy as np
import pytest

from escort.config import Settings
from escort.demo import with_areas
from escort.simulate.areas import areas_of, inside, zones_text
from escort.simulate.city import build, columns, lonlat
from escort.simulate.mishaps import Mishap
from escort.simulate.trip import trip_of
from escort.zones import first_zones
from geo.zones import zones_from

seeds = (1, 2, 3)


@pytest.mark.parametrize("seed", seeds)
def test_places_lie_in_the_areas_they_should_and_in_no_other(seed: int) -> None:
    city = build(seed)
    zones = zones_from(zones_text(areas_of(city)))
    looked = zones.look(*np.array([lonlat(place) for place in city.places]).T)
    quarters = {"Old Harbour": {(5, 9), (6, 9)}, "Gasworks": {(17, 13), (18, 13)}}
    for name, there in quarters.items():
        found = {divmod(int(i), columns)[::-1] for i in np.flatnonzero(looked.risk == zones.names.index(name))}
        assert found == there
    assert np.flatnonzero(looked.stop).tolist() == [4 * columns + 12]


@pytest.mark.parametrize("seed", seeds)
def test_rides_are_in_a_tunnel_where_their_streets_are(seed: int) -> None:
    city = build(seed)
    areas = areas_of(city)
    rides = [trip_of(city, seed, number, Mishap.NONE).ride for number in range(12)]
    assert any(ride.tunnel.any() for ride in rides)
    for ride in rides:
        assert inside(areas, "tunnel", ride)[ride.tunnel].all()
        assert (inside(areas, "tunnel", ride) & ~ride.tunnel).sum() < 20  # who crosses above it


def test_the_demo_knows_its_city_and_whoever_has_zones_keeps_them(tmp_path_factory: pytest.TempPathFactory) -> None:
    data, other = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("other")
    settings = with_areas(Settings(data=data), seed=1)
    assert {"Old Harbour", "Gasworks", "Central Station"} < set(first_zones(settings.zones).names)
    own = Settings(data=data, zones=other / "own.geojson")
    assert with_areas(own, seed=1) is own
