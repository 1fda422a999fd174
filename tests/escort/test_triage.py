"""How bad a finding is, told case by case, and then what is always true of the table."""

from dataclasses import fields
from datetime import UTC, datetime
from itertools import product

import pytest

from alerts import Severity
from alerts.stories import Story
from escort.retold import flapping_s, flaps_max, story_s
from escort.triage import (
    ASK,
    HUMAN,
    KINDS,
    LIFE,
    LOOK,
    NOTE,
    Circumstances,
    Triaged,
    bears_witness,
    first_step,
    is_night,
    triage,
)

DAY, NIGHT = Circumstances(), Circumstances(night=True)
AGAIN_AT_NIGHT = Circumstances(night=True, repeated=True)


@pytest.mark.parametrize(
    ("kind", "circumstances", "becomes"),
    [
        ("deviation", DAY, ASK),
        ("deviation", NIGHT, ASK),
        ("deviation", AGAIN_AT_NIGHT, HUMAN),
        ("signal_loss", DAY, LOOK),
        ("signal_loss", NIGHT, ASK),
        ("signal_loss", Circumstances(risk_area=True), ASK),
        ("zone", DAY, NOTE),
        ("crash", DAY, HUMAN),
        ("crash", Circumstances(repeated=True), LIFE),
        ("deviation", Circumstances(beside=True), HUMAN),
        ("dwell", Circumstances(accompanied=True), ASK),
        ("unwatched", DAY, ASK),
        ("unwatched", Circumstances(beside=True), HUMAN),
    ],
)
def test_the_table_says(kind: str, circumstances: Circumstances, becomes: Triaged) -> None:
    assert triage(kind, "raised", circumstances) == becomes


def test_an_unknown_kind_is_an_unknown_danger_and_the_rider_is_asked() -> None:
    assert triage("levitation", "raised", DAY) == (Severity.ASK, True)


@pytest.mark.parametrize("kind", [*KINDS, "levitation"])
def test_a_cleared_finding_is_a_note_and_asks_nobody(kind: str) -> None:
    assert triage(kind, "cleared", AGAIN_AT_NIGHT) == (Severity.NOTE, False)


def every_circumstance() -> list[Circumstances]:
    """All of them, 32 by now."""
    names = [field.name for field in fields(Circumstances)]
    return [Circumstances(**dict(zip(names, so, strict=True))) for so in product((False, True), repeat=len(names))]


def adds_to(less: Circumstances, more: Circumstances) -> bool:
    return all(getattr(more, field.name) >= getattr(less, field.name) for field in fields(Circumstances))


@pytest.mark.parametrize("kind", KINDS)
def test_a_circumstance_only_adds_in_every_combination(kind: str) -> None:
    every = every_circumstance()
    judged = {each: triage(kind, "raised", each) for each in every}
    milder = [(less, more) for less in every for more in every if adds_to(less, more) and judged[less] > judged[more]]
    assert milder == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_phones_are_asked_at_levels_two_and_three_and_nowhere_else(kind: str) -> None:
    for circumstances in every_circumstance():
        triaged = triage(kind, "raised", circumstances)
        assert triaged.ask == (triaged.severity in (Severity.ASK, Severity.HUMAN)), circumstances


@pytest.mark.parametrize("kind", KINDS)
def test_every_circumstance_has_a_first_step_that_fits_its_severity(kind: str) -> None:
    fits = {0: {"note"}, 1: {"look"}, 2: {"ask", "call"}, 3: {"human"}, 4: {"human"}}
    for circumstances in every_circumstance():
        triaged = triage(kind, "raised", circumstances)
        for prefers in ((), ("prompt", "voice"), ("voice",), ("sms",)):
            assert first_step(kind, triaged, prefers) in fits[triaged.severity]


def test_who_would_rather_be_called_is_called_and_who_cannot_be_shown_a_question_too() -> None:
    assert first_step("deviation", ASK) == "ask"
    assert first_step("deviation", ASK, ("voice", "prompt")) == "call"
    assert first_step("deviation", ASK, ("prompt", "voice")) == "ask"
    assert first_step("signal_loss", ASK, ("prompt",)) == "call"


def story(kind: str, severity: Severity, *raised_at: float, cleared_at: float) -> Story:
    return Story(kind, int(severity), raised_at, cleared_at, stands=False)


def test_what_flaps_is_one_story_told_once() -> None:
    before = story("deviation", Severity.ASK, 1000.0, cleared_at=1100.0)
    assert triage("deviation", "raised", DAY, before, 1100.0 + story_s - 1) == NOTE
    assert triage("deviation", "raised", DAY, before, 1100.0 + story_s) == ASK


def test_what_still_stands_and_is_raised_again_is_one_story_too() -> None:
    assert triage("deviation", "raised", DAY, Story("deviation", 2, (1000.0,), 1000.0), 1060.0) == NOTE


def test_a_story_that_flaps_is_itself_a_reason_to_look() -> None:
    raised_at = [1000.0 + 120.0 * number for number in range(flaps_max - 1)]
    before = story("blurred", Severity.NOTE, *raised_at, cleared_at=raised_at[-1] + 60.0)
    assert triage("blurred", "raised", DAY, before, raised_at[-1] + 120.0) == LOOK
    few = story("blurred", Severity.NOTE, *raised_at[1:], cleared_at=raised_at[-1] + 60.0)
    assert triage("blurred", "raised", DAY, few, raised_at[-1] + 120.0) == NOTE
    long_ago = story("blurred", Severity.NOTE, raised_at[0] - flapping_s, *raised_at[1:], cleared_at=raised_at[-1] + 60)
    assert triage("blurred", "raised", DAY, long_ago, raised_at[-1] + 120.0) == NOTE


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_become_worse_than_it_was_told_is_news_however_soon(kind: str) -> None:
    for circumstances, times in product(every_circumstance(), (1, 5)):
        judged = triage(kind, "raised", circumstances)
        for told in Severity:
            before = story(kind, told, *[1000.0] * times, cleared_at=1010.0)
            again = triage(kind, "raised", circumstances, before, 1020.0)
            assert again in ((judged,) if judged.severity > told else (NOTE, LOOK)), (circumstances, told)


def test_two_witnesses_are_two_sorts_of_sight() -> None:
    stories = (story("deviation", Severity.ASK, 1000.0, cleared_at=1100.0),)
    assert not bears_witness("deviation", stories)
    assert not bears_witness("detour", stories), "who goes elsewhere has left the corridor: one thing seen twice"
    assert bears_witness("signal_loss", stories)
    assert bears_witness("levitation", stories)
    assert not bears_witness("deviation", (story("zone", Severity.LOOK, 1000.0, cleared_at=1100.0),))
    assert not bears_witness("deviation", (story("speeding", Severity.NOTE, 1000.0, cleared_at=1100.0),))


@pytest.mark.parametrize(
    ("hour_utc", "lon_deg", "night"),
    [(12, -8.6, False), (23, -8.6, True), (4, -8.6, True), (6, -8.6, False), (16, 116.4, True), (4, 116.4, False)],
)
def test_night_follows_the_sun_and_not_the_server(hour_utc: int, lon_deg: float, night: bool) -> None:
    assert is_night(datetime(2025, 3, 1, hour_utc, tzinfo=UTC), lon_deg) is night
