"""Vehicles keep to their streets, their limits and their way; receivers are as wrong as they say."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from escort.simulate.city import build, centre_lat_deg, centre_lon_deg, metres_per_lat_deg, metres_per_lon_deg
from escort.simulate.receiver import every_s, measured, tunnel_accuracy_m
from escort.simulate.ride import Ride
from escort.simulate.vehicle import drive
from escort.simulate.ways import planned, shape_of

city = build(1)
numbers = st.integers(0, 10_000)


def ride_of(number: int, stops: dict[float, float] | None = None) -> tuple[LineString, Ride]:
    way = planned(city, Random(f"{number}/way"))
    return shape_of(way), drive(way, Random(f"{number}/drive"), stops)


def errors_m(ride: Ride, number: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How far each fix is from where the vehicle was."""
    fixes = measured(ride, Random(number))
    east_m = [(fix.lon_deg - centre_lon_deg) * metres_per_lon_deg - ride.x_m[fix.at_s] for fix in fixes]
    north_m = [(fix.lat_deg - centre_lat_deg) * metres_per_lat_deg - ride.y_m[fix.at_s] for fix in fixes]
    return np.hypot(east_m, north_m)


@given(numbers)
def test_it_starts_and_ends_where_it_should_and_keeps_to_the_street(number: int) -> None:
    line, ride = ride_of(number)
    assert Point(line.coords[0]).distance(Point(ride.x_m[0], ride.y_m[0])) < 0.01
    assert Point(line.coords[-1]).distance(Point(ride.x_m[-1], ride.y_m[-1])) < 0.01
    assert max(line.distance(Point(x_m, y_m)) for x_m, y_m in zip(ride.x_m, ride.y_m, strict=True)) < 0.01
    assert (np.diff(ride.along_m) >= 0).all()


@given(numbers)
def test_it_is_never_faster_than_its_street(number: int) -> None:
    """But for the second in which the limit changes, for speed is told by the second."""
    _, ride = ride_of(number)
    limit_mps = np.maximum(ride.limit_mps, np.roll(ride.limit_mps, 1))
    assert (ride.speed_mps <= limit_mps + 0.01).all()
    assert (np.diff(ride.speed_mps) <= 1.61).all()
    assert (np.diff(ride.speed_mps) >= -3.5).all(), "nobody is thrown against the seat in front"


@given(numbers, st.floats(30, 300))
def test_it_stands_where_it_is_told_to_as_long_as_it_is_told_to(number: int, seconds: float) -> None:
    _, plain = ride_of(number)
    _, ride = ride_of(number, {1_500.0: seconds})
    here = np.abs(ride.along_m - 1_500.0) < 10.0
    assert (ride.speed_mps[here] == 0.0).sum() >= round(seconds) - 1
    assert len(ride.x_m) >= len(plain.x_m) + round(seconds) - 40


def test_the_accuracy_a_phone_tells_holds_two_thirds_of_its_fixes() -> None:
    inside, fixes = 0, 0
    for number in range(60):
        _, ride = ride_of(number)
        told_m = [fix.accuracy_m for fix in measured(ride, Random(number))]
        inside += int((errors_m(ride, number) <= told_m).sum())
        fixes += len(told_m)
    assert 0.64 < inside / fixes < 0.72


@given(numbers)
def test_fixes_come_in_order_and_from_a_tunnel_all_at_once(number: int) -> None:
    _, ride = ride_of(number)
    fixes = measured(ride, Random(number))
    assert [fix.at_s for fix in fixes] == [*range(fixes[0].at_s, len(ride.x_m), every_s)]
    for fix in fixes:
        assert fix.sent_s >= fix.at_s
        assert not ride.tunnel[fix.sent_s]
        assert (fix.sent_s > fix.at_s) == bool(ride.tunnel[fix.at_s]) == (fix.accuracy_m == tunnel_accuracy_m)


@given(numbers)
def test_a_jump_is_one_fix_far_off(number: int) -> None:
    _, ride = ride_of(number)
    plain, jumping = measured(ride, Random(number)), measured(ride, Random(number), [100])
    far = [
        fix.at_s
        for fix in jumping
        if np.hypot(
            (fix.lon_deg - centre_lon_deg) * metres_per_lon_deg - ride.x_m[fix.at_s],
            (fix.lat_deg - centre_lat_deg) * metres_per_lat_deg - ride.y_m[fix.at_s],
        )
        > 150
    ]
    assert far == [next(fix.at_s for fix in plain if fix.at_s >= 100)]
