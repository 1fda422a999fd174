"""What the reassurance call says next, and what an answer in it means.

    ask 1 ──nothing, not understood──▶ ask 2 ──nothing──▶ "a person will look after you", end
      ├─ 1, "I am safe" ─▶ no PIN set: thanks, end · PIN set: pin 1 ─wrong─▶ pin 2 ─wrong─▶ call back, end
      └─ 2, 0, "help"   ─▶ "stay on the line" ─▶ stay 1, 2, ... ─▶ an agent joins, or "a person will call you back"

Rule: the PIN and the duress PIN are answered with the same words. A machine is not asked twice.
"""

from dataclasses import dataclass

from twilio.twiml.voice_response import Gather, VoiceResponse

from alerts.outreach.hearing import understood_key, understood_speech
from alerts.outreach.story import Heard, Meaning
from alerts.outreach.words import Words, languages

tries_max = 2  # how often somebody is asked, and how often a PIN is asked for
key_wait_s, pin_wait_s = 6, 6  # silence after the question, in seconds, before it is asked again
pin_digits_max = 12
plate_max = 10  # characters; longer than any country's
stays_max, stay_pause_s = 6, 15  # somebody who waits for a person hears from us this often, this many times


@dataclass(frozen=True, slots=True)
class About:
    """What a call is about."""

    language: str  # two letters, one that there are words for
    reason: str  # one of reasons.REASONS
    plate: str | None
    pin_set: bool  # whoever is called has a PIN: a key alone calms nobody


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said next, and the fact that the answer before it was; None where nothing was asked."""

    twiml: str
    heard: Heard | None = None


def ask(call: About, attempt: int = 1, *, again: bool = False) -> str:
    """The question. The answer is posted to `answer/{attempt}` beside the document's own address."""
    words = languages()[call.language]
    said = VoiceResponse()
    gather = Gather(
        input="dtmf speech",
        num_digits=1,
        timeout=key_wait_s,
        speech_timeout="auto",
        language=words.say,
        hints=",".join(words.heard.help[:4] + words.heard.safe[:4]),
        action=f"answer-{attempt}",
        action_on_empty_result=True,
    )
    if again:
        gather.say(words.again, language=words.say)
    gather.say(greeting(call), language=words.say)
    gather.say(words.ask, language=words.say)
    said.append(gather)
    return str(said)


def greeting(call: About) -> str:
    """Who calls, about which car, and why, in one sentence."""
    words = languages()[call.language]
    plate = words.no_plate if not call.plate else spelt(call.plate) if is_plate(call.plate) else call.plate
    return words.greeting.format(plate=plate, reason=words.reason(call.reason))


def is_plate(vehicle: str) -> bool:
    """Whether this is a number plate, to be spelt, and not the make and colour of a car."""
    return len(vehicle) <= plate_max and any(letter.isdigit() for letter in vehicle)


def spelt(plate: str) -> str:
    """A plate so that a voice reads it letter by letter."""
    return " ".join(letter for letter in plate if letter.isalnum())


def answered(call: About, attempt: int, digits: str, speech: str, confidence: float, *, machine: bool) -> Turn:
    """What follows an answer to the question."""
    words = languages()[call.language]
    meaning = understood_key(digits) if digits else understood_speech(words.heard, speech, confidence)
    if meaning in ("help", "person"):
        return Turn(_stay(words, 1, words.help), Heard(meaning, last=True))
    if meaning == "safe" and call.pin_set:
        return Turn(_ask_pin(words, 1))
    if meaning == "safe":
        return Turn(_ends(words, words.thanks), Heard("safe", last=True))
    if machine or attempt >= tries_max:
        return Turn(_ends(words, words.nothing), Heard("nothing", last=True))
    return Turn(ask(call, attempt + 1, again=bool(digits or speech)), Heard("nothing", last=False))


def pin_given(call: About, attempt: int, is_pin: str) -> Turn:
    """What follows a PIN. `is_pin` is "pin", "duress" or "wrong", as the service has compared it."""
    words = languages()[call.language]
    if is_pin in ("pin", "duress"):
        meaning: Meaning = "safe" if is_pin == "pin" else "duress"
        return Turn(_ends(words, words.thanks), Heard(meaning, last=True))
    if attempt < tries_max:
        return Turn(_ask_pin(words, attempt + 1, words.wrong_pin), Heard("wrong_pin", last=False))
    return Turn(_ends(words, words.call_back), Heard("wrong_pin", last=True))


def stayed(call: About, times: int) -> str:
    """For somebody who waits for a person."""
    words = languages()[call.language]
    return _stay(words, times + 1, words.stay) if times < stays_max else _ends(words, words.call_back)


def over() -> str:
    """For an agent who is too late."""
    said = VoiceResponse()
    said.say("The call has ended.", language="en-US")
    said.hangup()
    return str(said)


def broken(language: str) -> str:
    """What is said where the words themselves could not be had."""
    words = languages()[language]
    return _ends(words, words.broken)


def in_a_room(room: str) -> str:
    """An agent and whoever was called meet; the room is over when either of them leaves."""
    said = VoiceResponse()
    said.dial().conference(room, start_conference_on_enter=True, end_conference_on_exit=True, beep=False)
    return str(said)


def _ask_pin(words: Words, attempt: int, before: str | None = None) -> str:
    said = VoiceResponse()
    gather = Gather(
        input="dtmf",
        timeout=pin_wait_s,
        num_digits=pin_digits_max,
        finish_on_key="#",
        action=f"pin-{attempt}",
        action_on_empty_result=True,
    )
    if before is not None:
        gather.say(before, language=words.say)
    gather.say(words.pin, language=words.say)
    said.append(gather)
    return str(said)


def _stay(words: Words, times: int, line: str) -> str:
    said = VoiceResponse()
    said.say(line, language=words.say)
    said.pause(length=stay_pause_s)
    said.redirect(f"stay-{times}")
    return str(said)


def _ends(words: Words, line: str) -> str:
    said = VoiceResponse()
    said.say(line, language=words.say)
    said.hangup()
    return str(said)
