"""Plans at the door: a right answer, or a refusal that says what is wrong."""

import numpy as np
import pytest

from geo import Plan, PlanRefused, checked_plan
from geo.route import middles, vertices_max


def why(points: object) -> str:
    refused = checked_plan(points)
    assert isinstance(refused, PlanRefused), refused
    return refused.why


def plan(points: object) -> Plan:
    checked = checked_plan(points)
    assert not isinstance(checked, PlanRefused), checked.why
    return checked


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([], "at least 2 distinct points, this one has 0"),
        ([[1, 2]], "at least 2 distinct points, this one has 1"),
        ([[1, 2], [1, 2], [1, 2]], "at least 2 distinct points, this one has 1"),
        ("not a plan", "list of [lon, lat] pairs"),
        ([[1, 2, 3], [4, 5, 6]], "list of [lon, lat] pairs"),
        ([[1, 2], [3]], "list of [lon, lat] pairs"),
        ([[1, 2], [None, 3]], "point 1 of the plan is no place"),
        ([[1, 2], [float("nan"), 3]], "point 1 of the plan is no place"),
        ([[float("inf"), 2], [1, 3]], "point 0 of the plan is no place"),
        ([[1, 2], [181, 3]], "point 1 of the plan is no place: lon 181"),
        ([[41.1, 191.0], [41.2, 8.5]], "lat 191"),
        ([[1, 84.5], [1, 84.6]], "too near a pole: lat 84.5, at most 84"),
        ([[0, -89], [180, -89]], "too near a pole"),
        ([[0, 0], [10, 0]], "reaches 557 km from its middle, at most 250 km (reach_max_m)"),
    ],
)
def test_what_is_no_plan_is_refused_by_name(points: object, said: str) -> None:
    assert said in why(points)


def test_a_plan_longer_than_the_limit_is_refused_and_one_at_the_limit_is_not() -> None:
    zigzag = np.column_stack([np.linspace(8, 9, vertices_max + 1), 50 + np.arange(vertices_max + 1) % 2 * 0.001])
    assert f"20000 points (vertices_max), this one has {vertices_max + 1}" in why(zigzag)
    assert len(plan(zigzag[1:])) == vertices_max


def test_repeated_points_are_left_out_and_later_visits_are_not() -> None:
    assert plan([[1, 2], [1, 2], [1.1, 2], [1.1, 2], [1, 2]]).tolist() == [[1, 2], [1.1, 2], [1, 2]]


def test_a_plan_across_the_antimeridian_has_its_middle_there() -> None:
    lon, lat = middles(plan([[179.9, -17], [-179.8, -17.2]]), np.array([0]))
    assert (lon[0] % 360, lat[0]) == (pytest.approx(180.05), pytest.approx(-17.1))


def test_middles_of_several_plans_are_their_own() -> None:
    lon, lat = middles(np.array([[0, 0], [2, 2], [10, 10], [12, 14], [11, 20]]), np.array([0, 2]))
    assert (lon.tolist(), lat.tolist()) == ([1, 11], [1, 15])
