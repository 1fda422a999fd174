"""Faults of judging what phones and calls say: who may calm, who must never, and who must be heard."""

import pytest
from msgspec.structs import replace

from alerts import Incident, alarms, outcomes
from alerts import requests as r
from alerts import timeline as t
from alerts.memory import Memory
from alerts.severity import Severity
from alerts.turn import Turn
from tests.nights.planted.fault import Fault


def _the_driver_s_ok_calms(patch: pytest.MonkeyPatch) -> None:
    real = alarms._answered

    def trusting(turn: Turn, incident: Incident | None, request: r.Answered) -> Incident | None:
        return real(turn, incident, replace(request, by="rider"))

    patch.setattr(alarms, "_answered", trusting)


def _duress_lowers(patch: pytest.MonkeyPatch) -> None:
    def fooled(turn: Turn, incident: Incident | None, trip: str, of: str) -> Incident:
        incident = incident or turn.open(t.Opened(trip, Severity.LIFE, "Duress."))
        return turn.lower_to(turn.write(incident, t.Duress(of)), Severity.ASK, "The PIN was given.")

    patch.setattr(alarms, "_duress", fooled)


def _an_ok_calms_a_standing_press(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Incident, "calmable", property(lambda _: True))


def _a_press_on_an_open_case_is_lost(patch: pytest.MonkeyPatch) -> None:
    real = alarms._pressed

    def deaf(turn: Turn, incident: Incident | None, request: r.Pressed) -> Incident:
        return incident or real(turn, None, request)

    patch.setattr(alarms, "_pressed", deaf)


def _voicemail_counts_as_safe(patch: pytest.MonkeyPatch) -> None:
    _heard(patch, "voicemail", "safe")


def _a_cry_for_help_on_the_phone_counts_as_a_wish_to_talk(patch: pytest.MonkeyPatch) -> None:
    _heard(patch, "help", "person")


def _what_comes_after_the_close_begins_anew(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Memory, "warm", lambda *_: None)


def _heard(patch: pytest.MonkeyPatch, said: r.Outcome, understood: r.Outcome) -> None:
    real = outcomes._settled

    def misheard(turn: Turn, incident: Incident | None, request: r.CallSettled) -> str | None:
        return real(turn, incident, replace(request, outcome=understood) if request.outcome == said else request)

    patch.setattr(outcomes, "_settled", misheard)


ALARMS = (
    Fault("the driver's ok calms", "the one to be feared answers for the rider", _the_driver_s_ok_calms, "lowered"),
    Fault("duress lowers", "the PIN given with a knife at the throat sends help away", _duress_lowers, "lowered|heard"),
    Fault(
        "an ok calms a standing press",
        "whoever takes the phone away taps the alarm away",
        _an_ok_calms_a_standing_press,
        "lowered",
    ),
    Fault(
        "a press on an open case is lost",
        "the rider presses because it got worse, and nobody learns of it",
        _a_press_on_an_open_case_is_lost,
        "stands in no timeline",
    ),
    Fault("voicemail counts as safe", "a machine's greeting closes the question", _voicemail_counts_as_safe, "lowered"),
    Fault(
        "help on the phone counts as a wish to talk",
        "a cry for help waits in the line of callbacks",
        _a_cry_for_help_on_the_phone_counts_as_a_wish_to_talk,
        "was not heard",
    ),
    Fault(
        "what comes after the close begins anew",
        '"he has followed me" reaches a stranger, who knows nothing of the trip',
        _what_comes_after_the_close_begins_anew,
        "goes on with nothing",
    ),
)
