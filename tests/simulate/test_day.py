"""A day of the city: about as many trips alive as were asked for; some go wrong, neither too few nor in a flood."""

from itertools import islice, pairwise, takewhile

from escort.simulate.areas import areas_of, inside
from escort.simulate.city import build
from escort.simulate.day import Scheduled, day_of, opening, staged
from escort.simulate.mishaps import Mishap, loud, ordinary

city = build(1)
alive = 200
until_s = 900.0
minutes_s = 300.0  # within so long each kind is to be seen
already = (Mishap.LONG_STOP, Mishap.LATE)  # these began before, and have lasted long enough soon

day = [
    scheduled
    for slot in range(alive)
    for scheduled in takewhile(lambda scheduled: scheduled.from_s < until_s, day_of(city, 1, slot, alive))
]


def goes_wrong_at_s(scheduled: Scheduled) -> float:
    return scheduled.start_s + scheduled.trip.mishap_s


def test_the_day_of_a_slot_is_the_same_each_time_and_has_no_two_trips_at_once() -> None:
    trips = [*islice(day_of(city, 3, 17, alive), 4)]
    again = [*islice(day_of(city, 3, 17, alive), 4)]
    assert [(s.start_s, s.trip.plan) for s in trips] == [(s.start_s, s.trip.plan) for s in again]
    assert [s.trip.number for s in trips] == [17, 217, 417, 617]
    assert all(before.end_s < after.from_s == after.start_s for before, after in pairwise(trips))


def test_no_two_trips_have_the_same_number() -> None:
    assert len({scheduled.trip.number for scheduled in day}) == len(day)


def test_about_as_many_are_alive_as_were_asked_for() -> None:
    for now_s in range(10, int(until_s), 30):
        assert 0.95 * alive <= sum(scheduled.from_s <= now_s < scheduled.end_s for scheduled in day) <= alive


def test_something_happens_soon() -> None:
    assert [scheduled.trip.mishap for scheduled in day if scheduled.trip.number < len(opening)] == [
        m for m, _ in opening
    ]
    presses = [goes_wrong_at_s(s) for s in day if s.trip.mishap in (Mishap.SOS, Mishap.SILENT)]
    assert 1.0 < min(presses) < 10.0
    detours = [goes_wrong_at_s(s) for s in day if s.trip.mishap is Mishap.DETOUR]
    assert 1.0 < min(detours) < 20.0


def test_each_kind_of_mishap_is_seen_within_minutes_and_not_all_at_once() -> None:
    first = {scheduled.trip.mishap: goes_wrong_at_s(scheduled) for scheduled in day if scheduled.trip.number < 13}
    assert set(first) == {*loud, Mishap.FOG}
    assert all(1.0 < at_s < minutes_s or mishap in already for mishap, at_s in first.items())
    soon_s = sorted(at_s for mishap, at_s in first.items() if mishap not in already)
    assert min(after - before for before, after in pairwise(soon_s)) > 1.5


def test_a_trip_into_a_risk_area_is_seen_within_minutes_and_they_stay_few() -> None:
    areas = areas_of(city)
    entered = []
    for scheduled in day:
        within = inside(areas, "risk", scheduled.trip.ride)
        if within.any() and scheduled.start_s + int(within.argmax()) >= scheduled.from_s:
            entered.append(scheduled.start_s + int(within.argmax()))
    assert 0.0 < min(entered) < minutes_s
    assert len([at_s for at_s in entered if at_s < until_s]) < until_s / 60.0


def test_then_few_go_wrong_no_more_than_one_person_can_attend_to() -> None:
    wrong = sorted(
        goes_wrong_at_s(s) for s in day if s.trip.mishap in loud and minutes_s <= goes_wrong_at_s(s) < until_s
    )
    assert 30.0 < (until_s - minutes_s) / len(wrong) < 90.0
    assert max(sum(at_s <= other_s < at_s + 10 for other_s in wrong) for at_s in wrong) <= 3
    assert sum(s.trip.mishap in ordinary for s in day) > 0.9 * len(day)


def test_a_small_city_has_few_that_go_wrong_too() -> None:
    assert [staged(alive) for alive in (4, 12, 40, 200)] == [4, 4, 5, 13]


def test_nothing_has_gone_wrong_before_it_could_be_seen() -> None:
    wrong = [s for s in day if s.trip.mishap is not Mishap.NONE and s.trip.number >= len(opening)]
    assert all(goes_wrong_at_s(s) >= s.from_s for s in wrong)
    assert all(s.from_s >= s.start_s for s in day)
