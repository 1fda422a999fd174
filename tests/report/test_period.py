"""From when to when, in the desk's own time zone."""

from zoneinfo import ZoneInfo

import pytest

from escort.errors import Unusable
from escort.report.period import period_of

LISBON = ZoneInfo("Europe/Lisbon")
NOW_S = 1_795_000_000.0


def test_days_are_the_desks_own_and_the_last_is_not_in_it() -> None:
    period = period_of("2026-07-01", "2026-07-02", LISBON, NOW_S)
    assert period.to_s - period.from_s == 86_400
    assert period.hour_of(period.from_s) == 0
    assert period.holds(period.from_s)
    assert not period.holds(period.to_s)
    assert period.words() == "2026-07-01 00:00 to 2026-07-02 00:00 (Europe/Lisbon)"


def test_the_day_on_which_clocks_go_back_has_25_hours() -> None:
    period = period_of("2026-10-25", "2026-10-26", LISBON, NOW_S)
    assert period.to_s - period.from_s == 25 * 3_600


def test_without_words_it_is_the_last_24_hours() -> None:
    period = period_of(None, None, LISBON, NOW_S)
    assert (period.from_s, period.to_s) == (NOW_S - 86_400, NOW_S)


def test_a_moment_may_name_its_own_zone() -> None:
    assert period_of("2026-07-01T00:00Z", "2026-07-01T02:00+01:00", LISBON, NOW_S).to_s % 3_600 == 0


@pytest.mark.parametrize(("first", "last"), [("yesterday", None), ("2026-07-02", "2026-07-01"), (None, "2026-13-01")])
def test_what_is_no_period_is_refused_in_one_sentence(first: str | None, last: str | None) -> None:
    with pytest.raises(Unusable, match=r"^--(from|to) "):
        period_of(first, last, LISBON, NOW_S)
