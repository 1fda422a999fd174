"""The words of the reassurance call in every language it is held in, read from `words.toml`.

Rule: a language that is not there falls back to English, and `spoken` says so; a file that lacks a line is refused at
the start, not on the phone.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import get_args

import msgspec

from alerts.outreach.reasons import Reason

FALLBACK = "en"


class Heard(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"negations": "not"}):
    """Phrases that mean something, and the words that turn a phrase round."""

    help: tuple[str, ...]
    person: tuple[str, ...]
    safe: tuple[str, ...]
    negations: tuple[str, ...]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language. `say` is its tag for voices and for speech recognition."""

    say: str
    greeting: str
    ask: str
    again: str
    pin: str
    wrong_pin: str
    thanks: str
    help: str
    stay: str
    call_back: str
    nothing: str
    broken: str
    no_plate: str
    heard: Heard
    reasons: dict[str, str]

    def reason(self, kind: str) -> str:
        """Why we call, as half a sentence; an unknown kind is unusual."""
        return self.reasons.get(kind, self.reasons["other"])


@cache
def languages() -> dict[str, Words]:
    """Every language by its two letters.

    Raises: AssertionError where the packaged file lacks a reason.
    """
    read = tomllib.loads((files("alerts.outreach") / "words.toml").read_text(encoding="utf-8"))
    found = {name: msgspec.convert(table, Words) for name, table in read.items()}
    for name, words in found.items():
        assert set(words.reasons) == set(get_args(Reason)), f"words.toml: {name} has other reasons than it should"
    return found


def spoken(language: str | None) -> tuple[str, bool]:
    """The language to speak for one that is wanted ("pt", "pt-BR", "ZH_cn"), and whether it is the one wanted."""
    wanted = (language or "").replace("_", "-").lower().partition("-")[0]
    return (wanted, True) if wanted in languages() else (FALLBACK, False)
