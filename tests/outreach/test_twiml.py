"""TwiML as the exchange reads it: the verbs it executes, and documents that no carrier would execute."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.outreach.exchange.twiml import (
    Broken,
    Conference,
    Dial,
    Gather,
    Hangup,
    Pause,
    Record,
    Redirect,
    Say,
    read_twiml,
)

EVERYTHING = """<?xml version="1.0"?><Response>
<Say language="pt-PT" loop="2">Olá,
 Rita</Say><Pause length="3"/>
<Gather input="dtmf speech" numDigits="1" timeout="7" action="a" finishOnKey="*" actionOnEmptyResult="true">
<Say>press</Say><Pause/></Gather>
<Dial timeout="9" action="d"><Number>+351912345678</Number></Dial>
<Dial>+351912345679</Dial>
<Dial><Conference startConferenceOnEnter="false" endConferenceOnExit="true">room</Conference></Dial>
<Record timeout="4" maxLength="20" action="r"/><Redirect>next</Redirect><Hangup/></Response>"""


def test_every_verb_is_read() -> None:
    assert read_twiml(EVERYTHING) == (
        Say("Olá, Rita", "pt-PT", 2),
        Pause(3.0),
        Gather(frozenset({"dtmf", "speech"}), 1, "*", 7.0, "a", True, (Say("press"), Pause())),
        Dial("+351912345678", None, "d", 9.0),
        Dial("+351912345679", None),
        Dial(None, Conference("room", starts=False, ends=True)),
        Record("r", 4.0, 20.0),
        Redirect("next"),
        Hangup(),
    )


BOMB = (
    """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Response><Say>&b;</Say></Response>"""
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no XML"),
        ("<Response><Say>", "no XML"),
        ("<html/>", "<html>"),
        ("<Response><Play>a.mp3</Play></Response>", "<Play> is no verb"),
        ("<Response><Gather numDigits='many'/></Response>", "invalid literal"),
        ("<Response><Pause length='long'/></Response>", "could not convert"),
        (BOMB, "entities"),
        ("<Response>" + " " * 70_000 + "</Response>", "longer"),
    ],
)
def test_what_cannot_be_executed_says_why(text: str, why: str) -> None:
    read = read_twiml(text)
    assert isinstance(read, Broken)
    assert why in read.why


@given(st.text())
def test_anything_at_all_is_read_or_broken(text: str) -> None:
    read = read_twiml(text)
    assert isinstance(read, Broken | tuple)
