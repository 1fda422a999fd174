"""What letters to the desk come to: triage judges findings, the desk decides; nothing here waits or stores.

    letters ──decide──▶ Step: entries, effects, answers, how far they reach ──commit──▶ the log   (escort/keeper.py)
            ├─ a letter on which deciding failed ──stand_in──▶ Step: a human is brought to its trip all the same
            └─ an incident that cannot be moved on ──without──▶ Step: it is set aside, operators are told, others go on

Rule: after a Step with a broken item the desk must be loaded again; what it holds may be half of something.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from alerts import Decision, Desk, Request, requests
from alerts.stories import story_of
from escort import clock, metrics
from escort.bulkhead import Bulkhead
from escort.circumstances import circumstances_of
from escort.inbox import FindingSeen, Letter, Settled, act_name, opened, press_name
from escort.log import Item
from escort.stand_in import answer_for, instead_of, stuck_alarm
from escort.triage import first_step, triage

untold_s = 10.0  # a desk that cannot tell when it is due is told the time in so long


@dataclass(slots=True)
class Step:
    """What some items of the inbox came to, and how far they reach."""

    upto: str
    entries: list[tuple[str, bytes]] = field(default_factory=list)
    effects: list[tuple[str, bytes]] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    broken: Item | None = None  # the item after `upto` on which deciding failed
    stuck: str | None = None  # the incident that the desk was moving on then, where it was that


def decide(desk: Desk, items: Sequence[Item], offset: str, zone: ZoneInfo, now_s: float) -> Step:
    """What the items behind `offset` come to, up to the first on which deciding fails.

    Units: `now_s` unix seconds; no item is taken for later than that (ADR 21). `zone` is the desk's own.
    """
    step = Step(offset)
    for item in items:
        with Bulkhead("desk") as held:
            letter = letter_of(item)
            if letter is not None:
                _handle(desk, letter, item, step, zone, now_s)
        if held.failure is not None:
            step.broken, step.stuck = item, desk.at_work
            return step
        step.upto = item.id
    return step


def without(desk: Desk, stuck: str, item: Item, zone: ZoneInfo, now_s: float) -> Step:
    """The item once more on a desk loaded again, with the incident set aside on which it failed."""
    step = Step(item.id)
    desk.set_aside(stuck)
    with Bulkhead("desk") as held:
        _handle(desk, stuck_alarm(stuck, item.at_s), item, step, zone, now_s)
        letter = letter_of(item)
        if letter is not None:
            _handle(desk, letter, item, step, zone, now_s)
    if held.failure is not None:
        step.broken, step.stuck = item, desk.at_work
    return step


def next_due_of(desk: Desk, now_s: float) -> tuple[datetime | None, str | None]:
    """When a Due must be in the inbox, and the incident whose time cannot be told, which is set aside.

    Unsure: where no time can be told there will be one all the same: a desk without a clock forgets everybody.
    """
    stuck: str | None = None
    with Bulkhead("desk"):
        return desk.next_due(), None
    stuck = desk.at_work
    if stuck is not None:
        desk.set_aside(stuck)
    return clock.at(now_s + untold_s), stuck


def stand_in(desk: Desk, item: Item, zone: ZoneInfo, now_s: float) -> Step:
    """Instead of a letter on which deciding failed: its trip becomes a case, and whoever waits is answered."""
    step = Step(item.id)
    with Bulkhead("desk") as held:
        letter, incident = opened(item.payload), None
        instead = instead_of(letter, item.id, item.at_s)
        if instead is not None:
            incident = _handle(desk, instead, item, step, zone, now_s).incident
        answer = answer_for(letter, incident)
        if answer is not None:
            step.answers.append((0, msgspec.json.encode(answer)))
    if held.failure is not None:
        step.broken = item
    return step


def letter_of(item: Item) -> Letter | None:
    """A letter that cannot be read is counted and passed over."""
    try:
        return opened(item.payload)
    except msgspec.DecodeError:
        metrics.records_unreadable.labels("inbox").inc()
        return None


def _handle(desk: Desk, letter: Letter, item: Item, step: Step, zone: ZoneInfo, now_s: float) -> Decision:
    request = _judged(desk, letter, zone) if isinstance(letter, FindingSeen) else letter
    decision = desk.handle(request, clock.at(min(item.at_s, now_s)))
    metrics.requests.labels(type(request).__name__).inc()
    place = len(step.entries) + 1
    step.entries += [(recorded.incident, msgspec.json.encode(recorded)) for recorded in decision.entries]
    step.effects += [(effect.channel, msgspec.json.encode(effect)) for effect in decision.effects]
    for recorded in decision.entries:
        metrics.entries.labels(recorded.entry.__struct_config__.tag).inc()
    answer = _answer(request, decision)
    if answer is not None:
        step.answers.append((place if decision.entries else 0, msgspec.json.encode(answer)))
        if decision.refusal is not None:
            metrics.refusals.labels(type(decision.refusal).__name__).inc()
    return decision


def _judged(desk: Desk, seen: FindingSeen, zone: ZoneInfo) -> requests.Found:
    incident = desk.of_trip(seen.trip)
    story = None if incident is None else story_of(incident.stories, seen.kind)
    triaged = triage(seen.kind, seen.edge, circumstances_of(seen, incident, zone), story, seen.at)
    return requests.Found(
        finding_id=seen.finding_id,
        trip=seen.trip,
        kind=seen.kind,
        edge=seen.edge,
        since=seen.since,
        at=seen.at,
        sentence=seen.sentence,
        proof=seen.proof,
        severity=int(triaged.severity),
        ask=triaged.ask,
        place=seen.place,
        call=first_step(seen.kind, triaged, seen.prefers) == "call",
        language=seen.language,
        rider=seen.rider,
    )


def _answer(request: Request, decision: Decision) -> Settled | None:
    """What to tell whoever waits: the agent about the act, the gateway about the press."""
    if isinstance(request, requests.Pressed):
        return Settled(press_name(request.trip, request.press_id), decision.incident)
    if decision.answer_to is None:
        return None
    if decision.refusal is not None:
        return Settled(act_name(decision.answer_to), decision.incident, decision.refusal.why)
    recorded = decision.repeated or decision.entries[0]
    return Settled(act_name(decision.answer_to), decision.incident, entry=msgspec.Raw(msgspec.json.encode(recorded)))
