"""Detour, as drives along or away from a plan that runs 22 km straight north."""

import numpy as np

from geo import DetourProof, Edge, Finding, Fleet, sentence
from tests.geo.drive import BEGAN_S, LAT, LON, WGS84, fixes, fleet_of

Leg = tuple[float, float, float]  # seconds, heading in degrees, metres a second
NORTH_FIRST: Leg = (120, 0, 10)


def driven(*legs: Leg, fleet: Fleet | None = None, each_s: float = 5.0) -> list[Finding]:
    """What is found on a drive that begins 500 m along the plan; a fix each `each_s`."""
    lon, lat, _ = WGS84.fwd(LON, LAT, 0.0, 500.0)
    places = [(lon, lat)]
    for seconds, heading, mps in legs:
        for _ in range(int(seconds / each_s)):
            lon, lat, _ = WGS84.fwd(lon, lat, heading, mps * each_s)
            places.append((lon, lat))
    fleet = fleet or fleet_of("t")
    told = fixes([int(fleet.rows_of(["t"])[0])] * len(places), [(i * each_s, 0) for i in range(len(places))])
    told.lon_deg[:], told.lat_deg[:] = np.array(places).T
    return [finding for finding in fleet.observe(told).findings if finding.kind == "detour"]


def edges(*legs: Leg, each_s: float = 5.0) -> list[tuple[Edge, float]]:
    return [(finding.edge, finding.at_s - BEGAN_S) for finding in driven(*legs, each_s=each_s)]


def short_of_the_end(*legs: Leg) -> list[Finding]:
    """The same on a plan that ends 5 km north."""
    plan = np.array([[LON, LAT], [LON, LAT + 0.045]])
    return driven(*legs, fleet=fleet_of("t", plan=plan))


def test_driving_as_planned_finds_nothing() -> None:
    assert edges((1_000, 0, 10)) == []


def test_a_parallel_road_towards_the_destination_is_no_detour() -> None:
    assert short_of_the_end(NORTH_FIRST, (10, 90, 10), (250, 0, 10)) == []


def test_turning_back_beside_the_plan_is_a_detour() -> None:
    found = short_of_the_end(NORTH_FIRST, (20, 90, 10), (200, 180, 12))
    assert [finding.edge for finding in found] == ["raised"]
    assert found[0].since_s - BEGAN_S == 125


def test_coming_back_to_the_plan_clears_it() -> None:
    found = short_of_the_end(NORTH_FIRST, (20, 90, 10), (130, 180, 12), (20, 270, 10), (60, 0, 10))
    assert [finding.edge for finding in found] == ["raised", "cleared"]
    assert found[0].since_s == found[1].since_s


def test_a_trip_that_begins_beside_its_plan_is_held_against_where_it_began() -> None:
    fleet = fleet_of("t")
    told = fixes([int(fleet.rows_of(["t"])[0])] * 40, [(10.0 * i, 800) for i in range(40)])
    assert [finding.kind for finding in fleet.observe(told).findings if finding.kind == "detour"] == []


def test_one_fix_far_off_is_no_detour() -> None:
    assert short_of_the_end(NORTH_FIRST, (15, 90, 60), (15, 270, 60), (60, 0, 10)) != []
    fleet = fleet_of("t")
    told = fixes([int(fleet.rows_of(["t"])[0])] * 4, [(0, 0), (15, 0), (30, 900), (45, 0)])
    assert [finding.kind for finding in fleet.observe(told).findings if finding.kind == "detour"] == []


def test_standing_in_the_rain_of_noise_drives_nothing() -> None:
    wobble = [(5.0, heading, 4.0) for heading in (0.0, 90.0, 180.0, 270.0)] * 200
    assert short_of_the_end(NORTH_FIRST, (10, 90, 10), *wobble) == []


