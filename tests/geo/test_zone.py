"""Risk areas: entering and leaving them; then columns against the slow reference."""

from hypothesis import given
from hypothesis import strategies as st

from geo import Finding, Fleet, TripPlan, default_profiles, sentence
from geo.detectors import zone
from geo.zones import zones_from
from tests.geo.agree import PROFILES, TRIPS, Told, alternate, by_columns
from tests.geo.drive import BEGAN_S, NORTH, fixes, place, said
from tests.geo.square import collection, feature
from tests.reference.zone import Outside, Said, State, step

RULE = PROFILES.by_name["day"].zone
# Along the plan, a vehicle is in the Mile from second 100 to 140, and in the Yard from 140 to 160.
AREAS = collection(
    feature("the Mile", "risk", place(120, 0), 200),
    feature("the Yard", "risk", place(150, 0), 100),
    feature("a car park", "expected_stop", place(40, 0), 100),
)


def fleet_with(areas: str = AREAS) -> Fleet:
    fleet = Fleet(default_profiles(), zones_from(areas))
    fleet.admit([TripPlan("t", 0, NORTH, BEGAN_S)])
    return fleet


def drive(*told: tuple[float, ...], fleet: Fleet | None = None) -> list[Finding]:
    fleet = fleet or fleet_with()
    found = fleet.observe(fixes([int(fleet.rows_of(["t"])[0])] * len(told), told)).findings
    return [finding for finding in found if finding.kind == "zone"]


def test_entering_and_leaving_a_risk_area_is_found_by_its_name() -> None:
    found = drive(*((t, 0) for t in range(60, 200, 5)))
    assert [(f.edge, f.since_s - BEGAN_S, f.at_s - BEGAN_S) for f in found] == [
        ("raised", 105, 110),
        ("cleared", 105, 145),
        ("raised", 145, 150),
        ("cleared", 145, 165),
    ]
    assert sentence(found[0]) == "Entered the risk area the Mile."
    assert sentence(found[3], "zh") == "20 秒后离开风险区域：the Yard。"


def test_one_wild_fix_enters_nothing() -> None:
    assert drive((80, 0), (85, 0), (120, 0), (121, 250)) == []


def test_a_fix_nearer_to_the_border_than_it_is_accurate_changes_nothing() -> None:
    assert drive((90, 0), (103, 0, 60), (104, 0, 60), (105, 0, 60), (106, 0, 60), (110, 190, 60)) == []
    found = drive((110, 0), (116, 0), (120, 190, 60), (125, 230, 60), (130, 150, 80))
    assert [f.edge for f in found] == ["raised"]


def test_a_stop_is_no_risk() -> None:
    assert drive((35, 0), (40, 0), (45, 0)) == []


def test_zones_drawn_anew_are_asked_anew() -> None:
    before = fleet_with()
    drive((100, 0), (110, 0), (120, 0), fleet=before)
    after = Fleet(default_profiles(), zones_from(collection()))
    after.restore(before.snapshot(0))
    other = Fleet(default_profiles(), zones_from(collection(feature("new", "risk", place(500, 0), 50))))
    other.restore(before.snapshot(0))
    assert [f.edge for f in drive((125, 0), fleet=other)] == ["cleared"]
    assert drive((125, 0), fleet=after) == []


def test_asking_only_when_it_may_matter_finds_the_same() -> None:
    every = [(t, off) for t in range(60, 200, 2) for off in (0.0,)]
    asked, eager = fleet_with(), fleet_with()
    found = said(drive(*every, fleet=asked), "zone")
    again = []
    for fix in every:
        eager._known.here["free_deg"][:] = 0.0
        again += said(drive(fix, fleet=eager), "zone")
    assert found == again


one_fix = st.tuples(st.integers(0, TRIPS - 1), st.integers(1, 8), st.sampled_from([-1, -1, 0, 1]))


@given(st.lists(one_fix, max_size=60))
def test_columns_equal_the_reference(stream: list[tuple[int, int, int]]) -> None:
    states: list[State] = [Outside()] * TRIPS
    expected: list[list[Said]] = [[] for _ in range(TRIPS)]
    clock, told = [0.0] * TRIPS, list[Told]()
    for trip, after_s, area in stream:
        clock[trip] += after_s
        known = {"fixed_at_s": clock[trip], "risk": area, "accuracy_m": 5.0, "lon_deg": 0.0, "lat_deg": 0.0}
        told.append((trip, known))
        states[trip], found = step(states[trip], clock[trip], area, RULE)
        expected[trip] += [found] if found else []
    ours = by_columns(zone, told, zones_from(AREAS))
    assert ours == expected
    assert all(alternate(of_trip) for of_trip in ours)
