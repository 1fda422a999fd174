"""Roads: how far it is by road, on a block of streets that is told in metres around a place."""

import numpy as np
import pytest
from numpy.typing import NDArray

from geo import DetourProof, Finding, Fleet, TripPlan, default_profiles, sentence
from geo.columns import Column
from geo.roads import Network, Points, Roads, ends_deg
from geo.routes import Routes
from tests.geo.drive import BEGAN_S, LAT, LON, WGS84, fixes

# Metres east and north of LON, LAT:   3 --<-- 2      a ring, one way, and
#                                      |       |      a street with no way out
#                                      0 -->-- 1      4 ---- 5, both ways, far off
PLACES = [(0, 0), (1_000, 0), (1_000, 500), (0, 500), (5_000, 5_000), (5_400, 5_000)]
PIECES = [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 4)]


def degrees(*places: tuple[float, float]) -> tuple[Column, Column]:
    """Longitudes and latitudes of metres east and north."""
    out = []
    for east, north in places:
        lon, lat, _ = WGS84.fwd(LON, LAT, 90.0, east)
        out.append(WGS84.fwd(lon, lat, 0.0, north)[:2])
    lon_deg, lat_deg = np.array(out, np.float64).T
    return lon_deg, lat_deg


def block() -> tuple[Roads, list[Points]]:
    """The block, and of which points it was asked."""
    asked: list[Points] = []
    tail, head = np.array(PIECES).T
    network = Network(*degrees(*PLACES), tail, head)
    length_m = network.length_m()

    def reach(points: Points) -> NDArray[np.float64]:
        asked.append(points)
        far_m = np.full((len(points), len(PLACES)), np.inf)
        for to, from_m in zip(points, far_m, strict=True):
            from_m[to] = 0.0
            for _ in PLACES:
                np.minimum.at(from_m, tail, length_m + from_m[head])
        return far_m

    return Roads(network, reach), asked


def remaining_m(place: tuple[float, float], to: tuple[float, float]) -> float:
    return float(block()[0].remaining_m(*degrees(place), *degrees(to))[0])


def test_pieces_are_as_long_as_the_map_says() -> None:
    tail, head = np.array(PIECES).T
    assert Network(*degrees(*PLACES), tail, head).length_m() == pytest.approx([1_000, 500, 1_000, 500, 400, 400], 1e-3)


def test_a_one_way_street_is_driven_one_way() -> None:
    assert remaining_m((0, 0), (1_000, 0)) == pytest.approx(1_000, abs=5)
    assert remaining_m((1_000, 20), (0, 0)) == pytest.approx(1_980, abs=5)


def test_what_is_left_of_a_piece_counts_from_where_the_fix_is_nearest_to_it() -> None:
    assert remaining_m((300, 40), (1_000, 500)) == pytest.approx(1_200, abs=5)


def test_a_two_way_street_is_driven_either_way() -> None:
    assert remaining_m((5_100, 5_000), (5_000, 5_000)) == pytest.approx(100, abs=5)
    assert remaining_m((5_100, 5_000), (5_400, 5_000)) == pytest.approx(300, abs=5)


@pytest.mark.parametrize(("place", "to"), [((0, 0), (5_000, 5_000)), ((500, 250), (0, 0)), ((0, 0), (500, 250))])
def test_where_no_road_is_near_or_none_leads_there_it_cannot_tell(
    place: tuple[float, float], to: tuple[float, float]
) -> None:
    assert np.isnan(remaining_m(place, to))


def test_many_places_are_answered_each_for_itself_and_a_destination_is_searched_for_once() -> None:
    roads, asked = block()
    lon, lat = degrees((0, 0), (1_000, 20), (2_500, 0), (5_100, 5_000), (300, 0))
    to = degrees((1_000, 0), (0, 0), (0, 0), (5_000, 5_000), (1_000, 0))
    expected = [1_000, 1_980, np.nan, 100, 700]
    assert roads.remaining_m(lon, lat, *to) == pytest.approx(expected, abs=5, nan_ok=True)
    assert len(asked) == 3
    assert roads.remaining_m(lon, lat, *to) == pytest.approx(expected, abs=5, nan_ok=True)
    assert len(asked) == 3


