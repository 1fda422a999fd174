"""Road networks: read from maps, kept in a file, asked about the way."""

from pathlib import Path

import numpy as np
import pytest

from escort.cli import main
from escort.errors import Unusable
from escort.road_files import directions, network_of, read_network
from escort.roads import build, first_roads, reach_over

pytest.importorskip("scipy", reason="the extra `roads` is not installed")
PORTO = Path(__file__).parents[3] / "shared" / "data" / "porto"

OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" lat="41.000" lon="-8.600" version="1"/>
  <node id="2" lat="41.010" lon="-8.600" version="1"/>
  <node id="3" lat="41.010" lon="-8.590" version="1"/>
  <way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>
  <way id="2" version="1"><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="oneway" v="yes"/></way>
  <way id="3" version="1"><nd ref="1"/><nd ref="3"/><tag k="highway" v="footway"/></way>
  <way id="4" version="1"><nd ref="1"/><nd ref="3"/><tag k="waterway" v="river"/></way>
</osm>
"""
CSV = """geo_id,coordinates
0,"[[-8.6, 41.0], [-8.6, 41.01]]"
1,"[[-8.6, 41.01], [-8.6, 41.0]]"
2,"[[-8.6, 41.01], [-8.59, 41.01]]"
"""


def at(*places: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    lon_deg, lat_deg = np.array(places, np.float64).T
    return lon_deg, lat_deg


@pytest.mark.parametrize(
    ("tags", "which"),
    [
        ({"highway": "residential"}, (True, True)),
        ({"highway": "footway"}, (False, False)),
        ({"waterway": "river"}, (False, False)),
        ({"highway": "service", "access": "private"}, (False, False)),
        ({"highway": "service", "access": "no", "motor_vehicle": "yes"}, (True, True)),
        ({"highway": "primary", "oneway": "yes"}, (True, False)),
        ({"highway": "primary", "oneway": "-1"}, (False, True)),
        ({"highway": "motorway"}, (True, False)),
        ({"highway": "motorway", "oneway": "no"}, (True, True)),
        ({"highway": "tertiary", "junction": "roundabout"}, (True, False)),
    ],
)
def test_what_a_car_may_drive_and_in_which_direction(tags: dict[str, str], which: tuple[bool, bool]) -> None:
    assert directions(tags) == which


@pytest.mark.parametrize(("name", "text"), [("map.osm", OSM), ("map.csv", CSV)])
def test_a_map_becomes_a_file_that_is_asked_about_the_way(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    said = build(tmp_path / name, None)
    assert "3 points, 3 directed pieces, 3 km of road" in said
    roads = first_roads(tmp_path / "map.npz")
    assert roads is not None
    home, corner, shop = (-8.6, 41.0), (-8.6, 41.01), (-8.59, 41.01)
    there_m = roads.remaining_m(*at(home, corner, shop), *at(shop, home, home))
    assert there_m == pytest.approx([1_110 + 841, 1_110, np.nan], abs=5, nan_ok=True)


def test_of_two_streets_between_the_same_corners_the_one_that_is_there_twice_is_no_longer_than_it_is() -> None:
    street = [(-8.6, 41.0), (-8.6, 41.01)]
    network = network_of([street, street, [*street, street[-1]]])
    assert len(network.tail) == 1
    assert reach_over(network)(np.array([1]))[0] == pytest.approx([1_110, 0], abs=2)


def test_both_files_of_a_town_hold_the_same_network() -> None:
    if not PORTO.is_dir():
        pytest.skip("no maps at ../shared/data/porto")
    pytest.importorskip("osmium", reason="the extra `roads` is not installed")
    osm, csv = (read_network(PORTO / name) for name in ("porto_roads_derived.osm.pbf", "porto_roads.csv"))
    assert len(osm.tail) == len(csv.tail) == 44_733
    assert osm.length_m().sum() == pytest.approx(csv.length_m().sum(), rel=1e-4)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("map.osm", "<osm", "cannot be read"),
        ("map.csv", "geo_id,coordinates\n0,nowhere\n", "a segment needs `coordinates`"),
        ("map.csv", "geo_id\n", "no road"),
        ("map.osm", '<?xml version="1.0"?><osm version="0.6"></osm>', "no road"),
    ],
)
def test_what_is_no_map_is_one_sentence(tmp_path: Path, name: str, text: str, why: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(Unusable, match=why):
        build(tmp_path / name, None)
    assert not (tmp_path / "map.npz").exists()


def test_what_is_no_network_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "map.npz"
    path.write_text("nothing", "utf-8")
    with pytest.raises(Unusable, match=r"ESCORT_ROADS .* is no network"):
        first_roads(path)
    np.savez(path, version=9)
    with pytest.raises(Unusable, match="of version 9"):
        first_roads(path)
    two, tail, head = np.zeros(2), np.array([0]), np.array([7])
    np.savez(path, version=1, lon_deg=two, lat_deg=two, tail=tail, head=head)
    with pytest.raises(Unusable, match="not between its points"):
        first_roads(path)


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "map.csv").write_text(CSV, "utf-8")
    drive = tmp_path / "drive.jsonl"
    drive.write_text('{"case_id": 1, "plan": [[-8.6, 41.0], [-8.6, 41.01]], "points": [[0, -8.6, 41.0]]}\n', "utf-8")
    assert main(["roads", "build", str(tmp_path / "map.csv"), "--out", str(tmp_path / "roads.npz")]) == 0
    assert "3 directed pieces" in capsys.readouterr().out
    assert main(["replay", str(drive), "--roads", str(tmp_path / "roads.npz")]) == 0
    assert "nothing found" in capsys.readouterr().out
    assert main(["replay", str(drive), "--roads", str(drive)]) == 2
    assert "--roads" in capsys.readouterr().err
