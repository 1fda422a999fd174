"""Trips of the made-up city: what goes wrong is what was meant to, and nothing else; geometry agrees."""

from itertools import pairwise

import numpy as np
import pytest
from shapely import LineString, Point

from escort.simulate.acts import GoDark, Push, SendFixes, TakeBack
from escort.simulate.city import Point as LonLat
from escort.simulate.city import build, centre_lat_deg, centre_lon_deg, metres_per_lat_deg, metres_per_lon_deg
from escort.simulate.mishaps import Mishap
from escort.simulate.receiver import Fix
from escort.simulate.trip import Trip, trip_of
from geo.findings import Finding
from geo.fix import Fixes
from geo.fleet import Fleet
from geo.profiles import default_profiles
from geo.route import PlanRefused, checked_plan
from geo.trips import TripPlan

city = build(1)
numbers = range(24)
tick_s = 5
deviation_within_s = 60.0  # of leaving the plan


def metres(lonlat: LonLat) -> LonLat:
    return lonlat[0] * metres_per_lon_deg, lonlat[1] * metres_per_lat_deg


def on_sheet(point: LonLat) -> LonLat:
    east, north = metres(point)
    return east - centre_lon_deg * metres_per_lon_deg, north - centre_lat_deg * metres_per_lat_deg


def off_plan_m(trip: Trip) -> list[tuple[float, Fix]]:
    """How far each fix is from the plan, in the order they were measured."""
    line = LineString([metres(point) for point in trip.plan])
    fixes = [fix for act in trip.acts if isinstance(act, SendFixes) for fix in act.fixes]
    return [(line.distance(Point(metres((fix.lon_deg, fix.lat_deg)))), fix) for fix in fixes]


def judged(trip: Trip) -> list[Finding]:
    """What the fleet finds when the trip is driven past it."""
    fleet, found = Fleet(default_profiles()), list[Finding]()
    plan = checked_plan([[*point] for point in trip.plan])
    assert not isinstance(plan, PlanRefused)
    fleet.admit([TripPlan("trip", 0, plan, 0.0)])
    sent = {act.at_s: act.fixes for act in trip.acts if isinstance(act, SendFixes)}
    for second in range(int(trip.end_s) + 1):
        if fixes := sent.get(float(second)):
            found += fleet.observe(columns(fixes, second)).findings
        if second % tick_s == 0:
            found += fleet.tick(float(second))
    return found


