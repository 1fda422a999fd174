"""What our webhooks answer the carrier: what a call says next, and what is learnt from it.

    start ─▶ answer-1 ─▶ answer-2 · pin-1 ─▶ pin-2 · stay-1 ─▶ ...      what a call says
    progress · machine                                                  what the carrier tells of it
    join-<agent> · agent                                                an agent's phone, on its way into the call

Rule: what was heard is stored and told to the desk before the call goes on. Nobody's number is needed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from alerts.outreach import script
from alerts.outreach.carrier import Carrier, Placed
from alerts.outreach.story import CallStory, Machine, Meant, Progressed, TakenOver
from escort import clock
from escort.calls import Calls
from escort.outbox.people import People
from escort.outbox.rider_texts import RiderTexts
from escort.trips import pin_of

taken_for_s = 3_600.0  # so long after it was meant, nothing more is taken of a call: whoever sends it then replays it


@dataclass(frozen=True, slots=True)
class NotTaken:
    """No answer to this, and why."""

    why: str
    kind: Literal["unknown", "replay"] = "unknown"


@dataclass(frozen=True, slots=True)
class Answers:
    """The webhooks of calls. `carrier` is needed to lead a caller into a room.

    Errors: LogAway.
    """

    calls: Calls
    people: People
    carrier: Carrier
    texts: RiderTexts

    async def answer(self, call_id: str, step: str, words: Mapping[str, str]) -> str | NotTaken:
        """The document that follows; empty where the carrier only tells."""
        story = await self.calls.story(call_id)
        meant = story.meant
        if meant is None:
            return NotTaken("there is no such call")
        if clock.now_s() - meant.meant_at > taken_for_s:
            return NotTaken("that call is long over", "replay")
        name, _, rest = step.partition("-")
        match name:
            case "progress" | "machine":
                return await self._told(meant, name, words)
            case "join":
                return await self._join(meant, story, unquote(rest))
            case "fallback":
                return script.broken(meant.language)
            case "agent":
                return ""
            case _:
                return await self._says(meant, story, name, int(rest) if rest.isdigit() else 1, words)

    async def _told(self, meant: Meant, step: str, words: Mapping[str, str]) -> str:
        if step == "machine":
            await self.calls.hear(meant.call_id, Machine(words.get("AnsweredBy", "unknown")))
            return ""
        sequence = words.get("SequenceNumber", "0")
        number = int(sequence) if sequence.isdigit() else 0
        fact = Progressed(words.get("CallSid", ""), words.get("CallStatus", ""), number)
        story = await self.calls.hear(meant.call_id, fact)
        if story.outcome is not None:
            await self.calls.close(meant.call_id)
            await self.texts.after(story)
        return ""

    async def _says(
        self, meant: Meant, story: CallStory, step: str, times: int, words: Mapping[str, str]
    ) -> str | NotTaken:
        about, trip = await self.people.about(meant)
        digits = words.get("Digits", "")
        match step:
            case "start":
                return script.ask(about)
            case "answer":
                speech, confidence = words.get("SpeechResult", ""), _number(words.get("Confidence", "0"))
                turn = script.answered(about, times, digits, speech, confidence, machine=story.machine)
            case "pin":
                is_pin = pin_of(None if trip is None else trip.people, digits)
                turn = script.pin_given(about, times, is_pin)
            case "stay":
                return script.stayed(about, times)
            case _:
                return NotTaken("a call has no such step")
        if turn.heard is not None:
            await self.calls.hear(meant.call_id, turn.heard)
        return turn.twiml

    async def _join(self, meant: Meant, story: CallStory, agent: str) -> str:
        """The agent has answered: both are led into one room."""
        room = f"{meant.incident}/{meant.call_id}"
        if story.sid is None or not isinstance(await self.carrier.redirect(story.sid, script.in_a_room(room)), Placed):
            return script.over()
        await self.calls.hear(meant.call_id, TakenOver(agent))
        return script.in_a_room(room)


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return 0.0
