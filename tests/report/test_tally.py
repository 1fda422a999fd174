"""The figures of a report are those of a slow recount; and what they mean, case by case."""

from collections import Counter
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from alerts import Entry
from alerts import timeline as t
from escort.report.facts import Facts, facts_of
from escort.report.figures import Report
from escort.report.period import Period
from escort.report.tally import Tally
from tests.report.made_up import BEGAN_S, HOUR_S, MadeUp, recorded
from tests.report.recount import Painted, disposition, of_the_period, raised, waits_s

ZONE = ZoneInfo("Europe/Lisbon")
PERIOD = Period(BEGAN_S + 2 * HOUR_S, BEGAN_S + 26 * HOUR_S, ZONE)
NOW_S = BEGAN_S + 40.0 * HOUR_S
WRAP_UP_S = 90.0
PRESS = t.Pressed("p", "T", "sos", "rider", None, None)


def reported(made_up: MadeUp, period: Period = PERIOD, now_s: float = NOW_S) -> Report:
    tally = Tally(period, now_s)
    for each in made_up.floor:
        if each.at.timestamp() < period.to_s:
            tally.agents.floor(each)
    for entries in made_up.timelines:
        tally.take("porto", facts_of(entries))
    return tally.report(("porto",), WRAP_UP_S)


def facts(*entries: tuple[float, Entry]) -> Facts:
    return facts_of(recorded("i-1", BEGAN_S + at_s, entry) for at_s, entry in ((0, t.Opened("T", 4, "w")), *entries))


@pytest.mark.parametrize("seed", range(12))
def test_presses_are_those_of_a_slow_recount(seed: int) -> None:
    made_up = MadeUp(seed)
    slow, report = waits_s(made_up.timelines, PERIOD, NOW_S), reported(made_up)
    waits = [wait for _, wait, _ in slow]
    assert report.presses.presses == len(slow) > 30
    assert report.presses.unanswered == sum(not answered for _, _, answered in slow)
    assert report.presses.within_15_s == pytest.approx(sum(wait <= 15 for wait in waits) / len(waits))
    assert report.presses.within_20_s == pytest.approx(sum(wait <= 20 for wait in waits) / len(waits))
    told = (report.presses.p50_s, report.presses.p95_s, report.presses.p99_s, report.presses.max_s)
    assert told == pytest.approx(tuple(np.percentile(waits, (50, 95, 99, 100), method="inverted_cdf")))
    by_hour = Counter(PERIOD.hour_of(at_s) for at_s, _, _ in slow)
    assert {at.hour: at.waits.presses for at in report.by_hour} == by_hour
    assert [(at.region, at.waits) for at in report.by_region] == [("porto", report.presses)]


@pytest.mark.parametrize("seed", range(12))
def test_cases_rules_and_dispositions_are_those_of_a_slow_recount(seed: int) -> None:
    made_up = MadeUp(seed)
    ours, report = of_the_period(made_up.timelines, PERIOD), reported(made_up)
    assert report.cases == len(ours)
    assert report.open_still == sum(disposition(entries) is None for entries in ours)
    assert report.dispositions == Counter(word for each in ours if (word := disposition(each)) is not None)
    for rule in report.rules:
        having = [entries for entries in ours if rule.kind in raised(entries)]
        real = [entries for entries in having if disposition(entries) in ("assisted", "emergency_dispatched")]
        closed = [entries for entries in having if disposition(entries) is not None]
        assert (rule.findings, rule.cases) == (sum(raised(each)[rule.kind] for each in having), len(having))
        assert (rule.closed, rule.real) == (len(closed), len(real))
        assert rule.precision == (len(real) / len(closed) if closed else None)


@pytest.mark.parametrize("seed", range(12))
def test_agents_are_those_of_a_slow_recount(seed: int) -> None:
    made_up, until_s = MadeUp(seed), PERIOD.to_s
    painted = Painted(PERIOD, until_s, WRAP_UP_S)
    painted.floor([each for each in made_up.floor if each.at.timestamp() < PERIOD.to_s])
    for entries in made_up.timelines:
        painted.case(entries)
    report = reported(made_up)
    assert {"Ada", "Ben", "Cai", "Dee"} <= {each.agent for each in report.agents}
    for each in report.agents:
        told = (each.here_s, each.paused_s, each.busy_s, each.wrap_up_s, each.occupancy)
        assert told == pytest.approx(painted.figures(each.agent))


