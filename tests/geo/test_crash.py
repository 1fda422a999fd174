"""Crashes: felt by the phone or seen by their sudden stop; and everything that is none."""

import numpy as np
import pytest

from geo import Finding, Fleet, default_profiles, sentence
from tests.geo.drive import BEGAN_S, SPEED_MPS, fixes, fleet_of, said

RULE = default_profiles().by_name["day"].crash
Leg = tuple[float, float, float]  # seconds, metres a second truly driven in them, and as the phone reports at their end


class Phone:
    """One phone on the plan."""

    def __init__(self) -> None:
        self.fleet: Fleet = fleet_of("t", profile="day")
        self.at_s, self.along_m = 0.0, 0.0
        self.found: list[Finding] = []

    def drive(self, *legs: Leg) -> "Phone":
        for seconds, mps, reported in legs:
            self.at_s, self.along_m = self.at_s + seconds, self.along_m + seconds * mps
            one = fixes([int(self.fleet.rows_of(["t"])[0])], [(self.along_m / SPEED_MPS, 0)])
            one.fixed_at_s[:] = one.received_at_s[:] = BEGAN_S + self.at_s
            one.speed_mps[:] = reported
            self.found += self.fleet.observe(one).findings
        return self

    def feel(self, peak_g: float, still_s: float = 0.0) -> "Phone":
        now_s = BEGAN_S + self.at_s
        self.found += self.fleet.felt("t", now_s, peak_g, still_s, told_at_s=now_s)
        return self

    def wait(self, seconds: float) -> "Phone":
        self.at_s += seconds
        self.found += self.fleet.tick(BEGAN_S + self.at_s)
        return self

    def crashes(self) -> list[tuple[str, float]]:
        return said(self.found, "crash")


ROLLING: list[Leg] = [(5, 14, 14)] * 4
STILL: list[Leg] = [(5, 0, 0)] * 12


def test_an_impact_and_then_stillness_is_a_crash() -> None:
    phone = Phone().drive(*ROLLING).feel(6.0).drive(*STILL)
    assert phone.crashes() == [("raised", 20 + RULE.still_s)]
    assert "6.0 g" in sentence(phone.found[0])


def test_an_impact_and_then_silence_is_a_crash() -> None:
    phone = Phone().drive(*ROLLING).feel(6.0).wait(59)
    assert phone.crashes() == []
    assert phone.wait(3).crashes() == [("raised", 20 + RULE.still_s)]


def test_a_phone_that_saw_the_stillness_itself_is_believed() -> None:
    assert Phone().drive(*ROLLING).feel(6.0, still_s=40.0).crashes() == [("raised", 60)]


def test_an_impact_and_driving_on_is_a_pothole() -> None:
    assert Phone().drive(*ROLLING).feel(6.0).drive(*ROLLING, *ROLLING).wait(100).crashes() == []


def test_rolling_out_after_the_impact_is_no_driving_on() -> None:
    phone = Phone().drive(*ROLLING).feel(6.0).drive((4, 10, 9), (4, 9, 1), *STILL)
    assert [edge for edge, _ in phone.crashes()] == ["raised"]


def test_a_small_knock_is_nothing_and_a_phone_dropped_where_it_stands_neither() -> None:
    assert Phone().drive(*ROLLING).feel(RULE.impact_g - 0.1).drive(*STILL).wait(100).crashes() == []
    assert Phone().drive(*ROLLING, *STILL[:3]).feel(6.0).drive(*STILL).wait(100).crashes() == []
    assert Phone().drive(*ROLLING, *STILL[:3]).feel(9.0).drive(*STILL).crashes() != []


def test_a_speed_that_stops_between_two_fixes_is_a_crash() -> None:
    phone = Phone().drive(*[(1, 14, 14)] * 5, *[(1, 0, 0)] * 40)
    assert phone.crashes() == [("raised", 6 + RULE.still_s)]
    assert sentence(phone.found[0]) == "Stopped from 50 km/h within 1 s, and still for 30 s since."


@pytest.mark.parametrize("every_s", [1, 4, 15])
def test_braking_hard_for_a_red_light_is_none(every_s: int) -> None:
    slows = [max(0.0, 14.0 - 6.0 * t) for t in range(every_s, 60, every_s)]
    assert Phone().drive(*[(1, 14, 14)] * 5, *[(every_s, mps, mps) for mps in slows]).crashes() == []


def test_a_jerk_of_the_receiver_is_none() -> None:
    assert Phone().drive(*[(1, 14, 14)] * 5, (1, 14, 0), *[(1, 14, 14)] * 60).crashes() == []


def test_moving_again_clears_it_and_it_can_happen_again() -> None:
    phone = Phone().drive(*ROLLING).feel(6.0).drive(*STILL, *ROLLING).feel(7.0).drive(*STILL)
    assert [edge for edge, _ in phone.crashes()] == ["raised", "cleared", "raised"]


def test_who_speaks_of_a_trip_nobody_watches_is_not_heard() -> None:
    assert Phone().fleet.felt("nobody", BEGAN_S, 9.0, 90.0, BEGAN_S) == []
    ended = Phone().drive(*ROLLING)
    ended.fleet.end("t", BEGAN_S + 20, "completed", BEGAN_S + 20)
    assert ended.feel(9.0, 90.0).crashes() == []


def test_numbers_that_are_none_are_no_impact() -> None:
    assert Phone().drive(*ROLLING).feel(np.nan, np.nan).drive(*STILL).wait(100).crashes() == []
