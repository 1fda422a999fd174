"""The people in the cars: who presses, whose trip goes wrong, who is accompanied, who answers, what is sent twice.

    fate drawn beforehand ─▶ press, finding, line, company ─▶ asked, called ─▶ answers drawn when asked ─▶ trip ends

Rule: whatever a phone sends, it may send again much later.
"""

from functools import partial
from typing import Literal

from alerts import Checkin, Effect, requests
from alerts.incident import OPERATORS
from escort.triage import Circumstances, triage
from tests.nights.night import SHIFT_S, Night, drawn

TRIPS = 45  # that have anything to do with the desk tonight
FATES = {"press": 4, "accident": 3, "duress": 1, "wrong way": 8, "silence": 4, "line": 1, "company": 3}
PRESSES_TOO = 0.2  # share of trips found to go wrong whose rider presses as well
AFTERWARDS = 0.15  # share of trips from which something comes after their end
ANSWERS = {"ok": 10, "nothing": 5, "help": 1, "duress": 1}
LANGUAGES = ("pt", "pt", "en", "zh", None)


class Rider:
    """One trip, its fate drawn beforehand, its answers drawn when asked."""

    def __init__(self, night: Night, trip: str, starts_s: float, fate: str | None = None) -> None:
        self._night, self._trip, self._chance = night, trip, night.chance(trip)
        self._seen: set[str] = set()
        self._language, self._name = self._chance.choice(LANGUAGES), f"rider of {trip}"
        fate = fate or drawn(self._chance, FATES)
        night.after(starts_s, partial(self._begin, fate))
        if fate == "company" or self._chance.random() < 0.5:
            night.after(starts_s + self._chance.uniform(60, 3_000), self._end)

    def _begin(self, fate: str) -> None:
        if fate in ("press", "accident", "duress"):
            self._press(f"p{self._chance.randint(1, 3)}", fate)
        elif fate == "line":
            self._say("this is not the way", "s1")
        elif fate == "company":
            self._ask_for_company()
        else:
            self._found("deviation" if fate == "wrong way" else "signal_loss")
            if self._chance.random() < PRESSES_TOO:
                self._night.after(self._chance.uniform(5, 900), partial(self._press, "p4", "press"))

    def _press(self, press_id: str, fate: str) -> None:
        kind: requests.PressKind = "silent" if self._chance.random() < 0.3 else "sos"
        pressed = partial(requests.Pressed, language=self._language, rider=self._name)
        self._send_often(pressed(press_id, self._trip, kind, "rider", None, None, True))
        if fate != "press":
            cancel = requests.PressCancelled(press_id, fate == "duress", self._trip)
            self._night.after(self._chance.uniform(2, 90), partial(self._send_often, cancel))

    def _say(self, text: str, said_id: str) -> None:
        self._send_often(requests.Said(self._trip, "rider", text, f"{self._trip}/{said_id}"))

    def _ask_for_company(self) -> None:
        every_s = self._chance.choice((None, 120.0, 300.0))
        wish = partial(requests.Accompany, language=self._language, rider=self._name)
        self._send_often(wish(self._trip, "rider", every_s, "a1"))
        if self._chance.random() < 0.3:
            by = self._chance.choice(("rider", "driver"))
            enough = requests.AccompanyEnd(self._trip, by, "a1")
            self._night.after(self._chance.uniform(60, 1_500), partial(self._send_often, enough))

    def _found(self, kind: str, number: int = 1) -> None:
        circumstances = Circumstances(night=self._chance.random() < 0.5, repeated=number > 1)
        severity, ask = triage(kind, "raised", circumstances)[:2]
        told = partial(
            requests.Found,
            f"{self._trip}/{kind}/{number}",
            self._trip,
            kind,
            since=0.0,
            at=0.0,
            sentence="Off.",
            proof={},
            language=self._language,
            rider=self._name,
        )
        self._send_often(told(edge="raised", severity=int(severity), ask=bool(ask)))
        cleared = told(edge="cleared", severity=0, ask=False)
        self._night.after(self._chance.uniform(20, 600), partial(self._send_often, cleared))
        if number < 3 and self._chance.random() < 0.3:
            self._night.after(self._chance.uniform(60, 1_200), partial(self._found, kind, number + 1))

    def shown(self, effect: Effect) -> None:
        """A prompt on this trip's phones. One shown before is the same prompt."""
        if not isinstance(effect.body, Checkin) or effect.effect_id in self._seen:
            return
        self._seen.add(effect.effect_id)
        answer = drawn(self._chance, ANSWERS)
        if answer != "nothing":
            self._answer(effect.body.checkin_id, "rider", answer)
        if effect.to == "both" and self._chance.random() < 0.3:
            self._answer(effect.body.checkin_id, "driver", "ok")

    def _answer(self, checkin_id: str, by: str, answer: str) -> None:
        word: Literal["ok", "help"] = "help" if answer == "help" else "ok"
        request = requests.Answered(checkin_id, word, answer == "duress", self._trip, by)
        self._night.after(self._chance.uniform(3, 60), partial(self._send_often, request))

    def _send_often(self, request: requests.Alarm) -> None:
        """At least once: a lost acknowledgement sends it again."""
        self._night.send(request)
        if self._chance.random() < 0.2:
            self._night.after(self._chance.uniform(0.1, 400), partial(self._night.send, request))

    def _end(self) -> None:
        self._send_often(requests.TripEnded(self._trip, "completed", 0.0))
        if self._chance.random() < AFTERWARDS:
            self._night.after(self._chance.uniform(30, 3_000), partial(self._say, "he has followed me", "s2"))


def send_out(night: Night, trips: int = TRIPS, burst: int = 0) -> None:
    """All riders of a night; a burst is that many presses within one minute."""
    chance = night.chance("riders")
    riders = {f"T{number}": Rider(night, f"T{number}", chance.uniform(1, SHIFT_S)) for number in range(trips)}
    begins_s = chance.uniform(1, SHIFT_S / 2)
    for number in range(burst):
        trip = f"B{number}"
        riders[trip] = Rider(night, trip, begins_s + chance.uniform(0, 60), fate="press")

    def show(effect: Effect) -> None:
        if not effect.trip.startswith(
            OPERATORS
        ):  # what is said in a case about the service has no phone to be shown on
            riders[effect.trip].shown(effect)

    night.carriers["prompt"] = show
