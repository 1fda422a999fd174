"""What somebody meant by a key or by what they said; doubt counts as not understood.

    1 ─▶ safe · 2 ─▶ help · 0 ─▶ person · anything else ─▶ None
    speech: a help phrase that nothing negates ─▶ help, else one for a person, else one for safe that nothing negates

Rule: help needs no confidence, safe does: to be wrong about help costs a call back, to be wrong about safe a life.
Whatever holds both a safe phrase and a negated help phrase is doubt, and so is a safe phrase in a long story.
"""

import unicodedata
from typing import Literal

from alerts.outreach.words import Heard

Meaning = Literal["safe", "help", "person"]

KEYS: dict[str, Meaning] = {"1": "safe", "2": "help", "0": "person"}
safe_confidence_min = 0.6  # of 1; below it a "safe" is doubt. Twilio's recogniser gives about 0.9 to a clear phrase
safe_words_max = 8  # "I am fine, thank you very much"; who says more is telling something
negation_reach = 3  # words before a phrase, within which a negation turns it round


def understood_key(digits: str) -> Meaning | None:
    """What a key means."""
    return KEYS.get(digits)


def understood_speech(heard: Heard, speech: str, confidence: float) -> Meaning | None:
    """What was said means, in the language that was asked for."""
    words = _plain(speech)
    helps = _found(words, heard.help, heard.negations)
    safes = _found(words, heard.safe, heard.negations)
    if True in helps:
        return "help"
    if False in helps or False in safes:
        return None
    if True in _found(words, heard.person, heard.negations):
        return "person"
    sure = confidence >= safe_confidence_min and len(words) <= safe_words_max
    return "safe" if True in safes and sure else None


def _found(words: list[str], phrases: tuple[str, ...], negations: tuple[str, ...]) -> list[bool]:
    """For each place where one of the phrases stands: whether it stands un-negated."""
    turned = {tuple(_plain(negation)) for negation in negations}
    return [
        not _negated(words[max(0, at - negation_reach) : at], turned)
        for wanted in map(_plain, phrases)
        for at in range(len(words) - len(wanted) + 1)
        if words[at : at + len(wanted)] == wanted
    ]


def _negated(before: list[str], negations: set[tuple[str, ...]]) -> bool:
    return any(
        tuple(before[start : start + len(negation)]) == negation
        for negation in negations
        for start in range(len(before))
    )


def _plain(text: str) -> list[str]:
    """Words without case, accents and punctuation; each Chinese character is a word of its own."""
    spelt = unicodedata.normalize("NFD", text.lower())
    bare = "".join(" " if not (c.isalnum() or unicodedata.combining(c)) else c for c in spelt)
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return "".join(f" {c} " if "一" <= c <= "鿿" else c for c in bare).split()
