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
            feature("the gorge", "dead_zone", (-8.8, 41.1), 200),
        )
    )
    lon, lat = np.array([-8.6, -8.6, -8.7, -9.0]), np.array([41.1, 41.103, 41.1, 41.0])
    looked = zones.look(lon, lat)
    assert looked.risk.tolist() == [1, no_zone, no_zone, no_zone]
    assert looked.stop.tolist() == [True, True, False, False]
    in_it, at_its_mouth, further = -8.7, -8.7 + 480 / 83_800, -8.7 + 520 / 83_800
    quiet = zones.quiet(np.array([-8.6, in_it, at_its_mouth, further, -8.8, np.nan]), np.full(6, 41.1))
    assert quiet.tolist() == [no_zone, 2, 2, no_zone, 3, no_zone]
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
