"""Who is on duty in which hours, over midnight, over changed clocks; and which hours nobody covers."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escort.roster import Hour, Roster, RosterRefused, gaps, hours_from, on_duty, parse_roster

LISBON = ZoneInfo("Europe/Lisbon")
THREE_SHIFTS = """
timezone = "Europe/Lisbon"
needed = 1
[[shift]]
agents = ["Early"]
from = 06:00:00
to = 14:00:00
[[shift]]
agents = ["Late"]
from = 14:00:00
to = 22:00:00
[[shift]]
agents = ["Night"]
from = 22:00:00
to = 06:00:00
"""


def roster(text: str = THREE_SHIFTS) -> Roster:
    return parse_roster(text, "roster.toml")


def at(text: str) -> datetime:
    """A local time in Lisbon."""
    return datetime.fromisoformat(text).replace(tzinfo=LISBON)


def names(hours: list[Hour]) -> list[str]:
    return [" ".join(each.agents) for each in hours]


def test_three_shifts_cover_a_day_and_each_is_on_in_its_own_hours() -> None:
    hours = hours_from(roster(), at("2026-06-10 05:20"))
    assert names(hours) == ["Night"] + ["Early"] * 8 + ["Late"] * 8 + ["Night"] * 7
    assert gaps(hours) == []
    assert hours[0].at == at("2026-06-10 05:00").timestamp()
    assert on_duty(roster(), at("2026-06-10 13:59:59")) == ("Early",)
    assert on_duty(roster(), at("2026-06-10 14:00")) == ("Late",)


@pytest.mark.parametrize(("evening", "hours_of_night"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-10", 8)])
def test_a_night_in_which_the_clock_is_changed_is_shorter_or_longer(evening: str, hours_of_night: int) -> None:
    hours = hours_from(roster(), at(f"{evening} 22:00"), 12)
    assert names(hours)[: hours_of_night + 1] == ["Night"] * hours_of_night + ["Early"]


def test_a_shift_belongs_to_the_day_on_which_it_begins() -> None:
    weekend = roster(
        'timezone = "UTC"\n[[shift]]\nagents = ["Sam"]\nfrom = 20:00:00\nto = 04:00:00\ndays = ["sat"]\n'
        '[[absent]]\nagent = "Sam"\nfrom = 2026-06-20\nto = 2026-06-20\n'
    )
    friday, saturday = datetime(2026, 6, 12, 21, tzinfo=UTC), datetime(2026, 6, 13, 21, tzinfo=UTC)
    assert on_duty(weekend, friday) == ()
    assert on_duty(weekend, saturday) == ("Sam",)
    assert on_duty(weekend, saturday + timedelta(hours=6)) == ("Sam",), "Sunday, before four"
    assert on_duty(weekend, saturday + timedelta(days=7)) == (), "absent"
    assert on_duty(weekend, saturday + timedelta(days=7, hours=6)) == (), "the absent one's night is over midnight too"
    assert on_duty(weekend, saturday + timedelta(days=14)) == ("Sam",)


def test_a_gap_is_an_hour_that_somebody_leaves_before_its_end() -> None:
    short = roster('timezone = "UTC"\n[[shift]]\nagents = ["A"]\nfrom = 08:00:00\nto = 10:30:00\n')
    hours = hours_from(short, datetime(2026, 6, 10, 8, 15, tzinfo=UTC), 4)
    assert names(hours) == ["A", "A", "", ""]
    assert [each.at for each in gaps(hours)] == [each.at for each in hours[2:]]


def test_shifts_that_touch_are_one_and_a_pause_between_them_is_a_gap() -> None:
    def covered(first_to: str, second_from: str) -> bool:
        text = (
            f'timezone = "UTC"\n[[shift]]\nagents = ["A"]\nfrom = 08:00:00\nto = {first_to}\n'
            f'[[shift]]\nagents = ["A"]\nfrom = {second_from}\nto = 12:00:00\n'
        )
        return gaps(hours_from(roster(text), datetime(2026, 6, 10, 8, tzinfo=UTC), 4)) == []

    assert covered("09:30:00", "09:30:00")
    assert covered("10:00:00", "09:30:00")
    assert not covered("09:30:00", "09:31:00")


def test_more_may_be_needed_in_some_hours() -> None:
    needed = [1] * 22 + [2, 2]
    late = roster(THREE_SHIFTS.replace("needed = 1", f"needed = {needed}"))
    missing = gaps(hours_from(late, at("2026-06-10 12:00")))
    assert [datetime.fromtimestamp(each.at, LISBON).hour for each in missing] == [22, 23]
    assert [each.needed for each in missing] == [2, 2]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("timezone = ", "not TOML"),
        ('timezone = "UTC"\n', "shift"),
        ('timezone = "UTC"\nshift = []\n', "shift"),
        (THREE_SHIFTS.replace("Europe/Lisbon", "Nowhere/Land"), "time zone"),
        (THREE_SHIFTS.replace("Europe/Lisbon", "../../etc/passwd"), "time zone"),
        (THREE_SHIFTS.replace('["Early"]', "[]"), "agents"),
        (THREE_SHIFTS.replace("06:00:00", '"six"'), "shift"),
        (THREE_SHIFTS.replace("needed = 1", "needed = 0"), "needed"),
        (THREE_SHIFTS.replace("needed = 1", "needed = [1, 2]"), "needed"),
        (THREE_SHIFTS.replace("needed = 1", f"needed = {[1] * 23 + [-1]}"), "needed"),
        (THREE_SHIFTS + 'days = ["someday"]\n', "days"),
        (THREE_SHIFTS + "holiday = true\n", "holiday"),
        (THREE_SHIFTS + '[[absent]]\nagent = "A"\nfrom = 2026-06-20\nto = 2026-06-19\n', "absent"),
    ],
)
def test_a_roster_that_is_none_is_refused_in_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(RosterRefused, match=reason) as refused:
        roster(text)
    assert str(refused.value).startswith("roster.toml: ")
    assert "\n" not in str(refused.value)


def clock(minute: int) -> str:
    """A minute of the day, as TOML says it."""
    return f"{minute // 60:02}:{minute % 60:02}:00"


MINUTES = st.integers(0, 24 * 60 - 1)
SHIFTS = st.lists(st.tuples(MINUTES, MINUTES, st.sampled_from("AB")), min_size=1, max_size=4)


@given(SHIFTS, st.integers(0, 366 * 24 * 3600))
def test_an_hour_s_agents_are_on_in_each_of_its_minutes(shifts: list[tuple[int, int, str]], second: int) -> None:
    text = 'timezone = "Europe/Lisbon"\n' + "".join(
        f'[[shift]]\nagents = ["{name}"]\nfrom = {clock(begin)}\nto = {clock(end)}\n' for begin, end, name in shifts
    )
    one, start = roster(text), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    (first, _) = hours_from(one, start, 2)
    moments = [start + timedelta(minutes=m) for m in range(60) if (start + timedelta(minutes=m)).hour == start.hour]
    always = set.intersection(*(set(on_duty(one, moment)) for moment in moments))
    assert set(first.agents) <= always
    ends_off_the_minute = start.second != 0
    assert ends_off_the_minute or always == set(first.agents)