def columns(fixes: tuple[Fix, ...], received_at_s: float) -> Fixes:
    def column(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array(values, np.float64)

    return Fixes(
        row=np.zeros(len(fixes), np.int32),
        fixed_at_s=column(*(fix.at_s for fix in fixes)),
        received_at_s=column(*(received_at_s for _ in fixes)),
        lat_deg=column(*(fix.lat_deg for fix in fixes)),
        lon_deg=column(*(fix.lon_deg for fix in fixes)),
        accuracy_m=column(*(fix.accuracy_m for fix in fixes)),
        speed_mps=column(*(fix.speed_mps for fix in fixes)),
        heading_deg=column(*(fix.heading_deg for fix in fixes)),
    )


def same(a: Trip, b: Trip) -> bool:
    return (a.plan, a.acts, a.reply, a.pin, a.mishap_s) == (b.plan, b.acts, b.reply, b.pin, b.mishap_s)


@pytest.mark.parametrize("mishap", Mishap)
def test_a_seed_and_a_number_are_a_trip(mishap: Mishap) -> None:
    assert same(trip_of(city, 1, 5, mishap), trip_of(city, 1, 5, mishap))
    assert not same(trip_of(city, 1, 5, mishap), trip_of(city, 1, 6, mishap))
    assert not same(trip_of(city, 1, 5, mishap), trip_of(city, 2, 5, mishap))


def test_what_goes_wrong_does_not_change_where_one_wanted_to_go() -> None:
    assert len({trip_of(city, 1, 5, mishap).plan for mishap in Mishap}) == 1


@pytest.mark.parametrize("mishap", Mishap)
def test_acts_come_in_order_within_the_trip(mishap: Mishap) -> None:
    for number in numbers:
        trip = trip_of(city, 1, number, mishap)
        assert all(before.at_s <= after.at_s for before, after in pairwise(trip.acts))
        assert trip.acts[0].at_s >= 0
        assert trip.acts[-1].at_s <= trip.end_s + 12.0
        assert 20 <= len(trip.plan) <= 150
        assert 0 < trip.mishap_s < trip.end_s


@pytest.mark.parametrize("mishap", [kind for kind in Mishap if kind not in (Mishap.DETOUR, Mishap.JUMPS)])
def test_what_is_driven_is_what_was_planned(mishap: Mishap) -> None:
    for number in numbers:
        trip = trip_of(city, 1, number, mishap)
        assert all(off_m < 4 * fix.accuracy_m for off_m, fix in off_plan_m(trip))
        end = metres(trip.plan[-1])
        *_, (_, last) = off_plan_m(trip)
        arrives = Point(end).distance(Point(metres((last.lon_deg, last.lat_deg)))) < 120
        assert arrives != (mishap is Mishap.LOST_PHONE)


def test_a_detour_leaves_the_plan_at_its_mishap_and_ends_far_from_it() -> None:
    for number in numbers:
        trip = trip_of(city, 1, number, Mishap.DETOUR)
        off = off_plan_m(trip)
        assert all(off_m < 4 * fix.accuracy_m for off_m, fix in off if fix.at_s <= trip.mishap_s)
        assert off[-1][0] > 1_000


def test_a_lost_phone_says_nothing_more() -> None:
    for number in numbers:
        trip = trip_of(city, 1, number, Mishap.LOST_PHONE)
        assert trip.acts[-1] == GoDark(trip.mishap_s)
        assert trip.mishap_s + 90 < trip.end_s or number in short


short = {number for number in numbers if (t := trip_of(city, 1, number, Mishap.LOST_PHONE)).end_s - t.mishap_s <= 90}


@pytest.mark.parametrize(("mishap", "kind"), [(Mishap.SOS, "sos"), (Mishap.SILENT, "silent"), (Mishap.ACCIDENT, "sos")])
def test_a_press_is_one_press_and_only_an_accident_is_taken_back(mishap: Mishap, kind: str) -> None:
    for number in numbers:
        trip = trip_of(city, 1, number, mishap)
        pushes = [act for act in trip.acts if isinstance(act, Push)]
        assert [(push.kind, push.at_s) for push in pushes] == [(kind, trip.mishap_s)]
        assert pushes[0].fix is None or pushes[0].fix.at_s <= trip.mishap_s
        assert any(isinstance(act, TakeBack) for act in trip.acts) == (mishap is Mishap.ACCIDENT)


@pytest.mark.parametrize("mishap", [Mishap.NONE, Mishap.SOS, Mishap.SILENT, Mishap.ACCIDENT])
def test_geometry_finds_nothing_wrong_with_an_honest_drive(mishap: Mishap) -> None:
    assert [finding for number in numbers for finding in judged(trip_of(city, 1, number, mishap))] == []


def test_geometry_finds_every_long_stop_and_that_it_ended() -> None:
    for number in numbers:
        trip = trip_of(city, 1, number, Mishap.LONG_STOP)
        stood = Point(trip.ride.x_m[i := int(trip.mishap_s) - 60], trip.ride.y_m[i])
        expected = min(stood.distance(Point(on_sheet(trip.plan[end]))) for end in (0, -1)) < 200
        found = [(finding.kind, finding.edge) for finding in judged(trip) if finding.kind == "dwell"]
        assert found == [("dwell", "raised"), ("dwell", "cleared")] or (expected and found == [])


def test_geometry_finds_every_detour_soon_and_once() -> None:
    waits_s = []
    for number in numbers:
        trip = trip_of(city, 1, number, Mishap.DETOUR)
        raised, *rest = [finding for finding in judged(trip) if finding.kind == "deviation"]
        assert (raised.edge, rest) == ("raised", [])
        waits_s.append(raised.at_s - trip.mishap_s)
    assert min(waits_s) > 0
    assert max(waits_s) < deviation_within_s, waits_s


def test_geometry_finds_every_lost_phone_and_nothing_else() -> None:
    for number in numbers:
        trip = trip_of(city, 1, number, Mishap.LOST_PHONE)
        found = [(finding.kind, finding.edge) for finding in judged(trip)]
        assert found == ([] if trip.end_s - trip.mishap_s < 100 else [("signal_loss", "raised")])
