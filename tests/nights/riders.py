"""The people in the cars: who presses, whose trip goes wrong, who answers, and what is sent twice."""

from functools import partial
from typing import Literal

from alerts import Checkin, Effect, requests
from escort.triage import Circumstances, triage
from tests.nights.night import SHIFT_S, Night, drawn

TRIPS = 45  # that have anything to do with the desk tonight
FATES = {"press": 4, "accident": 3, "duress": 1, "wrong way": 8, "silence": 4, "line": 1}
PRESSES_TOO = 0.2  # share of trips found to go wrong whose rider presses as well
ANSWERS = {"ok": 10, "nothing": 5, "help": 1, "duress": 1}


class Rider:
    """One trip, its fate drawn beforehand, its answers drawn when asked."""

    def __init__(self, night: Night, trip: str, starts_s: float, fate: str | None = None) -> None:
        self._night, self._trip, self._chance = night, trip, night.chance(trip)
        self._seen: set[str] = set()
        fate = fate or drawn(self._chance, FATES)
        night.after(starts_s, partial(self._begin, fate))
        if self._chance.random() < 0.5:
            night.after(starts_s + self._chance.uniform(60, 3_000), self._end)

    def _begin(self, fate: str) -> None:
        if fate in ("press", "accident", "duress"):
            self._press(f"p{self._chance.randint(1, 3)}", fate)
        elif fate == "line":
            self._send_often(requests.Said(self._trip, "rider", "this is not the way", f"{self._trip}/s"))
        else:
            self._found("deviation" if fate == "wrong way" else "signal_loss")
            if self._chance.random() < PRESSES_TOO:
                self._night.after(self._chance.uniform(5, 900), partial(self._press, "p4", "press"))

    def _press(self, press_id: str, fate: str) -> None:
        kind: requests.PressKind = "silent" if self._chance.random() < 0.3 else "sos"
        self._send_often(requests.Pressed(press_id, self._trip, kind, "rider", None, None, True))
        if fate != "press":
            cancel = requests.PressCancelled(press_id, fate == "duress", self._trip)
            self._night.after(self._chance.uniform(2, 90), partial(self._send_often, cancel))

    def _found(self, kind: str, number: int = 1) -> None:
        circumstances = Circumstances(night=self._chance.random() < 0.5, repeated=number > 1)
        severity, ask = triage(kind, "raised", circumstances)
        told = partial(
            requests.Found,
            f"{self._trip}/{kind}/{number}",
            self._trip,
            kind,
            since=0.0,
            at=0.0,
            sentence="Off.",
            proof={},
        )
        self._send_often(told(edge="raised", severity=int(severity), ask=ask))
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


def send_out(night: Night, trips: int = TRIPS, burst: int = 0) -> None:
    """All riders of a night; a burst is that many presses within one minute."""
    chance = night.chance("riders")
    riders = {f"T{number}": Rider(night, f"T{number}", chance.uniform(1, SHIFT_S)) for number in range(trips)}
    begins_s = chance.uniform(1, SHIFT_S / 2)
    for number in range(burst):
        trip = f"B{number}"
        riders[trip] = Rider(night, trip, begins_s + chance.uniform(0, 60), fate="press")
    night.carriers["prompt"] = lambda effect: riders[effect.trip].shown(effect)
