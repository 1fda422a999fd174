"""A policy that could leave somebody waiting is refused before anything starts."""

from pathlib import Path

import pytest

from alerts import PolicyRefused, Severity, parse_policy, read_policy
from tests.alerts.shift import Shift

PACKAGED = (Path(__file__).parents[2] / "alerts" / "policy.toml").read_text()
OFFER_4 = '{ to = "offer", within_s = 15 }'
GLASS_4 = ', { to = "break_glass", within_s = 30 }'
LAST_4 = ', { to = "supervisor", within_s = 30 }' + GLASS_4


def test_the_packaged_policy_is_sound_and_asks_worse_cases_sooner() -> None:
    policy = read_policy()
    waits = [policy.ladder(severity).wait("offer") for severity in Severity]
    assert waits == sorted(waits, reverse=True)


@pytest.mark.parametrize(
    ("replace", "by", "why"),
    [
        ("[severity.4]", "[severity.5]", "there must be one ladder for each severity 0 to 4"),
        (OFFER_4, '{ to = "ask", within_s = 15 }', "severity.4 never asks an agent"),
        (LAST_4, "", "severity.4 ends nowhere"),
        ('{ to = "team", within_s = 20 }', '{ to = "offer", within_s = 20 }', "severity.4 must climb, each level once"),
        (GLASS_4, ', { to = "team", within_s = 9 }, { to = "break_glass", within_s = 9 }', "severity.4 must climb"),
        ("repeat_at_most_s = 300", "repeat_at_most_s = 20", "severity.4 repeats at most every 20 s"),
        ("redial_after_s = [45, 90, 180, 300]", "redial_after_s = []", "Expected `array` of length >= 1"),
        (OFFER_4, '{ to = "offer", within_s = 0 }', "Expected `float` > 0"),
        (OFFER_4, '{ to = "offer", within_s = nan }', "Expected `float` > 0"),
        (OFFER_4, '{ to = "offer", within_s = "soon" }', "Expected `float`, got `str`"),
        (OFFER_4, '{ to = "night watch", within_s = 15 }', "Invalid enum value 'night watch'"),
        (OFFER_4, '{ to = "offer", within_s = 40 }', "severity.4 waits longer than severity.3"),
        ("answer_within_s = 30", "answer_in_s = 30", "unknown field `answer_in_s`"),
        ("[checkin]", "[checkin", "policy.toml: "),
    ],
)
def test_a_broken_policy_is_refused_with_one_sentence(replace: str, by: str, why: str) -> None:
    assert replace in PACKAGED
    with pytest.raises(PolicyRefused) as refused:
        parse_policy(PACKAGED.replace(replace, by, 1), "policy.toml")
    assert why in str(refused.value)
    assert str(refused.value).startswith("policy.toml: ")
    assert "\n" not in str(refused.value)


HASTY_4 = """
[region.porto.severity.4]
act_within_s = 30
repeat_every_s = 20
repeat_at_most_s = 60
steps = [{ to = "offer", within_s = 5 }, { to = "supervisor", within_s = 10 }]
"""


def test_a_region_may_be_hastier_than_the_rest() -> None:
    policy = parse_policy(PACKAGED + HASTY_4, "policy.toml")
    assert policy.of_region("porto").ladder(4).wait("offer").total_seconds() == 5
    assert policy.of_region("porto").ladder(3) == policy.ladder(3)
    assert policy.of_region("lisboa").ladder(4).wait("offer").total_seconds() == 15
    shift = Shift(policy)
    shift.press()
    assert shift.desk.next_due() == shift.at(5).now


def test_a_region_may_not_be_slower_with_what_is_worse() -> None:
    slow = HASTY_4.replace("within_s = 5 ", "within_s = 31 ")
    with pytest.raises(PolicyRefused, match=r"region\.porto\.severity\.4 waits longer than region\.porto\.severity\.3"):
        parse_policy(PACKAGED + slow, "policy.toml")


def test_a_policy_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused, match=r"mine\.toml: cannot be read"):
        read_policy(tmp_path / "mine.toml")


def test_a_policy_of_ones_own_is_taken(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(PACKAGED.replace("answer_within_s = 30", "answer_within_s = 20"))
    assert read_policy(mine).answer_within.total_seconds() == 20
