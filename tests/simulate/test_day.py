"""A day of the city: about as many trips alive as were asked for; some go wrong, neither too few nor in a flood."""

from itertools import islice, pairwise, takewhile

from escort.simulate.city import build
from escort.simulate.day import Scheduled, day_of, opening
from escort.simulate.mishaps import Mishap

city = build(1)
alive = 200
loud = (Mishap.DETOUR, Mishap.LOST_PHONE, Mishap.SOS, Mishap.SILENT, Mishap.ACCIDENT)
until_s = 900.0

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


def test_then_something_goes_wrong_each_ten_or_twenty_seconds_on_average() -> None:
    wrong = sorted(goes_wrong_at_s(s) for s in day if s.trip.mishap in loud and 60 <= goes_wrong_at_s(s) < until_s)
    assert 10.0 < (until_s - 60) / len(wrong) < 20.0
    assert max(sum(at_s <= other_s < at_s + 10 for other_s in wrong) for at_s in wrong) <= 5


def test_nothing_has_gone_wrong_before_it_could_be_seen() -> None:
    assert all(goes_wrong_at_s(s) >= s.from_s for s in day if s.trip.mishap is not Mishap.NONE)
