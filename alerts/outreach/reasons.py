"""Why we call: the few things that can be said in every language in half a sentence."""

from typing import Literal, get_args

Reason = Literal[
    "deviation",
    "detour",
    "dwell",
    "signal_loss",
    "blurred",
    "speeding",
    "overdue",
    "ended_early",
    "apart",
    "zone",
    "crash",
    "press",
    "other",
]
REASONS: tuple[Reason, ...] = get_args(Reason)


def reason_of(kinds: tuple[str, ...], *, pressed: bool) -> Reason:
    """What is said of a case: that somebody pressed, else the newest kind of finding that has words."""
    if pressed:
        return "press"
    known = [reason for kind in kinds for reason in REASONS if reason == kind]
    return known[-1] if known else "other"