def test_the_funnel_holds_the_cases_that_findings_opened() -> None:
    tally = Tally(Period(BEGAN_S, BEGAN_S + HOUR_S, ZONE), NOW_S)
    finding = t.Found(t.Finding("f", "dwell", "raised", 0.0, 1.0, "Off.", {}), 2)
    asked, no_answer = t.Asked("c", 30.0, "w", "both"), t.Unanswered("c")
    tally.take("porto", facts((0, finding), (0, asked), (9, t.Answered("c", "ok", "rider"))))
    tally.take("porto", facts((0, finding), (0, asked), (30, no_answer), (40, t.Claimed("Ada"))))
    tally.take("porto", facts((0, PRESS), (10, finding), (20, t.Claimed("Ada")), (30, t.Closed("Ada", "assisted"))))
    called = ((0.0, finding), (1.0, t.Called("k", "rider", 1, "w")), (9.0, t.CallSettled("k", "voicemail")))
    tally.take("porto", facts(*called, (20, t.Claimed("Ada")), (30, t.Closed("Ada", "safe"))))
    funnel = tally.report(("porto",), 0.0).funnel
    assert (funnel.findings, funnel.cases, funnel.asked, funnel.answered) == (3, 3, 3, 1)
    assert (funnel.human, funnel.closed, funnel.dispositions) == (2, 1, {"safe": 1})


def test_voicemail_is_no_answer_and_a_person_is() -> None:
    def answered(outcome: t.CallSettled) -> bool:
        return facts((0, t.Called("k", "rider", 1, "w")), (9, outcome)).answered

    heard = [answered(t.CallSettled("k", word)) for word in ("safe", "help", "duress", "person", "taken_over")]
    silent = [answered(t.CallSettled("k", word)) for word in ("no_input", "voicemail", "no_answer", "busy", "hung_up")]
    assert (heard, silent) == ([True] * 5, [False] * 5)


def test_a_press_on_a_case_that_an_agent_holds_is_answered_at_once() -> None:
    found = facts((5, PRESS), (25, t.Claimed("Ada")), (60, PRESS), (70, t.TakenBack("Ada", "gone")), (80, PRESS))
    waits = [None if each.answered_s is None else each.answered_s - each.at_s for each in found.presses]
    assert waits == [20.0, 0.0, None]


def test_periods_that_meet_count_everything_once() -> None:
    made_up = MadeUp(7)
    borders = [PERIOD.from_s, PERIOD.from_s + 5 * HOUR_S, PERIOD.from_s + 13 * HOUR_S, PERIOD.to_s]
    parts = [reported(made_up, Period(first, last, ZONE)) for first, last in pairwise(borders)]
    whole = reported(made_up)
    assert sum(part.cases for part in parts) == whole.cases
    assert sum(part.presses.presses for part in parts) == whole.presses.presses
    assert sum(each.cases for part in parts for each in part.agents) == sum(each.cases for each in whole.agents)
    here_s = sum(each.here_s for part in parts for each in part.agents)
    assert here_s == pytest.approx(sum(each.here_s for each in whole.agents))


def test_of_a_period_without_anything_there_is_nothing_to_tell() -> None:
    report = reported(MadeUp(1, cases=0), Period(1000.0, 2000.0, ZONE))
    assert (report.cases, report.presses.p50_s, report.rules, report.agents) == (0, None, (), ())


def test_offers_are_counted_by_what_became_of_them() -> None:
    found = facts(
        (0, t.Offered("Ada", 10.0, "free")),
        (5, t.OfferDeclined("Ada", "busy")),
        (5, t.Offered("Ben", 15.0, "free")),
        (15, t.OfferExpired("Ben")),
        (16, t.OfferWithdrawn("Ben", "left")),
        (16, t.Offered("Cai", 26.0, "free")),
        (20, t.Claimed("Cai")),
    )
    assert found.offers == [("Ada", "declined"), ("Ben", "expired"), ("Cai", "accepted")]
