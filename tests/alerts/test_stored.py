"""Stored entries stand for ever: these were written by version 2, and must never be edited, only added to."""

import msgspec
import pytest

from alerts import timeline

WRITTEN = """
{"kind":"opened","trip":"T","severity":3,"why":"Off.","continues":"i-1","by":"Ada","language":"pt","rider":"r-9"}
{"kind":"pressed","press_id":"p","trip":"T","press":"sos","by":"rider","pressed_at":1.0,"fix":[1.0,4\
1.1,-8.6],"trip_known":true}
{"kind":"press_cancelled","press_id":"p"}
{"kind":"duress","of":"p"}
{"kind":"found","finding":{"finding_id":"f","kind":"deviation","edge":"raised","since":1.0,"at":2.0,\
"sentence":"Off.","proof":{"m":9}},"severity":2,"place":[-8.6,41.1]}
{"kind":"raised","severity":4,"why":"Worse.","by":"Ada"}
{"kind":"lowered","severity":2,"why":"Better.","by":"Ada"}
{"kind":"trip_ended","how":"completed","at":5.0}
{"kind":"asked","checkin_id":"i-1-c1","answer_by":1740866430.0,"reason":"Off.","to":"both","by":null,"level":"ask"}
{"kind":"answered","checkin_id":"i-1-c1","answer":"ok","by":"rider"}
{"kind":"unanswered","checkin_id":"i-1-c1"}
{"kind":"said","by":"rider","text":"hi","to":"desk","said_id":"s"}
{"kind":"accompanied","every_s":300.0,"by":"rider","accompany_id":"a"}
{"kind":"accompany_ended","by":"rider","accompany_id":"a"}
{"kind":"offered","agent":"Ada","accept_by":1740866440.0,"why":"Free."}
{"kind":"offer_declined","agent":"Ada","why":"busy"}
{"kind":"offer_expired","agent":"Ada"}
{"kind":"offer_withdrawn","agent":"Ada","why":"gone"}
{"kind":"claimed","agent":"Ada"}
{"kind":"taken_back","agent":"Ada","why":"silent"}
{"kind":"assigned","agent":"Bo","by":"Sue"}
{"kind":"transferred","agent":"Bo","to":"Ada"}
{"kind":"noted","agent":"Ada","text":"n"}
{"kind":"escalated","level":"team","why":"Late.","step":1,"by":null}
{"kind":"closed","agent":"Ada","disposition":"safe","note":"ok"}
{"kind":"called","call_id":"i-1-call1","to":"rider","attempt":1,"reason":"Off.","by":null,"level":"call"}
{"kind":"call_progressed","call_id":"i-1-call1","state":"ringing"}
{"kind":"call_settled","call_id":"i-1-call1","outcome":"no_answer","detail":"60 s"}
{"kind":"call_taken","call_id":"i-1-call1","agent":"Ada"}
{"kind":"paged","page_id":"i-1-page1","level":"team","to":"team","why":"Late."}
{"kind":"page_settled","page_id":"i-1-page1","outcome":"answered","by":"Bo"}
{"kind":"effect_failed","effect_id":"i-1/4/page","why":"no number"}
{"kind":"agent_came","agent":"Ada","role":"agent","skills":["crash"],"languages":["pt"],"capacity":3\
,"certified_until":1740866430.0,"phone":true}
{"kind":"agent_left","agent":"Ada","why":"home"}
{"kind":"agent_lost","agent":"Ada"}
{"kind":"agent_paused","agent":"Ada","why":"lunch"}
{"kind":"agent_resumed","agent":"Ada"}
{"kind":"agent_resting","agent":"Ada","until":1740866430.0,"why":"tired"}
"""
LINES = [line for line in WRITTEN.split("\n") if line]


def kind_of(line: str) -> str:
    return str(msgspec.json.decode(line)["kind"])


def test_every_kind_of_entry_is_here() -> None:
    kinds = {str(entry.__struct_config__.tag) for entry in timeline.Entry.__args__}
    assert sorted(map(kind_of, LINES)) == sorted(kinds)


@pytest.mark.parametrize("line", LINES, ids=kind_of)
def test_what_was_written_is_read_and_written_alike(line: str) -> None:
    entry = msgspec.json.decode(line, type=timeline.Entry)
    again = msgspec.json.decode(msgspec.json.encode(entry))
    written = msgspec.json.decode(line)
    assert {field: again[field] for field in written} == written
