"""A question reaches the phones that are here, and those that come before it is too late; once answered, it is over."""

from typing import Literal

import msgspec
import pytest

from alerts import Checkin, Effect
from escort import clock, wire
from escort.prompts import Prompts


def question(checkin_id: str, to: Literal["rider", "both"] = "both", lasts_s: float = 30.0) -> bytes:
    body = Checkin(checkin_id, "All well?", "You left the route.", clock.now_s() + lasts_s)
    return msgspec.json.encode(Effect("e-1", "prompt", "i-1", "T", to, body))


def ids(frames: list[wire.Checkin]) -> list[str]:
    return [frame.checkin_id for frame in frames]


def test_a_question_is_shown_now_and_to_whoever_comes_later() -> None:
    prompts = Prompts()
    heard = prompts.heard(question("c"))
    assert heard is not None
    assert (heard.trip, heard.to, type(heard.frame)) == ("T", "both", wire.Checkin)
    assert ids(prompts.unanswered("T", "driver")) == ["c"]
    assert prompts.unanswered("another", "rider") == []


def test_a_question_for_the_rider_is_not_the_driver_s() -> None:
    prompts = Prompts()
    prompts.heard(question("c", to="rider"))
    assert prompts.unanswered("T", "driver") == []
    assert ids(prompts.unanswered("T", "rider")) == ["c"]


def test_an_answered_question_is_not_asked_again_and_the_newest_counts() -> None:
    prompts = Prompts()
    prompts.heard(question("old"))
    prompts.heard(question("new"))
    prompts.answered("T", "old", "rider")
    assert ids(prompts.unanswered("T", "rider")) == ["new"]
    prompts.answered("T", "new", "rider")
    assert prompts.unanswered("T", "rider") == []


def test_a_driver_s_answer_never_takes_the_question_from_the_rider() -> None:
    prompts = Prompts()
    prompts.heard(question("c"))
    prompts.answered("T", "c", "driver")
    assert prompts.unanswered("T", "driver") == []
    assert ids(prompts.unanswered("T", "rider")) == ["c"]


def test_a_question_that_is_too_late_is_shown_to_nobody() -> None:
    prompts = Prompts()
    assert prompts.heard(question("c", lasts_s=-1.0)) is None
    assert prompts.unanswered("T", "rider") == []


def test_a_question_runs_out_while_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = Prompts()
    prompts.heard(question("c", lasts_s=30.0))
    later = clock.now_s() + 31.0
    monkeypatch.setattr(clock, "now_s", lambda: later)
    assert prompts.unanswered("T", "rider") == []
    assert prompts._kept == {}
