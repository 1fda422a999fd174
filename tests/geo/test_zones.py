"""Zones as text: what lies where, and what a drawing error is told."""

import json

import numpy as np
import pytest

from geo.zones import ZonesUnreadable, no_zone, zones_from
from tests.geo.square import collection, feature

HERE = (-8.6, 41.1)


def test_points_lie_in_the_zones_they_lie_in() -> None:
    zones = zones_from(
        collection(
            feature("a car park", "expected_stop", HERE, 500),
            feature("the Mile", "risk", HERE, 200),
            feature("the tube", "tunnel", (-8.7, 41.1), 200),
        )
    )
    lon, lat = np.array([-8.6, -8.6, -8.7, -9.0]), np.array([41.1, 41.103, 41.1, 41.0])
    looked = zones.look(lon, lat)
    assert looked.risk.tolist() == [1, no_zone, no_zone, no_zone]
    assert looked.stop.tolist() == [True, True, False, False]
    assert looked.tunnel.tolist() == [False, False, True, False]
    assert looked.border_deg[0] == pytest.approx(200 / 111_060, rel=0.01)
    assert (zones.name_of(1), zones.name_of(7), zones.name_of(no_zone)) == ("the Mile", None, None)


GOOD = feature("the Mile", "risk", HERE, 200)
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
FAR = {"type": "Polygon", "coordinates": [[[200, 0], [201, 0], [201, 1], [200, 0]]]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "no list `features`"),
        ('{"type": "FeatureCollection"}', "no list `features`"),
        (collection({"type": "Feature"}), "feature 0 has no properties"),
        (collection(GOOD, {**GOOD, "properties": {"kind": "risk"}}), "feature 1 has no name"),
        (collection({**GOOD, "properties": {"name": "x", "kind": "bad"}}), "'x' has the kind 'bad'; it may be risk,"),
        (collection({**GOOD, "geometry": None}), "'the Mile'"),
        (collection({**GOOD, "geometry": {"type": "Point", "coordinates": [0, 0]}}), "no Polygon or MultiPolygon"),
        (collection({**GOOD, "geometry": BOW_TIE}), "drawn wrongly: Self-intersection"),
        (collection({**GOOD, "geometry": FAR}), "outside of -180..180"),
    ],
)
def test_a_mistake_is_named_where_it_stands(text: str, said: str) -> None:
    with pytest.raises(ZonesUnreadable) as refused:
        zones_from(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_no_zones_are_zones_too() -> None:
    assert len(zones_from(json.dumps({"type": "FeatureCollection", "features": []}))) == 0
