"""The world beyond the desk's outbox: telephones, pagers, text messages, and how they fail.

    voice ─▶ rings ─▶ one of eleven outcomes ┐                 a word may come twice, in the wrong order,
    page  ─▶ somebody answers, or nobody     ├─▶ back to the desk     or not at all
    sms, webhook ─▶ carried, or given up     ┘

Rule: an effect carried out twice has one consequence. Sometimes none: the desk must not wait for carriers.
"""

from collections.abc import Callable
from functools import partial

from alerts import Effect, Request, requests
from alerts.effects import HangUp, Page, PlaceCall, TakeOver
from tests.nights.night import Night, drawn

OUTCOMES: dict[requests.Outcome, int] = {
    "safe": 8,
    "help": 1,
    "duress": 1,
    "person": 2,
    "no_input": 2,
    "voicemail": 3,
    "no_answer": 4,
    "busy": 1,
    "failed": 1,
    "hung_up": 1,
}
HEARD: tuple[requests.Outcome, ...] = ("safe", "help", "duress", "person", "no_input", "voicemail", "hung_up")
PAGES: dict[requests.PageOutcome, int] = {"answered": 5, "no_answer": 3, "failed": 1, "delivered": 2}
REPEATED, NEVER, GIVEN_UP = 0.15, 0.03, 0.03  # shares: of words told twice, never told, of effects given up


class Carriers:
    """Everything that carries out effects, but for the phones that show prompts."""

    def __init__(self, night: Night, on_call: tuple[str, ...], call_in: Callable[[str], object]) -> None:
        self._night, self._chance = night, night.chance("carriers")
        self._on_call, self._call_in = on_call, call_in  # who answers pages, and then comes to a wall
        self._carried: set[str] = set()
        self._running: set[str] = set()  # calls
        for channel in ("voice", "page", "sms", "webhook"):
            night.carriers[channel] = self._carry

    def _carry(self, effect: Effect) -> None:
        if effect.effect_id in self._carried:
            return
        self._carried.add(effect.effect_id)
        if self._chance.random() < GIVEN_UP:
            failed = requests.EffectFailed(effect.effect_id, effect.incident, "tried five times")
            self._tell(failed, 5, 60)
            return
        match effect.body:
            case PlaceCall():
                self._place(effect.incident, effect.body)
            case TakeOver() | HangUp():
                self._end(effect.incident, effect.body)
            case Page():
                self._page(effect.incident, effect.body)
            case _:
                return

    def _place(self, incident: str, call: PlaceCall) -> None:
        self._running.add(call.call_id)
        outcome = drawn(self._chance, OUTCOMES)
        progressed = partial(requests.CallProgressed, call.call_id, incident)
        self._tell(progressed("ringing", 1), 0.5, 12)  # wider than it takes to settle: words overtake each other
        if outcome in HEARD:
            self._tell(progressed("in_progress", 2), 3, 20)
        self._night.after(self._chance.uniform(4, 60), partial(self._settle, call.call_id, incident, outcome))

    def _end(self, incident: str, body: TakeOver | HangUp) -> None:
        outcome: requests.Outcome = "taken_over" if isinstance(body, TakeOver) else "hung_up"
        self._night.after(self._chance.uniform(0.2, 2), partial(self._settle, body.call_id, incident, outcome))

    def _settle(self, call_id: str, incident: str, outcome: requests.Outcome) -> None:
        if call_id in self._running:
            self._running.remove(call_id)
            self._tell(requests.CallSettled(call_id, incident, outcome), 0.05, 3)

    def _page(self, incident: str, page: Page) -> None:
        outcome = drawn(self._chance, PAGES)
        by = self._chance.choice(self._on_call) if outcome == "answered" else None
        by = page.to if by and page.to in self._on_call else by
        if by is not None:
            self._night.after(self._chance.uniform(5, 90), partial(self._call_in, by))
        self._tell(requests.PageSettled(page.page_id, incident, outcome, by), 3, 40)

    def _tell(self, request: Request, least_s: float, most_s: float) -> None:
        """A carrier's word: mostly once, sometimes twice, now and then never."""
        if self._chance.random() < NEVER:
            return
        self._night.after(self._chance.uniform(least_s, most_s), partial(self._night.send, request))
        if self._chance.random() < REPEATED:
            self._night.after(self._chance.uniform(least_s, 3 * most_s), partial(self._night.send, request))
