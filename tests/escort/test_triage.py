"""How bad a finding is, told case by case, and then what is always true of the table."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import Severity
from escort.triage import ASK, HUMAN, KINDS, LIFE, LOOK, NOTE, Circumstances, Triaged, is_night, triage

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
    ],
)
def test_the_table_says(kind: str, circumstances: Circumstances, becomes: Triaged) -> None:
    assert triage(kind, "raised", circumstances) == becomes


def test_an_unknown_kind_is_an_unknown_danger_and_the_rider_is_asked() -> None:
    assert triage("levitation", "raised", DAY) == (Severity.ASK, True)


@pytest.mark.parametrize("kind", [*KINDS, "levitation"])
def test_a_cleared_finding_is_a_note_and_asks_nobody(kind: str) -> None:
    assert triage(kind, "cleared", AGAIN_AT_NIGHT) == (Severity.NOTE, False)


@given(st.sampled_from(KINDS), st.booleans(), st.booleans(), st.booleans())
def test_a_circumstance_never_makes_a_finding_milder(kind: str, night: bool, repeated: bool, risk_area: bool) -> None:
    assert triage(kind, "raised", Circumstances(night, repeated, risk_area)) >= triage(kind, "raised", DAY)


@given(st.sampled_from(KINDS), st.booleans(), st.booleans(), st.booleans())
def test_the_phones_are_asked_at_levels_two_and_three_only(
    kind: str, night: bool, repeated: bool, risk_area: bool
) -> None:
    triaged = triage(kind, "raised", Circumstances(night, repeated, risk_area))
    assert triaged.ask == (triaged.severity in (Severity.ASK, Severity.HUMAN))


@pytest.mark.parametrize(
    ("hour_utc", "lon_deg", "night"),
    [(12, -8.6, False), (23, -8.6, True), (4, -8.6, True), (6, -8.6, False), (16, 116.4, True), (4, 116.4, False)],
)
def test_night_follows_the_sun_and_not_the_server(hour_utc: int, lon_deg: float, night: bool) -> None:
    assert is_night(datetime(2025, 3, 1, hour_utc, tzinfo=UTC), lon_deg) is night
