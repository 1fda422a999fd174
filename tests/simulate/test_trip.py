"""Trips of the made-up city: what goes wrong is what was meant to, and nothing else; geometry agrees."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from shapely import LineString, Point

from escort.simulate.acts import Feel, GoDark, Push, SendFixes, TakeBack
from escort.simulate.areas import areas_of, inside
from escort.simulate.city import Point as LonLat
from escort.simulate.city import build, lonlat, metres_per_lat_deg, metres_per_lon_deg
from escort.simulate.mishaps import Mishap, loud, ordinary
from escort.simulate.receiver import Fix
from escort.simulate.trip import Trip, trip_of
from geo.findings import Finding
from geo.zones import mouth_m
from tests.simulate.judging import judged, raised

city = build(1)
numbers = range(24)
deviation_within_s = 60.0  # of leaving the plan
fog_within_s = 190.0  # it has to last for three minutes
silent_within_s, silent_in_tunnel_within_s = 100.0, 310.0
driven_since_m = 100.0  # in the 4 s between fixes, at most
parts_ways = (Mishap.DETOUR, Mishap.DRIVEN_ON)


@cache
def trips(mishap: Mishap) -> list[Trip]:
    return [trip_of(city, 1, number, mishap) for number in numbers]


@cache
def found(mishap: Mishap) -> list[list[Finding]]:
    return judged(city, trips(mishap))


def metres(lonlat: LonLat) -> LonLat:
    return lonlat[0] * metres_per_lon_deg, lonlat[1] * metres_per_lat_deg


def off_plan_m(trip: Trip) -> list[tuple[float, Fix]]:
    """How far each fix is from the plan, in the order they were measured."""
    line = LineString([metres(point) for point in trip.plan])
    fixes = [fix for act in trip.acts if isinstance(act, SendFixes) for fix in act.fixes]
    return [(line.distance(Point(metres((fix.lon_deg, fix.lat_deg)))), fix) for fix in fixes]


def same(a: Trip, b: Trip) -> bool:
    said = [(trip.acts, trip.drivers_acts, trip.reply, trip.pin) for trip in (a, b)]
    return said[0] == said[1] and (a.plan, a.mishap_s, a.end_s, a.expected_s) == (
        b.plan,
        b.mishap_s,
        b.end_s,
        b.expected_s,
    )


@pytest.mark.parametrize("mishap", Mishap)
def test_a_seed_and_a_number_are_a_trip(mishap: Mishap) -> None:
    assert same(trip_of(city, 1, 5, mishap), trip_of(city, 1, 5, mishap))
    assert not same(trip_of(city, 1, 5, mishap), trip_of(city, 1, 6, mishap))
    assert not same(trip_of(city, 1, 5, mishap), trip_of(city, 2, 5, mishap))


def test_what_goes_wrong_does_not_change_where_one_wanted_to_go() -> None:
    assert len({trip_of(city, 1, 5, mishap).plan for mishap in Mishap}) == 1


@pytest.mark.parametrize("mishap", Mishap)
def test_acts_come_in_order_within_the_trip(mishap: Mishap) -> None:
    for trip in trips(mishap):
        for acts in (trip.acts, trip.drivers_acts):
            assert all(before.at_s <= after.at_s for before, after in pairwise(acts))
            assert acts[0].at_s >= 0
            assert acts[-1].at_s <= trip.over_s + 12.0
        assert 20 <= len(trip.plan) <= 150
        assert 0 < trip.mishap_s <= trip.end_s <= trip.over_s
        assert all(act.at_s <= trip.end_s for act in trip.drivers_acts)


goes_to_its_end = [mishap for mishap in Mishap if mishap not in (*parts_ways, Mishap.JUMPS, Mishap.FOG)]
never_arrives = (Mishap.LOST_PHONE, Mishap.CRASH, Mishap.APART)


@pytest.mark.parametrize("mishap", goes_to_its_end)
def test_what_is_driven_is_what_was_planned(mishap: Mishap) -> None:
    for trip in trips(mishap):
        off_plan = off_plan_m(trip)
        assert all(off_m < 4 * fix.accuracy_m for off_m, fix in off_plan)
        end = metres(trip.plan[-1])
        _, last = off_plan[-1]
        arrives = Point(end).distance(Point(metres((last.lon_deg, last.lat_deg)))) < 120
        assert arrives != (mishap in never_arrives) or mishap is Mishap.ENDED_EARLY


def test_a_detour_leaves_the_plan_at_its_mishap_and_ends_far_from_it() -> None:
    for trip in trips(Mishap.DETOUR):
        off = off_plan_m(trip)
        assert all(off_m < 4 * fix.accuracy_m for off_m, fix in off if fix.at_s <= trip.mishap_s)
        assert off[-1][0] > 1_000


def test_who_drives_on_stands_at_the_destination_when_the_trip_is_ended() -> None:
    for trip in trips(Mishap.DRIVEN_ON):
        off = off_plan_m(trip)
        at = int(trip.end_s)
        there = metres(trip.plan[-1])
        x, y = lonlat((float(trip.ride.x_m[at]), float(trip.ride.y_m[at])))
        assert Point(there).distance(Point(metres((x, y)))) < 30
        assert off[-1][0] > 400


def test_lost_phones_say_nothing_more() -> None:
    for trip in trips(Mishap.LOST_PHONE):
        assert trip.acts[-1] == trip.drivers_acts[-1] == GoDark(trip.mishap_s)


@pytest.mark.parametrize(("mishap", "kind"), [(Mishap.SOS, "sos"), (Mishap.SILENT, "silent"), (Mishap.ACCIDENT, "sos")])
def test_a_press_is_one_press_and_only_an_accident_is_taken_back(mishap: Mishap, kind: str) -> None:
    for trip in trips(mishap):
        pushes = [act for act in trip.acts if isinstance(act, Push)]
        assert [(push.kind, push.at_s) for push in pushes] == [(kind, trip.mishap_s)]
        assert pushes[0].fix is None or pushes[0].fix.at_s <= trip.mishap_s
        assert any(isinstance(act, TakeBack) for act in trip.acts) == (mishap is Mishap.ACCIDENT)


def test_a_crash_stops_dead_and_is_felt_and_a_bump_is_only_felt() -> None:
    for mishap, stands in ((Mishap.CRASH, True), (Mishap.BUMP, False)):
        for trip in trips(mishap):
            (felt,) = (act for act in trip.acts if isinstance(act, Feel))
            at = int(felt.at_s)
            assert trip.ride.speed_mps[at] > 5.0
            assert (trip.ride.speed_mps[at + 1] == 0.0) == (np.ptp(trip.ride.along_m[at:]) == 0.0) == stands


def test_who_is_left_behind_stays_where_the_car_drove_off() -> None:
    for trip in trips(Mishap.APART):
        car, at = trip.journey.car, int(trip.mishap_s)
        assert np.ptp(trip.ride.along_m[at:]) == 0.0
        assert car.along_m[-1] - trip.ride.along_m[-1] > 500.0
        assert (car.along_m[:at] == trip.ride.along_m[:at]).all()


def test_who_races_is_too_fast_for_any_road_for_a_while_and_brakes_for_corners() -> None:
    for trip in trips(Mishap.SPEEDING):
        assert trip.ride.speed_mps.max() == pytest.approx(45.0)
        assert (trip.ride.speed_mps > 38.0).sum() > 15
        assert (np.diff(trip.ride.speed_mps) > -8.0).all()


def test_a_jam_moves_a_little_again_and_again_and_a_planned_stop_is_known() -> None:
    for trip in trips(Mishap.JAM):
        begins = int(trip.mishap_s)
        gains_m = np.diff(trip.ride.along_m[begins:-1:180])
        assert trip.ride.speed_mps[begins + 1] == 0.0
        assert (gains_m > 10.0).all()
    for trip in trips(Mishap.PLANNED_STOP):
        begins, (stop,) = int(trip.mishap_s), trip.stops
        assert np.ptp(trip.ride.along_m[begins : begins + 320]) == 0.0
        stood = lonlat((float(trip.ride.x_m[begins]), float(trip.ride.y_m[begins])))
        assert Point(metres(stop)).distance(Point(metres(stood))) < 5.0


@pytest.mark.parametrize("mishap", [*ordinary, Mishap.SOS, Mishap.SILENT, Mishap.ACCIDENT])
def test_geometry_finds_nothing_wrong_with_an_honest_drive(mishap: Mishap) -> None:
    assert [raised(findings) - {"zone"} for findings in found(mishap)] == [set()] * len(numbers)


is_found_as = {
    Mishap.DETOUR: "detour",
    Mishap.LATE: "overdue",
    Mishap.FOG: "blurred",
    Mishap.SPEEDING: "speeding",
    Mishap.CRASH: "crash",
    Mishap.APART: "apart",
    Mishap.ENDED_EARLY: "ended_early",
    Mishap.DRIVEN_ON: "ended_early",
}
presses = (Mishap.SOS, Mishap.SILENT, Mishap.ACCIDENT)


def test_whatever_goes_wrong_is_told_apart() -> None:
    assert {*is_found_as, *presses, Mishap.LONG_STOP, Mishap.LOST_PHONE} == {*loud, Mishap.FOG}


@pytest.mark.parametrize(("mishap", "kind"), is_found_as.items())
def test_geometry_finds_what_goes_wrong_and_not_before(mishap: Mishap, kind: str) -> None:
    for trip, findings in zip(trips(mishap), found(mishap), strict=True):
        first = next((finding for finding in findings if finding.kind == kind), None)
        if first is None:
            assert mishap is Mishap.FOG, "only fog has to last before it is one"
            assert trip.end_s - trip.mishap_s < fog_within_s
            continue
        assert first.edge == "raised"
        assert first.at_s >= trip.mishap_s - 1.0


def test_geometry_finds_every_long_stop_and_that_it_ended() -> None:
    for trip, findings in zip(trips(Mishap.LONG_STOP), found(Mishap.LONG_STOP), strict=True):
        at = int(trip.mishap_s)
        stood = metres(lonlat((float(trip.ride.x_m[at]), float(trip.ride.y_m[at]))))
        expected = min(Point(stood).distance(Point(metres(trip.plan[end]))) for end in (0, -1)) < 200
        expected |= bool(inside(areas_of(city), "expected_stop", trip.ride)[at])
        dwells = [(finding.kind, finding.edge) for finding in findings if finding.kind == "dwell"]
        assert dwells == [("dwell", "raised"), ("dwell", "cleared")] or (expected and dwells == [])


def test_geometry_finds_every_detour_soon_and_once() -> None:
    waits_s = []
    for trip, findings in zip(trips(Mishap.DETOUR), found(Mishap.DETOUR), strict=True):
        first, *rest = [finding for finding in findings if finding.kind == "deviation"]
        assert (first.edge, [each.edge for each in rest]) == ("raised", ["cleared"])  # the end clears it
        waits_s.append(first.at_s - trip.mishap_s)
    assert min(waits_s) > 0
    assert max(waits_s) < deviation_within_s, waits_s


def at_a_tunnel(trip: Trip) -> bool:
    """Whether it goes wrong where somebody who falls silent may be in a tunnel; its last fix may be seconds old."""
    at = int(trip.mishap_s)
    place = Point(float(trip.ride.x_m[at]), float(trip.ride.y_m[at]))
    return any(
        area.shape.distance(place) < mouth_m + driven_since_m for area in areas_of(city) if area.kind == "tunnel"
    )


def test_geometry_finds_every_lost_phone() -> None:
    for trip, findings in zip(trips(Mishap.LOST_PHONE), found(Mishap.LOST_PHONE), strict=True):
        short = trip.end_s - trip.mishap_s < (silent_in_tunnel_within_s if at_a_tunnel(trip) else silent_within_s)
        assert ("signal_loss" in raised(findings)) or short
        assert raised(findings) <= {"signal_loss", "ended_early"}
