"""Real drives: who goes elsewhere is found within two minutes, mostly; who only takes another road is left alone."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from escort.replay.files import read_drives
from escort.replay.through_fleet import replay
from escort.road_files import read_network
from escort.roads import reach_over
from geo import default_profiles
from geo.roads import Roads

DATA = Path(__file__).parents[3] / "shared" / "data" / "deviation"
Case = dict[str, Any]


def drives_of(name: str, roads: Roads | None = None) -> tuple[dict[str, Case], dict[str, float]]:
    """The cases of a file, and when each was first found on a detour."""
    path = DATA / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"no labelled drives at ../shared/data/deviation/{name}.jsonl")
    cases = {
        str(case.get("case_id") or case["trip_id"]): case for case in map(json.loads, path.read_text().splitlines())
    }
    first: dict[str, float] = {}
    for finding in replay(read_drives([path]), default_profiles(), roads):
        if (finding.kind, finding.edge) == ("detour", "raised"):
            first.setdefault(finding.trip, finding.at_s)
    return cases, first


def ends_elsewhere(case: Case) -> bool:
    """More than 700 m from the planned destination."""
    (_, lon, lat), (plan_lon, plan_lat) = case["points"][-1][:3], case["plan"][-1]
    return math.hypot((lon - plan_lon) * 111_320 * math.cos(math.radians(lat)), (lat - plan_lat) * 110_540) > 700


@pytest.mark.parametrize(("name", "found", "of"), [("hof", 93, 122), ("porto", 79, 95)])
def test_who_goes_elsewhere_is_found_and_nobody_before(name: str, found: int, of: int) -> None:
    cases, first = drives_of(name)
    onset = {case_id: case["onset_t"] for case_id, case in cases.items()}
    assert all(onset[case_id] is not None and onset[case_id] <= at_s for case_id, at_s in first.items())
    elsewhere = [case_id for case_id, at_s in onset.items() if at_s is not None and ends_elsewhere(cases[case_id])]
    assert len(elsewhere) == of
    assert sum(first.get(case_id, math.inf) - onset[case_id] <= 120 for case_id in elsewhere) >= found


def test_who_takes_another_road_is_left_alone_and_who_drives_roundabout_is_not() -> None:
    cases, first = drives_of("porto_fastest_route_natural")
    roundabout = {i for i, case in cases.items() if case["driven_raw_len_m"] > 1.3 * case["plan_len_m"]}
    assert len(first.keys() - roundabout) <= 0.04 * len(cases.keys() - roundabout)
    assert len(first.keys() & roundabout) >= 39


def test_roads_leave_more_honest_drives_alone_and_lose_few_of_the_others() -> None:
    pytest.importorskip("scipy", reason="the extra `roads` is not installed")
    path = DATA.parent / "porto" / "porto_roads.csv"
    if not path.exists():
        pytest.skip("no map at ../shared/data/porto/porto_roads.csv")
    network = read_network(path)
    roads = Roads(network, reach_over(network))
    cases, first = drives_of("porto_fastest_route_natural", roads)
    roundabout = {i for i, case in cases.items() if case["driven_raw_len_m"] > 1.3 * case["plan_len_m"]}
    assert len(first.keys() - roundabout) <= 5
    cases, first = drives_of("porto", roads)
    soon = [i for i, at_s in first.items() if ends_elsewhere(cases[i]) and at_s - cases[i]["onset_t"] <= 120]
    assert len(soon) >= 77
