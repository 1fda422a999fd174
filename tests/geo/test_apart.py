"""The rider's phone and the driver's: who moves the trip, and what is found when they separate."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import Finding, Fixes, Fleet, default_profiles, sentence
from geo.fix import DRIVER, PLATFORM, RIDER
from geo.sources import stand_in_s
from tests.geo.agree import alternate
from tests.geo.drive import BEGAN_S, SPEED_MPS, fixes, fleet_of
from tests.reference.apart import Fix, NotMet, Said, State, step

RULE = default_profiles().by_name["day"].apart
Told = tuple[int, float, float]  # by whom, seconds, metres off the plan


def batch(fleet: Fleet, told: Sequence[Told]) -> Fixes:
    made = fixes([int(fleet.rows_of(["t"])[0])] * len(told), [(at, off, 5.0) for _, at, off in told])
    return replace(made, by=np.array([by for by, _, _ in told], np.int8))


def found(*told: Told, fleet: Fleet | None = None) -> list[Finding]:
    fleet = fleet or fleet_of("t", profile="day")
    return [finding for finding in fleet.observe(batch(fleet, told)).findings if finding.kind == "apart"]


def edges(*told: Told) -> list[tuple[str, float]]:
    return [(finding.edge, finding.at_s - BEGAN_S) for finding in found(*told)]


def both(seconds: range, rider_m: float, driver_m: float) -> list[Told]:
    return [(by, at, off) for at in seconds for by, off in ((RIDER, rider_m), (DRIVER, driver_m))]


def test_riding_together_is_nothing() -> None:
    assert edges(*both(range(0, 300, 5), 5, -8)) == []


def test_phones_that_separate_are_found_and_cleared_when_they_meet_again() -> None:
    apart = [*both(range(0, 60, 5), 5, -5), *both(range(60, 120, 5), 0, 500), *both(range(120, 140, 5), 0, 20)]
    assert edges(*apart) == [("raised", 90), ("cleared", 120)]
    raised = found(*apart)[0]
    assert sentence(raised) == "The rider's and the driver's phones are 502 m apart for 30 s (limit 150 m)."


def test_a_driver_on_the_way_to_the_rider_is_not_apart_from_them() -> None:
    assert edges(*both(range(0, 300, 5), 0, 900)) == []


def test_apart_means_beyond_both_accuracies() -> None:
    assert edges(*both(range(0, 60, 5), 0, 0), *both(range(60, 120, 5), 0, 157)) == []
    assert len(edges(*both(range(0, 60, 5), 0, 0), *both(range(60, 120, 5), 0, 163))) == 1


def test_two_places_measured_long_apart_are_not_compared() -> None:
    late = [(RIDER, float(at), 0.0) for at in range(60, 300, 50)] + [
        (DRIVER, at + 25.0, 900.0) for at in range(60, 300, 50)
    ]
    assert edges(*both(range(0, 60, 5), 0, 0), *sorted(late, key=lambda fix: fix[1])) == []


def test_the_platforms_own_fixes_are_nobody_s_phone() -> None:
    told = [(by, at, off) for at in range(0, 200, 5) for by, off in ((RIDER, 0.0), (PLATFORM, 0.0))]
    assert edges(*told) == []


def test_the_drivers_phone_moves_no_trip_while_the_riders_speaks() -> None:
    fleet = fleet_of("t", profile="day")
    told = [*both(range(0, 60, 5), 0, 0), *both(range(60, 120, 5), 0, 500)]
    observed = fleet.observe(batch(fleet, told))
    assert [finding.kind for finding in observed.findings] == ["apart"]
    assert observed.outcomes["beside"] == 24
    assert abs(fleet.progress_m(fleet.rows_of(["t"]))[0] - 500 - 115 * SPEED_MPS) < 1


def test_the_drivers_phone_stands_in_when_the_riders_is_quiet() -> None:
    fleet = fleet_of("t", profile="day")
    alone = [(DRIVER, float(at), 0.0) for at in range(5, 100, 5)]
    observed = fleet.observe(batch(fleet, [(RIDER, 0.0, 0.0), *alone]))
    assert observed.outcomes["beside"] == len([at for _, at, _ in alone if at < stand_in_s])
    assert abs(fleet.progress_m(fleet.rows_of(["t"]))[0] - 500 - 95 * SPEED_MPS) < 1


def test_a_trip_of_which_only_the_drivers_phone_speaks_is_watched_by_it() -> None:
    fleet = fleet_of("t", profile="day")
    alone = [(DRIVER, float(at), off) for at, off in ((0, 0), (10, 60), (20, 200), (30, 500))]
    observed = fleet.observe(batch(fleet, alone))
    assert [finding.kind for finding in observed.findings][:1] == ["deviation"]


# Never faster than a car: what leaps is the jump filter's to judge, not this detector's.
one_fix = st.tuples(
    st.sampled_from([RIDER, DRIVER]), st.integers(5, 15), st.sampled_from([0.0, 50.0, 155.0, 200.0, 300.0])
)
Stream = list[tuple[int, int, float]]


def timed(stream: Stream) -> list[Told]:
    at_s, told = 0.0, list[Told]()
    for by, after_s, off in stream:
        at_s += after_s
        told.append((by, at_s, off))
    return told


def by_reference(told: list[Told]) -> list[Said]:
    state: State = NotMet()
    newest: dict[int, Fix] = {}
    said = list[Said]()
    for by, at_s, off in told:
        newest[by] = Fix(at_s, off, 5.0)
        rider, driver = newest.get(RIDER), newest.get(DRIVER)
        if rider and driver:  # both drive along the plan: how far they are from each other along it counts too
            along_m = SPEED_MPS * (rider.at_s - driver.at_s)
            between_m = float(np.hypot(rider.place_m - driver.place_m, along_m))
            rider, driver = Fix(rider.at_s, between_m, 5.0), Fix(driver.at_s, 0.0, 5.0)
        state, more = step(state, at_s, rider, driver, RULE)
        said += [more] if more else []
    return said


@given(st.lists(one_fix, max_size=40), st.data())
def test_columns_equal_the_reference_in_any_batching(stream: Stream, data: st.DataObject) -> None:
    told = timed(stream)
    expected = by_reference(told)
    fleet, ours = fleet_of("t", profile="day"), list[Finding]()
    while told:
        cut = data.draw(st.integers(1, len(told)))
        ours += found(*data.draw(st.permutations(told[:cut])), fleet=fleet)
        told = told[cut:]
    said = [(f.edge, f.since_s - BEGAN_S, f.at_s - BEGAN_S) for f in ours]
    assert said == expected
    assert alternate(said)