def test_what_a_vague_receiver_wanders_is_not_driven() -> None:
    fleet = fleet_of("t")
    told = fixes([int(fleet.rows_of(["t"])[0])] * 300, [(5.0 * i, 0 if i == 0 else 100, 40.0) for i in range(300)])
    told.lat_deg[1:] = LAT + 0.005 + 60 / 111_000 * (np.arange(299) % 2)
    assert [finding.kind for finding in fleet.observe(told).findings if finding.kind == "detour"] == []


def test_the_same_drive_at_another_rate_of_fixes_is_found_about_as_soon() -> None:
    legs = (NORTH_FIRST, (120, 90, 10), (600, 150, 15))
    often, rarely = edges(*legs, each_s=1.0), edges(*legs, each_s=15.0)
    assert [edge for edge, _ in often] == [edge for edge, _ in rarely] == ["raised"]
    assert abs(often[0][1] - rarely[0][1]) <= 30


def round_the_block(out_s: float) -> list[Leg]:
    """East, and back to where it left, at 10 m/s."""
    return [(out_s, 90, 10), (out_s, 270, 10), (10, 0, 10)]


def blocks(times: int) -> list[Finding]:
    """A hundred metres out of its way and back to it, so many times."""
    return short_of_the_end(NORTH_FIRST, *(leg for _ in range(times) for leg in round_the_block(10)))


def test_the_long_way_round_is_found_on_the_whole_drive_though_no_part_of_it_is_long() -> None:
    assert blocks(4) == []
    found = blocks(9)
    assert [finding.edge for finding in found] == ["raised", "cleared"]
    assert isinstance(found[0].proof, DetourProof)
    assert found[0].proof.whole
    assert f"{found[0].proof.excess_m:.0f} m longer than planned" in sentence(found[0])
    assert 0.25 * 4_450 + 200 < found[0].proof.limit_m < found[0].proof.excess_m < 1_500


def test_what_was_told_of_the_whole_drive_is_not_told_again_until_it_is_much_longer_still() -> None:
    assert [finding.edge for finding in blocks(14)] == ["raised", "cleared"]
    assert [finding.edge for finding in blocks(18)] == ["raised", "cleared"] * 2


AWAY: tuple[Leg, ...] = ((200, 135, 12),)


def seconds_to_find(*first: Leg) -> float:
    """How long it drives away before it is found, on a plan that ends 5 km north."""
    found = short_of_the_end(*first, *AWAY)
    return found[0].at_s - BEGAN_S - sum(seconds for seconds, _, _ in first)


def test_who_followed_the_plan_is_found_sooner_than_who_never_took_it() -> None:
    assert seconds_to_find((80, 0, 10)) < seconds_to_find((5, 0, 10))


def test_who_left_the_plan_and_came_back_is_allowed_more_the_next_time() -> None:
    block = round_the_block(10)
    assert seconds_to_find(NORTH_FIRST) < seconds_to_find(NORTH_FIRST, *block, *block)


def test_who_came_back_many_times_is_still_found() -> None:
    assert seconds_to_find(NORTH_FIRST, *(leg for _ in range(6) for leg in round_the_block(8))) < 150


def test_a_new_plan_clears_it_and_is_judged_afresh() -> None:
    fleet = fleet_of("t", plan=np.array([[LON, LAT], [LON, LAT + 0.045]]))
    assert len(driven(NORTH_FIRST, (20, 90, 10), (200, 180, 12), fleet=fleet)) == 1
    place = fleet.place_of("t")
    assert place is not None
    cleared = fleet.replan("t", np.array([place, [LON, LAT - 0.05]]), BEGAN_S + 400)
    assert ("detour", "cleared") in [(finding.kind, finding.edge) for finding in cleared]


def test_the_proof_says_how_far_out_of_the_way_in_two_languages() -> None:
    found = short_of_the_end(NORTH_FIRST, (20, 90, 10), (200, 180, 12))[0]
    proof = found.proof
    assert isinstance(proof, DetourProof)
    assert proof.excess_m > proof.limit_m
    assert f"{proof.excess_m:.0f} m" in sentence(found)
    assert f"{proof.excess_m:.0f} 米" in sentence(found, "zh")
