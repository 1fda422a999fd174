"""Order: fixes that come late are judged in their place, and what they deny is withdrawn."""

from collections.abc import Iterable, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import Finding, Fixes, Fleet, Moot, TripPlan, finding_id, profiles_from
from geo.fix import DRIVER, RIDER
from geo.observing import of_two_phones_s
from geo.zones import zones_from
from tests.geo.drive import BEGAN_S, NORTH, SPEED_MPS, fixes, place
from tests.geo.square import square

MOTION = ("deviation", "detour", "dwell", "speeding", "zone", "apart", "crash")
SOON = profiles_from("""
[day]
like = "shipped.day"
dwell = { stand_s = 60, risk_area_s = 40, near_m = 20 }
apart = { held_s = 10 }
crash = { still_s = 10 }
""")
AREA = zones_from(square("Docks", "risk", place(60, 0), 400))
# Seconds, metres along and off the plan, metres a second reported, accuracy in metres, whose.
Fix = tuple[float, float, float, float, float, int]
Sent = tuple[float, Fix]  # when it comes, and what


def watched() -> Fleet:
    fleet = Fleet(SOON, AREA)
    fleet.admit([TripPlan("t", 0, NORTH, BEGAN_S, "day")])
    return fleet


def batch(fleet: Fleet, some: Sequence[Sent]) -> Fixes:
    """What comes together."""
    where = [(along_m / SPEED_MPS, off_m, accuracy_m) for _, (_, along_m, off_m, _, accuracy_m, _) in some]
    told = fixes([int(fleet.rows_of(["t"])[0])] * len(some), where)
    told.received_at_s[:] = [BEGAN_S + came_s for came_s, _ in some]
    told.fixed_at_s[:] = [BEGAN_S + fix[0] for _, fix in some]
    told.speed_mps[:] = [fix[3] for _, fix in some]
    told.by[:] = [fix[5] for _, fix in some]
    return told


def standing(findings: Iterable[Finding]) -> set[str]:
    """The kinds of motion that are open once all these were told."""
    edges: dict[tuple[str, float], set[str]] = {}
    for finding in findings:
        edges.setdefault((finding.kind, finding.since_s), set()).add(finding.edge)
    return {kind for (kind, _), of_one in edges.items() if of_one == {"raised"} and kind in MOTION}


def came(fleet: Fleet, *some: Sent) -> list[Finding]:
    return [finding for one in some for finding in fleet.observe(batch(fleet, [one])).findings]


def drive(*told: tuple[float, float, float]) -> list[Sent]:
    """Fixes that come at a second, of another second, some metres off the plan."""
    return [(at, (fixed, fixed * SPEED_MPS, off, 10.0, 5.0, RIDER)) for at, fixed, off in told]


def said(findings: Iterable[Finding], kind: str = "deviation") -> list[tuple[str, float]]:
    return [(f.edge, f.since_s - BEGAN_S) for f in findings if f.kind == kind]


def test_a_return_that_comes_late_withdraws_what_was_found_without_it() -> None:
    fleet = watched()
    found = came(fleet, *drive((0, 0, 0), (10, 10, 60), (40, 40, 300)))
    assert said(found) == [("raised", 10)]
    denied = came(fleet, *drive((42, 20, 0), (43, 30, 0)))
    assert said(denied) == [("cleared", 10)]
    assert denied[0].proof == Moot("late_fixes")
    assert said(came(fleet, *drive((50, 50, 0)))) == []


def test_what_the_late_fixes_show_is_found_with_the_times_it_has() -> None:
    fleet = watched()
    assert came(fleet, *drive((0, 0, 0), (50, 50, 0))) == []
    found = came(fleet, *drive((51, 20, 400), (52, 25, 400), (53, 35, 0)))
    assert said(found) == [("raised", 20), ("cleared", 20)]
    assert [f.at_s - BEGAN_S for f in found if f.kind == "deviation"] == [25, 50]


def test_a_finding_that_stands_either_way_stays_as_it_was_told() -> None:
    fleet = watched()
    found = came(fleet, *drive((0, 0, 0), (10, 10, 60), (40, 40, 400), (41, 20, 0)))
    assert said(found) == [("raised", 10), ("cleared", 10)]
    fleet = watched()
    found = came(fleet, *drive((0, 0, 0), (10, 10, 60), (40, 40, 400), (45, 45, 400), (46, 20, 0)))
    assert said(found) == [("raised", 10)]
    assert said(came(fleet, *drive((60, 60, 0)))) == [("cleared", 10)]


