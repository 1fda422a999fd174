"""A desk that starts again goes on where it stopped, from a snapshot and the timeline since."""

import msgspec
import pytest

from alerts import Desk, Recorded, SnapshotRefused, fold, memory
from tests.alerts.shift import BEGIN, POLICY, REGION, Shift, kinds


def busy() -> Shift:
    shift = Shift()
    shift.press(trip="T")
    shift.find(trip="U")
    shift.at(5).claim("i-1", request_id="a")
    shift.at(20).due()
    shift.at(30).due()
    shift.at(31).answer("ok", "i-2-c1", trip="U")
    shift.at(40).close("safe", "i-1")
    shift.at(41).press(trip="T", press_id="again")
    return shift


def test_the_timeline_alone_rebuilds_the_desk() -> None:
    shift = busy()
    again = Desk(POLICY, REGION)
    for recorded in shift.timeline:
        again.apply(recorded)
    assert again.snapshot() == shift.desk.snapshot()
    assert again.next_due() == shift.desk.next_due()


def test_a_snapshot_at_any_point_and_the_timeline_since_rebuild_the_desk() -> None:
    shift = busy()
    early = Desk(POLICY, REGION)
    for number, recorded in enumerate(shift.timeline):
        again = Desk.restore(early.snapshot(), POLICY, REGION)
        for later in shift.timeline[number:]:
            again.apply(later)
        assert again.snapshot() == shift.desk.snapshot()
        early.apply(recorded)


def test_after_a_restart_numbers_go_on_and_repeats_are_recognised() -> None:
    shift = busy()
    shift.desk = Desk.restore(shift.desk.snapshot(), POLICY, REGION)
    assert shift.press(trip="T", press_id="p").incident == "i-1"
    assert shift.find(trip="U").entries == ()
    assert kinds([repeated] if (repeated := shift.claim("i-1", request_id="a").repeated) else []) == ["claimed"]
    assert shift.press(trip="V").incident == "i-4"


def test_memory_is_bounded_and_the_oldest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "presses_max", 3)
    monkeypatch.setattr(memory, "closed_max", 1)
    shift = Shift()
    for number in range(1, 5):
        shift.press(press_id=str(number))
    assert kinds(shift.press(press_id="4").entries) == []
    assert kinds(shift.press(press_id="1").entries) == ["pressed"]
    shift.press(trip="U")
    for incident in ("i-1", "i-2"):
        shift.claim(incident)
        shift.close(incident=incident)
    whys = [refusal.why for incident in ("i-1", "i-2") if (refusal := shift.claim(incident).refusal)]
    assert whys == ["there is no open incident i-1", "already closed by Ada (safe)"]


def test_every_entry_survives_its_bytes() -> None:
    for recorded in busy().timeline:
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(recorded), type=Recorded) == recorded
        assert msgspec.json.decode(msgspec.json.encode(recorded), type=Recorded) == recorded


def test_a_snapshot_of_another_desk_or_of_noise_is_refused() -> None:
    data = busy().desk.snapshot()
    for bad, region in ((data, "lisboa"), (data[:-3], REGION), (b"", REGION), (b"\x81\xa1a\x01", REGION)):
        with pytest.raises(SnapshotRefused):
            Desk.restore(bad, POLICY, region)


def test_a_timeline_of_version_one_folds_for_ever() -> None:
    """Stored entries stand for ever: these lines were written by version 1, and must never be edited."""
    written = """
{"incident":"i-9","at":"2025-03-01T22:00:00Z","entry":{"kind":"opened","trip":"T","severity":2,"why":"Off."}}
{"incident":"i-9","at":"2025-03-01T22:00:00Z","entry":{"kind":"found","finding":{"finding_id":"f","kind":"deviation",\
"edge":"raised","since":1.0,"at":2.0,"sentence":"Off.","proof":{"m":9}},"severity":2}}
{"incident":"i-9","at":"2025-03-01T22:00:00Z","entry":{"kind":"asked","checkin_id":"i-9-c1","answer_by":1740866430.0,\
"reason":"Off.","to":"both"}}
{"incident":"i-9","at":"2025-03-01T22:00:30Z","entry":{"kind":"unanswered","checkin_id":"i-9-c1"}}
{"incident":"i-9","at":"2025-03-01T22:00:30Z","entry":{"kind":"raised","severity":3,"why":"Nobody answered."}}
{"incident":"i-9","at":"2025-03-01T22:00:31Z","entry":{"kind":"answered","checkin_id":"i-9-c1","answer":"ok",\
"by":"rider"}}
{"incident":"i-9","at":"2025-03-01T22:00:31Z","entry":{"kind":"lowered","severity":1,"why":"All is well."}}
{"incident":"i-9","at":"2025-03-01T22:00:32Z","entry":{"kind":"pressed","press_id":"p","trip":"T","press":"silent",\
"by":"rider","pressed_at":null,"fix":[1.0,41.1,-8.6]}}
{"incident":"i-9","at":"2025-03-01T22:00:32Z","entry":{"kind":"press_cancelled","press_id":"p"}}
{"incident":"i-9","at":"2025-03-01T22:00:33Z","entry":{"kind":"duress","of":"p"}}
{"incident":"i-9","at":"2025-03-01T22:00:34Z","entry":{"kind":"said","by":"rider","text":"hi","to":"desk"}}
{"incident":"i-9","at":"2025-03-01T22:00:35Z","entry":{"kind":"escalated","level":"team","why":"Late.","step":1}}
{"incident":"i-9","at":"2025-03-01T22:00:36Z","entry":{"kind":"claimed","agent":"Ada"},"request":"a"}
{"incident":"i-9","at":"2025-03-01T22:00:37Z","entry":{"kind":"transferred","agent":"Ada","to":"Bo"},"request":"b"}
{"incident":"i-9","at":"2025-03-01T22:00:38Z","entry":{"kind":"noted","agent":"Bo","text":"n"},"request":"c"}
{"incident":"i-9","at":"2025-03-01T22:00:39Z","entry":{"kind":"trip_ended","how":"completed","at":5.0}}
{"incident":"i-9","at":"2025-03-01T22:00:40Z","entry":{"kind":"closed","agent":"Bo","disposition":"safe"},"request":"d"}
"""
    incident = fold(msgspec.json.decode(line, type=Recorded) for line in written.split("\n") if line)
    assert (incident.state, incident.entries, incident.closed_by, incident.severity) == ("closed", 17, "Bo", 1)
    assert (incident.place, incident.under_duress, incident.trip_ended) == ((-8.6, 41.1), True, True)
    assert incident.opened_at == BEGIN