def test_destinations_asked_about_long_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.roads.tables_max", 2)
    roads, asked = block()
    for to in ((0, 0), (1_000, 0), (0, 0), (1_000, 500), (0, 0), (1_000, 0)):
        roads.remaining_m(*degrees((300, 0)), *degrees(to))
    assert [points.tolist() for points in asked] == [[0, 3], [0, 1], [1, 2], [0, 1]]


@pytest.mark.parametrize("end", [(LON + 0.4, LAT + 0.3), (179.9, 60.0), (-179.99, -45.0)])
def test_the_end_of_a_plan_is_found_again_from_its_sheet(end: tuple[float, float]) -> None:
    routes = Routes()
    routes.columns.grow(2)
    routes.lay(np.array([1]), [np.array([[end[0] - 0.6, end[1] - 0.5], end])])
    lon_deg, lat_deg = ends_deg(routes, np.array([0, 1]))
    assert np.isnan(lon_deg[0])
    assert WGS84.inv(lon_deg[1], lat_deg[1], *end)[2] < 1.0


def found(roads: Roads | None) -> list[Finding]:
    """What is found where a car leaves a plan of 4 km north after a kilometre, and drives east for ever."""
    fleet = Fleet(default_profiles(), None, roads)
    plan = np.stack(degrees((0, 0), (0, 4_000)), axis=1)
    fleet.admit([TripPlan("t", 0, plan, BEGAN_S)])
    told = fixes([int(fleet.rows_of(["t"])[0])] * 60, [(10.0 * i, 0) for i in range(60)])
    way = [(0, 100.0 * i) for i in range(11)] + [(100.0 * i, 1_000) for i in range(1, 50)]
    told.lon_deg[:], told.lat_deg[:] = degrees(*way)
    return [finding for finding in fleet.observe(told).findings if finding.kind == "detour"]


def arc(*, leads_there: bool) -> Roads:
    """A road east from where the plan is left, which comes round to its end; or ends in the fields."""
    tail, head = np.array([0, 1, 2]), np.array([1, 2, 3])
    network = Network(*degrees((0, 1_000), (6_000, 1_000), (6_000, 4_000), (0, 4_000)), tail, head)
    to_the_last_corner_but_one_m = np.array([[9_000.0, 3_000.0, 0.0, np.inf]])
    return Roads(network, lambda _: to_the_last_corner_but_one_m if leads_there else np.full((1, 4), np.inf))


def test_who_comes_nearer_by_road_goes_there_until_it_is_the_long_way_round() -> None:
    straight, by_road = found(None)[0], found(arc(leads_there=True))[0]
    assert straight.at_s < by_road.at_s
    assert isinstance(straight.proof, DetourProof)
    assert isinstance(by_road.proof, DetourProof)
    assert (straight.proof.whole, by_road.proof.whole) == (False, True)


def test_who_comes_no_nearer_by_road_either_is_found_as_soon() -> None:
    nowhere = found(arc(leads_there=False))[0]
    assert nowhere.at_s == found(None)[0].at_s
    assert "by road" not in sentence(nowhere), "no road leads there: it cannot tell"


def test_the_proof_says_how_far_it_is_by_road() -> None:
    corners = degrees((6_000, 1_000), (0, 1_000), (0, 4_000))
    back = Network(*corners, np.array([0, 1, 0, 1]), np.array([1, 2, 1, 0]))
    from_each_m = np.array([9_000.0, 3_000.0, 0.0])
    told = found(Roads(back, lambda points: np.abs(from_each_m - from_each_m[points][:, None])))[0]
    assert isinstance(told.proof, DetourProof)
    assert told.proof.by_road_m is not None
    assert told.proof.by_road_m > 3_100
    assert f"{told.proof.by_road_m:.0f} m by road" in sentence(told)
    assert f"沿道路 {told.proof.by_road_m:.0f} 米" in sentence(told, "zh")


def test_by_road_is_not_asked_of_who_is_on_the_plan() -> None:
    roads, asked = block()
    fleet = Fleet(default_profiles(), None, roads)
    fleet.admit([TripPlan("t", 0, np.array([[LON, LAT], [LON, LAT + 0.1]]), BEGAN_S)])
    told = fixes([int(fleet.rows_of(["t"])[0])] * 20, [(10.0 * i, 0) for i in range(20)])
    assert fleet.observe(told).findings == []
    assert asked == []
