"""Whose rules apply when; and new rules under running trips."""

import msgspec
import numpy as np

from geo import Fleet, Profiles, TripPlan, default_profiles
from geo.whose import is_night
from tests.geo.drive import BEGAN_S, NORTH, fixes, fleet_of, said

SHIPPED = default_profiles()
NIGHT_S = 1_264.0  # after the drives of these tests begin: 22:00 by the sun at 8.6 degrees west


def silent_after(day_s: float) -> Profiles:
    day = SHIPPED.by_name["day"]
    rule = msgspec.structs.replace(day.signal_loss, silent_s=day_s)
    return Profiles({**SHIPPED.by_name, "day": msgspec.structs.replace(day, signal_loss=rule)})


def raised_after_s(fleet: Fleet) -> list[float]:
    return [at_s for _, at_s in said(fleet.tick(BEGAN_S + 5_000), "signal_loss")]


def test_the_night_is_by_the_sun_at_the_place() -> None:
    noon_utc, midnight_utc = 43_200.0, 86_400.0
    at_s = np.array([noon_utc, noon_utc, midnight_utc, midnight_utc, np.nan, np.inf])
    lon_deg = np.array([0.0, 180.0, 0.0, 121.5, 0.0, 0.0])
    assert is_night(at_s, lon_deg).tolist() == [False, True, True, False, False, False]
    edge_s = np.array([22 * 3600 - 1, 22 * 3600, 29 * 3600 - 1, 29 * 3600], np.float64)
    assert is_night(edge_s, np.zeros(4)).tolist() == [False, True, True, False]


def test_a_trip_that_names_no_profile_goes_into_the_night() -> None:
    fleet = fleet_of("t")
    fleet.observe(fixes(fleet.rows_of(["t"]), [(NIGHT_S - 1, 0)]))
    assert raised_after_s(fleet) == [NIGHT_S - 1 + 90]
    fleet = fleet_of("t")
    fleet.observe(fixes(fleet.rows_of(["t"]), [(NIGHT_S, 0)]))
    assert raised_after_s(fleet) == [NIGHT_S + 60]


def test_a_trip_that_names_a_profile_keeps_it_and_one_without_a_plan_has_no_night() -> None:
    for fleet in (fleet_of("t", profile="day"), fleet_of("t", plan=None)):
        fleet.observe(fixes(fleet.rows_of(["t"]), [(NIGHT_S, 0)]))
        assert NIGHT_S + 90 in raised_after_s(fleet)


def test_new_rules_are_used_and_nothing_that_is_known_is_lost() -> None:
    fleet = fleet_of("t", profile="day")
    row = int(fleet.rows_of(["t"])[0])
    raised = fleet.observe(fixes([row] * 2, [(0, 0), (10, 300)])).findings
    assert said(raised + fleet.observe(fixes([row], [(20, 300)])).findings, "deviation") == [("raised", 20)]
    fleet.use(silent_after(40))
    assert raised_after_s(fleet) == [20 + 40]
    assert said(fleet.observe(fixes([row], [(70, 0)])).findings, "deviation") == [("cleared", 70)]


def test_profiles_are_found_again_by_name_wherever_they_stand() -> None:
    fleet = Fleet(SHIPPED)
    fleet.admit([TripPlan(name, 0, NORTH, BEGAN_S, name) for name in ("day", "night", "gone")])
    turned = Profiles({"late": SHIPPED.by_name["day"], "night": SHIPPED.by_name["night"], **SHIPPED.by_name})
    fleet.use(turned)
    assert {f.trip: f.at_s - BEGAN_S for f in fleet.tick(BEGAN_S + 5_000)} == {"day": 90, "night": 60, "gone": 90}


def test_a_trip_whose_profile_is_gone_is_judged_by_the_sun() -> None:
    fleet = fleet_of("t", profile="day")
    fleet.use(Profiles({"first": SHIPPED.by_name["day"], "night": SHIPPED.by_name["night"]}))
    fleet.observe(fixes(fleet.rows_of(["t"]), [(NIGHT_S, 0)]))
    assert NIGHT_S + 60 in raised_after_s(fleet)
