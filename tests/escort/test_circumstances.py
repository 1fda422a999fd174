"""What a finding is judged by beside itself, from its letter and the trip's case; and a car that flaps, told whole."""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from alerts import Desk, Incident, Recorded, read_policy, requests
from escort.circumstances import circumstances_of
from escort.deciding import Step, decide
from escort.inbox import FindingSeen, sealed
from escort.log import Item
from escort.triage import Circumstances

UTC, SHANGHAI = ZoneInfo("UTC"), ZoneInfo("Asia/Shanghai")
NOON_S = 1_793_534_400.0  # 2026-11-01 12:00 UTC
MIDNIGHT_S = NOON_S + 12 * 3600
PORTO = (-8.6, 41.1)
HERE = {"lon": -8.6, "lat": 41.1}


def seen(kind: str = "deviation", edge: str = "raised", at_s: float = NOON_S, **more: object) -> FindingSeen:
    """A letter of a watcher."""
    letter: dict[str, object] = {"type": "finding_seen", "trip": "T", "kind": kind, "edge": edge, "at": at_s}
    letter |= {"finding_id": f"{kind}/{edge}/{at_s}", "since": at_s - 30, "sentence": "180 m off the planned route."}
    letter |= {"proof": HERE, "place": PORTO}
    return msgspec.convert(letter | more, FindingSeen)


def steps(*letters: FindingSeen | requests.Answered) -> tuple[Desk, Step]:
    """What a desk makes of these letters, a finding in the inbox as it was found, an answer a moment after it."""
    desk, items, at_s = Desk(read_policy(), "porto"), list[Item](), NOON_S
    for place, each in enumerate(letters):
        at_s = each.at if isinstance(each, FindingSeen) else at_s
        items.append(Item(f"{round(at_s * 1000)}-{place}", sealed(each)))
    step = decide(desk, items, "0-0", UTC, NOON_S + 86_400)
    assert step.broken is None
    return desk, step


def the_case(*letters: FindingSeen) -> Incident:
    [incident] = steps(*letters)[0].open.values()
    return incident


def asked(step: Step) -> int:
    """How often the phones were asked or rung."""
    written = [msgspec.json.decode(payload, type=Recorded).entry for _, payload in step.entries]
    return sum(entry.__struct_config__.tag in ("asked", "called") for entry in written)


@pytest.mark.parametrize(
    ("letter", "zone", "night"),
    [
        (seen(at_s=NOON_S), UTC, False),
        (seen(at_s=MIDNIGHT_S), UTC, True),
        (seen(at_s=NOON_S, proof={**HERE, "profile": "night"}), UTC, True),
        (seen(at_s=NOON_S, place=None), UTC, False),
        (seen(at_s=NOON_S + 3 * 3600, place=None), SHANGHAI, True),
        (seen(at_s=NOON_S + 3 * 3600), SHANGHAI, False),
    ],
)
def test_night_is_by_the_trips_rules_then_the_sun_then_the_desks_clock(
    letter: FindingSeen, zone: ZoneInfo, night: bool
) -> None:
    assert circumstances_of(letter, None, zone) == Circumstances(night=night)


def test_without_a_case_nothing_was_before() -> None:
    assert circumstances_of(seen(risk_area="docks"), None, UTC) == Circumstances(risk_area=True)


def test_what_was_found_before_is_beside_it_and_much_later_again() -> None:
    case = the_case(seen("deviation"))
    assert circumstances_of(seen("signal_loss", at_s=NOON_S + 60), case, UTC) == Circumstances(beside=True)
    assert circumstances_of(seen("detour", at_s=NOON_S + 60), case, UTC) == Circumstances()
    assert circumstances_of(seen("deviation", at_s=NOON_S + 60), case, UTC) == Circumstances()
    assert circumstances_of(seen("deviation", at_s=NOON_S + 600), case, UTC) == Circumstances(repeated=True)


def test_a_car_that_drifts_along_the_edge_is_asked_about_once() -> None:
    ok = requests.Answered("i-1-c1", "ok", duress=False, trip="T", by="rider")
    drift = [seen(edge="raised" if n % 2 == 0 else "cleared", at_s=NOON_S + 20.0 * n) for n in range(6)]
    desk, step = steps(drift[0], ok, *drift[1:])
    assert asked(step) == 1, "the rider has said that all is well"
    assert [case.severity for case in desk.open.values()] == [1]
    assert asked(steps(drift[0], ok, seen(at_s=NOON_S + 600))[1]) == 2, "much later it is news"


def test_two_drifts_far_apart_are_two_stories() -> None:
    once, much_later = seen(at_s=NOON_S), seen(at_s=NOON_S + 3_600)
    assert asked(steps(once, seen(edge="cleared", at_s=NOON_S + 40))[1]) == 1
    severities = [case.severity for case in (the_case(once), the_case(once, much_later))]
    assert severities == [2, 2]
    night = [seen(at_s=MIDNIGHT_S), seen(edge="cleared", at_s=MIDNIGHT_S + 40), seen(at_s=MIDNIGHT_S + 3_600)]
    assert the_case(*night).severity == 3, "again, at night"
    soon = [*night[:2], seen(at_s=MIDNIGHT_S + 60)]
    assert the_case(*soon).severity == 2, "one story, told once"
