"""What was stored stands for ever: these lines and bytes were written by older versions, and must never be edited."""

import base64
import zlib

import msgspec
import pytest

from alerts import Desk, SnapshotRefused, next_due, timeline
from tests.alerts.shift import POLICY, REGION, Shift, kinds

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


# The desk of version 1 after: T pressed, U found; i-1 claimed and closed; U unanswered; V pressed, i-3 claimed.
SNAPSHOT_1 = (
    "c-obdKX21O6u?tbmVN>zbO<rFkYwoy5;GD~=^C!S=j0UU&fL2+WI<{h5J*I#;S;p6ohBf}$QXsOup)Kg3-BS}*_WhlsjAkJ<@5RJ_x}9"
    "OZ-(1oP-?Z57^u-R4z;m5(IF@h#Y90H(Ej>c`@Yv3N##ia%3}X_;nvaoZ6H_6ku@?rcy@$9IB7e@LA%~Lx&K6OY0+U^VH*qx)~<tM92;"
    "(F>tGlU0w$5QAqdun1~_Vk{gZp8^#`oUwC^*DVqw4)mBWl~Szx|4tWsjQcI^Zs*H)Fgj-Dr8puGn6cNc}<h>`jN_xW_YnA?6eq^6Aoyc"
    "wZ|un-3n6hs2BG4=v3o0MRyGg+*;os1|Co?TMJCm}J^C@qbB5>t;J^p7WZD%o}X@bUW}bp4F8c9zCo9lVBARVfl0_^MYLxvo>v*U$hWU"
    "==M_LaJI}>`{fHT8AK<er_p2aiWz5O~<LKD$tgg#sn0&KN7Gld0NIfuNCKYb1{eI%<J6^a$+dRFqc?lmUzHTlWn!E)oS5#|4Py4#Jrn{"
    "**`U~oHNjy8z^38VDL!roP^mKzK)6Yr+;4G{zfJ~W=foiLe9kGG6zf7aquB&LQ|VgcR0iB4mMUoQcxOfX3q)@Gz4yO=Zmii#{3n-CDot"
    ")enVFVb`N+r@2_+?>l@;9Vx8S6O*WhjCFZp>jK)Ol7cKhF5BR{WmM%v44zZUZVx?^!5LtL>59@LcN-=boFGjs}sBVTzoQ6|YUPgr6hbT"
    "=p$)U@1SI(d-b9C=&ji!KE;+?dzJ$KMI4&AZ&uY`ZFn?!y"
)


def test_a_snapshot_of_version_1_goes_on() -> None:
    shift = Shift().at(60)
    shift.desk = Desk.restore(zlib.decompress(base64.b85decode(SNAPSHOT_1)), POLICY, REGION)
    assert [(each.trip, each.severity, each.state) for each in shift.desk.open.values()] == [
        ("U", 3, "open"),
        ("V", 4, "claimed"),
    ]
    assert shift.desk.waiting == ("i-2",)
    assert next_due(POLICY, shift.desk.open["i-3"]) == shift.at(45 + 60).now, "as was promised"
    shift.at(60)
    assert shift.press(trip="T", press_id="p").incident == "i-1", "a repeat is known again"
    assert shift.press(trip="W").incident == "i-4"
    assert kinds(shift.at(105).due().entries)[0] == "escalated"
    assert Desk.restore(shift.desk.snapshot(), POLICY, REGION).open == shift.desk.open


def test_a_snapshot_from_the_future_is_refused() -> None:
    written = msgspec.msgpack.decode(Shift().desk.snapshot())
    with pytest.raises(SnapshotRefused, match="version 2: porto 3"):
        Desk.restore(msgspec.msgpack.encode({**written, "version": 3}), POLICY, REGION)