def test_a_phone_that_was_in_order_is_remembered_from_its_first_late_fix_on() -> None:
    fleet = watched()
    came(fleet, *drive(*((at, at, 0) for at in range(0, 200, 5))))
    late = fleet.observe(batch(fleet, drive((200, 191, 300))))
    assert late.outcomes["late"] == 1
    came(fleet, *drive((205, 205, 0), (215, 215, 0)))
    assert fleet.observe(batch(fleet, drive((216, 210, 0)))).outcomes["judged"] == 1


INSIDE = list(zip(range(60, 120, 5), [0, 30, 90, 150, 200, 200, 150, 90, 30, 0, 0, 0], strict=True))


def test_a_backlog_that_comes_behind_the_newest_fix_is_judged_in_its_place() -> None:
    before, newest, after = drive((50, 50, 0), (121, 120.5, 0), (125, 125, 0))
    ordered = came(watched(), before, *drive(*((at, at, off) for at, off in INSIDE)), after)
    fleet = watched()
    found = came(fleet, before, newest)
    found += fleet.observe(batch(fleet, drive(*((122, at, off) for at, off in INSIDE[::-1])))).findings
    found += came(fleet, after)
    assert said(found) == said(ordered) == [("raised", 65), ("cleared", 65)]
    assert [f.at_s for f in found if f.kind == "deviation"] == [BEGAN_S + 75, BEGAN_S + 100]


def test_a_backlog_told_backwards_is_one_finding_and_not_many() -> None:
    fleet = watched()
    found = came(fleet, *drive((50, 50, 0), (121, 120.5, 0), *((122, at, off) for at, off in INSIDE[::-1])))
    assert said(found) == [("raised", 85), ("cleared", 85)]


def test_what_comes_twice_judges_nothing_again() -> None:
    fleet = watched()
    came(fleet, *drive((0, 0, 0), (10, 10, 60), (40, 40, 300)))
    again = fleet.observe(batch(fleet, drive((41, 10, 60), (42, 0, 0))))
    assert again.findings == []
    assert again.outcomes["judged"] == 0


one_fix = st.tuples(
    st.sampled_from([1, 1, 5, 5, 15, 40]),  # seconds after the last
    st.sampled_from([0.0, 0.0, 10.0, 14.0, 50.0]),  # metres a second driven since
    st.sampled_from([0.0, 0.0, 24.3, 60.3, 140.3, 400.3]),  # off the plan
    st.booleans(),  # the phone reports the speed it has
    st.sampled_from([RIDER, RIDER, DRIVER]),
    st.sampled_from([0, 0, 0, 5, 20, 60]),  # seconds it is delayed
)
Told = tuple[int, float, float, bool, int, int]


def delayed(told: Sequence[Told]) -> list[Sent]:
    at_s, along_m, sent = 0.0, 0.0, list[Sent]()
    for after_s, mps, off_m, reports, by, delay_s in told:
        at_s, along_m = at_s + after_s, along_m + mps * after_s
        sent.append((at_s + delay_s, (at_s, along_m, off_m, mps if reports else np.nan, 5.0, by)))
    return sorted(sent)


def in_order(some: Sequence[Sent]) -> set[str]:
    fleet = watched()
    return standing(fleet.observe(batch(fleet, sorted(some, key=lambda one: one[1][0]))).findings)


def crossed(some: Sequence[Sent]) -> bool:
    """Whether a fix came behind one of the other phone that is newer by less than phones are held to."""
    pairs = [(one, two) for i, (_, one) in enumerate(some) for _, two in some[i + 1 :] if one[5] != two[5]]
    return any(0 < one[0] - two[0] <= of_two_phones_s for one, two in pairs)


@settings(max_examples=40)
@given(st.lists(one_fix, max_size=12))
def test_at_any_time_that_stands_which_the_fixes_in_their_order_say(told: list[Told]) -> None:
    fleet, found, judged = watched(), list[Finding](), list[Sent]()
    for sent in delayed(told):
        observed = fleet.observe(batch(fleet, [sent]))
        found += observed.findings
        judged += [] if observed.outcomes["late"] else [sent]
        if crossed(judged):
            return
        assert standing(found) == in_order(judged)
    assert len({(finding_id(finding), finding.edge) for finding in found}) == len(found)


@settings(max_examples=20)
@given(st.lists(st.integers(0, 60), min_size=10, max_size=40), st.sampled_from([2, 5, 10]))
def test_of_a_phone_that_sends_in_any_order_from_its_start_every_fix_is_judged(delays: list[int], every_s: int) -> None:
    delays = [60, 0, *delays]  # its first fix comes behind its second
    fleet = watched()
    sent = delayed([(every_s, 10.0, 0.0, True, RIDER, delay_s) for delay_s in delays])
    outcomes = [fleet.observe(batch(fleet, [one])).outcomes for one in sent]
    assert sum(of_one["judged"] for of_one in outcomes) == len(sent)
