"""A case in a few lines, made from its timeline, so that nobody has to tell it twice.

    why it was opened · what was found · who was asked, what was answered · who was called, what came of it
    · who held it · what was written · where it stands

Rule: a line that would say nothing is left out, and no line says what the timeline does not. The moment is an argument,
for "awaited" and "since" depend on it. Who reads it aloud reads the newest last.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from alerts.digest import Calling, Digest, Holding, digest
from alerts.summary_words import WORDS, Language, Words
from alerts.timeline import Recorded

text_max = 160  # characters of what somebody wrote; the timeline has the whole
holders_max = 2  # holdings told of with their end; of earlier ones the names


def summary(recorded: Iterable[Recorded], now: datetime, language: Language = "en") -> tuple[str, ...]:
    """The lines of a whole timeline."""
    return lines(digest(recorded), now, language)


def lines(case: Digest, now: datetime, language: Language = "en") -> tuple[str, ...]:
    """The lines of a case as its digest stands at `now`."""
    return tuple(line for line in _lines(case, now, WORDS[language]) if line)


def _lines(case: Digest, now: datetime, words: Words) -> Iterator[str]:
    yield _opened(case, words)
    yield _presses(case, words)
    yield _found(case, words)
    yield words.accompanied.format(every=_span(case.accompanied_s, words)) if case.accompanied_s else ""
    yield _asked(case, words)
    yield from _called(case, words)
    yield _holders(case, words)
    yield _brought_in(case, words)
    yield words.wrote.format(text=_short(case.rider_said)) if case.rider_said else ""
    yield words.noted.format(agent=case.noted[0], text=_short(case.noted[1])) if case.noted else ""
    yield words.trip_ended if case.trip_ended else ""
    yield _stands(case, now, words)


def _opened(case: Digest, words: Words) -> str:
    said = words.opened if case.opened_by is None else words.by_agent
    line = said.format(why=case.opened_why, agent=case.opened_by)
    return line if case.continues is None else line + words.continues.format(incident=case.continues)


def _presses(case: Digest, words: Words) -> str:
    said = words.presses_cancelled if case.cancelled else words.presses
    line = said.format(count=case.presses, cancelled=case.cancelled) if case.presses else ""
    return f"{line} {words.duress}".strip() if case.duress else line


def _found(case: Digest, words: Words) -> str:
    """What is news beside the reason for opening: findings that are over, or came later."""

    def told(kind: str, sentence: str, stands: bool) -> str:
        name = words.kinds.get(kind)
        said = sentence if name is None else name + words.colon + sentence
        return said if stands else said + words.over

    news = [told(*each) for each in case.found if each[1] != case.opened_why or not each[2] or words.kinds]
    return words.found.format(what=" ".join(news)) if news else ""


def _asked(case: Digest, words: Words) -> str:
    def came_of(answered: str | None, by: str | None, after_s: float | None) -> str:
        if answered is None:
            return words.awaited
        who = words.who.get(by or "rider", by or "")
        return words.answers[answered].format(who=who, after=_span(after_s or 0.0, words))

    told = [came_of(each.answered, each.by, each.after_s) for each in case.asked]
    return words.asked.format(what=words.between.join(told)) if told else ""


def _called(case: Digest, words: Words) -> Iterator[str]:
    def came_of(call: Calling) -> str:
        if call.taken_by is not None:
            return words.taken_by.format(agent=call.taken_by)
        return words.going_on if call.outcome is None else words.outcomes.get(call.outcome, call.outcome)

    for to in dict.fromkeys(call.to for call in case.calls):
        told = [came_of(call) for call in case.calls if call.to == to]
        yield words.called.format(who=words.who.get(to, to), what=words.between.join(told))


def _holders(case: Digest, words: Words) -> str:
    """Who had it before, and to whom it was offered in vain; who holds it now stands in the last line."""
    before = [each for each in case.held if each.until is not None]
    told = [_held(each, words) for each in before[-holders_max:]]
    others = dict.fromkeys(each.agent for each in before[:-holders_max])
    if others:
        told.append(words.earlier.format(names=words.comma.join(others)))
    in_vain = {each.agent: each.why for each in case.offers if each.ended != "offered"}
    if in_vain:
        told.append(words.in_vain.format(names=words.comma.join(_with_why(*each, words) for each in in_vain.items())))
    told += [words.offered.format(agent=each.agent) for each in case.offers if each.ended == "offered"]
    line = words.between.join(told)
    return line[:1].upper() + line[1:]


def _held(each: Holding, words: Words) -> str:
    assert each.until is not None, "who still holds it is told in the last line"
    time = _span((each.until - each.since).total_seconds(), words)
    how = words.ends[each.ended] + (words.colon + _clause(each.why) if each.why else "")
    return words.held.format(agent=each.agent, time=time, how=how)


def _with_why(agent: str, why: str | None, words: Words) -> str:
    return agent if why is None else words.because.format(agent=agent, why=_clause(why))


def _brought_in(case: Digest, words: Words) -> str:
    if case.level is None:
        return ""
    line = words.brought_in.format(level=words.levels.get(case.level, case.level))
    return line + words.paged.format(count=case.pages) if case.pages else line


def _stands(case: Digest, now: datetime, words: Words) -> str:
    if case.closed_at is not None and case.disposition is not None:
        age = _span((case.closed_at - case.opened_at).total_seconds(), words)
        disposition = words.dispositions[case.disposition]
        return words.closed.format(agent=case.closed_by, age=age, disposition=disposition)
    last = case.held[-1] if case.held else None
    who = words.nobody
    if last is not None and last.until is None:
        who = words.holds.format(agent=last.agent, since=_span((now - last.since).total_seconds(), words))
    why = "" if case.why == case.opened_why else case.why
    age = _span((now - case.opened_at).total_seconds(), words)
    said = words.severities[case.severity]
    return words.stands.format(number=case.severity, severity=said, age=age, who=who, why=why).rstrip()


def _span(seconds: float, words: Words) -> str:
    """A time as people say it; never less than nothing, whatever the clocks said."""
    whole = max(0, round(seconds))
    if whole < 120:
        return words.seconds.format(n=whole)
    if whole < 7200:
        return words.minutes.format(n=whole // 60)
    return words.hours.format(n=whole // 3600, m=whole % 3600 // 60)


def _short(text: str) -> str:
    """One line of what somebody wrote."""
    line = " ".join(text.split())
    return line if len(line) <= text_max else line[: text_max - 1] + "…"


def _clause(text: str) -> str:
    """A sentence as a part of another."""
    return _short(text).rstrip(".")
