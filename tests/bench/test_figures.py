"""Figures are printed so that people and programs read the same."""

import json

from escort.bench import geo
from escort.bench.figures import Figure, as_json, as_table

FIGURES = [
    Figure("geo.observe", 433_802.4, "fixes/s", "Fleet.observe"),
    Figure("geo.bare", 157_478.1, "fixes/s", "shapely", floor=True),
    Figure("geo.tick", 0.0424, "ms", "Fleet.tick"),
]


def test_the_table_lines_up_and_marks_floors() -> None:
    assert as_table(FIGURES).splitlines() == [
        "geo.observe  433,802 fixes/s  Fleet.observe",
        "geo.bare     157,478 fixes/s  (floor) shapely",
        "geo.tick      0.0424 ms       Fleet.tick",
    ]
    assert as_table([]) == "nothing measured"


def test_json_is_one_object_of_values_and_units() -> None:
    assert json.loads(as_json(FIGURES[:1])) == {"geo.observe": {"value": 433_802.4, "unit": "fixes/s"}}


def test_a_small_fleet_is_measured_in_every_figure() -> None:
    figures = geo.measure_trips(500, rounds=20)
    asked = [figure.key for figure in figures if figure.key not in ("geo.turf_loop", "geo.postgis")]
    assert len(set(asked)) == len(asked) == 10
    assert all(figure.value > 0 for figure in figures)
