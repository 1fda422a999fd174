"""What the next agent reads before speaking: the whole story, in a few lines, in both languages."""

from datetime import datetime, timedelta
from typing import get_args

from alerts import Entry, Recorded
from alerts import timeline as t
from alerts.digest import digest, digest_one, kept
from alerts.requests import Disposition, Outcome
from alerts.summary import summary, text_max
from alerts.summary_words import EN, WORDS, ZH
from escort.triage import KINDS
from tests.alerts.shift import BEGIN, Shift

WHY = "180 m off the planned route for 31 s."


def at(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def told(*entries: tuple[float, Entry]) -> list[Recorded]:
    return [Recorded("i-1", at(seconds), entry) for seconds, entry in entries]


def found(edge: str = "raised", sentence: str = WHY, kind: str = "deviation") -> t.Found:
    raised = "raised" if edge == "raised" else "cleared"
    return t.Found(t.Finding(f"{kind}/{edge}", kind, raised, 0.0, 31.0, sentence, {}), 2)  # type: ignore[arg-type]


STORY = told(
    (0, t.Opened("T", 2, WHY, continues="i-0")),
    (0, found()),
    (0, t.Asked("i-1-c1", at(30).timestamp(), WHY, "both")),
    (30, t.Unanswered("i-1-c1")),
    (30, t.Raised(3, "Nobody answered when asked whether all is well.")),
    (31, t.Called("i-1-k1", "rider", 1, "no answer in the app")),
    (55, t.CallSettled("i-1-k1", "voicemail")),
    (60, t.Called("i-1-k2", "rider", 2, "voicemail")),
    (70, found("cleared", "Back on the planned route.")),
    (75, t.CallSettled("i-1-k2", "no_input")),
    (75, t.Offered("Ben", at(85).timestamp(), "free the longest")),
    (80, t.OfferDeclined("Ben", "about to go")),
    (80, t.Offered("Cai", at(90).timestamp(), "free")),
    (90, t.OfferExpired("Cai")),
    (90, t.Escalated("team", "Nobody claimed it.", 1)),
    (90, t.Paged("i-1-p1", "team", "team", "Nobody claimed it.")),
    (95, t.Claimed("Ada")),
    (100, t.Said("rider", "the driver  says\nthe road is closed", "desk")),
    (110, t.Noted("Ada", "voice sounds calm")),
    (260, t.TakenBack("Ada", "no wall of Ada's is seen")),
    (261, t.TakenBack("Ada", "said again")),
    (265, t.Offered("Dan", at(275).timestamp(), "knows this rider")),
    (270, t.Claimed("Dan")),
    (280, t.Said("Dan", "I am with you", "rider")),
)


HELD = "Ada held it for 2 min, taken back: no wall of Ada's is seen; offered in vain to Ben (about to go), Cai"
NOW = "Severity 3, human now; open for 5 min; Dan has held it for 30 s. Nobody answered when asked whether all is well."


def test_nobody_has_to_tell_it_twice() -> None:
    assert summary(STORY, at(300)) == (
        "Opened: 180 m off the planned route for 31 s. Goes on with i-0.",
        "Found: 180 m off the planned route for 31 s. (over)",
        "Asked in the app: no answer.",
        "Called the rider: voicemail; picked up and said nothing.",
        HELD,
        "Brought in: the whole team (pages: 1)",
        "The rider wrote: the driver says the road is closed",
        "Ada noted: voice sounds calm",
        NOW,
    )


def test_the_same_story_in_chinese() -> None:
    assert summary(STORY, at(300), "zh") == (
        "立案：180 m off the planned route for 31 s.接续 i-0。",
        "发现：偏离路线：180 m off the planned route for 31 s.（已恢复）",
        "应用内询问：无人回答。",
        "致电乘客：语音信箱；接听但没有回应。",
        "Ada 处理了 2 分钟，已收回：no wall of Ada's is seen；曾派给 Ben（about to go）、Cai，未接手",
        "已通知：全体专员（呼叫 1 次）",
        "乘客写道：the driver says the road is closed",
        "Ada 记录：voice sounds calm",
        "目前 3 级，立即人工介入；立案 5 分钟；Dan 处理中，已 30 秒。Nobody answered when asked whether all is well.",
    )


def test_a_press_is_told_with_its_cancel_and_the_duress_that_must_not_be_heard() -> None:
    pressed = t.Pressed("p", "T", "sos", "rider", None, None)
    story = told((0, t.Opened("T", 4, "The rider pressed the alarm button.")), (0, pressed))
    assert summary(story, at(5))[1] == "Alarm button pressed: 1."
    story += told((9, t.PressCancelled("p")))
    assert summary(story, at(10))[1] == "Alarm button pressed: 1, cancelled with the PIN: 1."
    story += told((12, t.Duress("p")))
    assert summary(story, at(13))[1].endswith("The duress PIN was given: do not let it be heard.")


def test_what_the_clock_has_not_settled_is_told_as_such() -> None:
    story = told(
        (0, t.Opened("T", 2, WHY)),
        (0, t.Asked("c", 30.0, WHY, "both")),
        (5, t.Called("k", "driver", 1, "asked for")),
        (6, t.Offered("Ada", 16.0, "free")),
    )
    assert summary(story, at(7))[1:] == (
        "Asked in the app: the answer is awaited.",
        "Called the driver: going on.",
        "Offered to Ada now",
        "Severity 2, ask the rider; open for 7 s; nobody holds it.",
    )


def test_of_many_who_had_it_the_newest_are_named() -> None:
    story = told((0, t.Opened("T", 4, WHY)), (1, t.Duress("c")))
    for place, agent in enumerate(("Ada", "Ben", "Cai", "Dan")):
        why = f"{agent} holds it, and has done nothing for 60 s."
        story += told((60 * place + 1, t.Claimed(agent)), (60 * place + 60, t.TakenBack(agent, why)))
    assert summary(story, at(240))[1:3] == (
        "The duress PIN was given: do not let it be heard.",
        (
            "Cai held it for 59 s, taken back: Cai holds it, and has done nothing for 60 s; Dan held it for 59 s, "
            "taken back: Dan holds it, and has done nothing for 60 s; before that Ada, Ben held it"
        ),
    )


def test_the_newest_answer_to_a_question_is_the_one_that_counts() -> None:
    story = told(
        (0, t.Opened("T", 2, WHY)),
        (0, t.Asked("c", 30.0, WHY, "both")),
        (30, t.Unanswered("c")),
        (42, t.Answered("c", "ok", "rider")),
    )
    assert summary(story, at(50))[1] == "Asked in the app: the rider answered ok after 42 s."


def test_a_closed_case_ends_with_how_it_ended() -> None:
    shift = Shift()
    shift.find()
    shift.at(20).claim()
    shift.at(600).close("assisted")
    assert summary(shift.timeline, at(9_000))[-1] == "Closed by Ada after 10 min: assisted."


def test_a_case_of_hours_stays_a_few_lines() -> None:
    story = told((0, t.Opened("T", 2, WHY)))
    for number in range(100):
        story += told(
            (number, t.Called(f"k{number}", "rider", number, "x")), (number, t.CallSettled(f"k{number}", "busy"))
        )
        story += told((number, t.Asked(f"c{number}", 1e9, "x", "both")), (number, t.Noted("Ada", "word " * 100)))
    lines = summary(story, at(100))
    assert len(lines) == 5
    assert lines[2] == f"Called the rider: {'; '.join(['busy'] * kept)}."
    assert lines[3].endswith("…")
    assert len(lines[3]) <= text_max + len("Ada noted: ")


def test_entry_by_entry_is_the_whole_at_once() -> None:
    so_far = None
    for each in STORY:
        so_far = digest_one(so_far, each)
    assert so_far == digest(STORY)


def test_no_language_lacks_a_word() -> None:
    for each in WORDS.values():
        assert set(each.outcomes) == set(get_args(Outcome))
        assert set(each.dispositions) == set(get_args(Disposition))
        assert (set(each.answers), set(each.ends), set(each.levels)) == (set(EN.answers), set(EN.ends), set(EN.levels))
    assert set(ZH.kinds) == set(KINDS)
