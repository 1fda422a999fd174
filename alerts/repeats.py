"""By what a request is known when it comes again.

Rule: a key is made of what the request itself says, and of what its entry says just the same; so the timeline alone
tells a restarted desk what has been before.
"""

from alerts import timeline as t

_KEYED = frozenset(
    {
        t.PressCancelled,
        t.Duress,
        t.Found,
        t.Answered,
        t.Said,
        t.Accompanied,
        t.AccompanyEnded,
        t.CallSettled,
        t.PageSettled,
        t.EffectFailed,
    }
)


def press_key(trip: str, press_id: str) -> str:
    """A press is known by trip and id together: phones number as they like."""
    return f"{trip}\n{press_id}"


def cancel_key(trip: str, press_id: str, duress: bool) -> str:
    """One cancel with the PIN, and one with the duress PIN."""
    return f"duress {trip}\n{press_id}" if duress else f"cancel {trip}\n{press_id}"


def found_key(finding_id: str, edge: str) -> str:
    """One raising and one clearing of a finding."""
    return f"found {finding_id}\n{edge}"


def answer_key(trip: str, checkin_id: str, by: str, answer: str) -> str:
    """One "ok" and one "help" of each person; "duress" is a third. Check-ins can be guessed: each trip has its own."""
    return f"answer {trip}\n{checkin_id}\n{by}\n{answer}"


def said_key(trip: str, said_id: str) -> str:
    """One line of a conversation."""
    return f"said {trip}\n{said_id}"


def accompany_key(trip: str, accompany_id: str, ends: bool) -> str:
    """One wish to be accompanied, and one to be left."""
    return f"accompany {trip}\n{accompany_id}\n{ends}"


def call_key(call_id: str, outcome: str) -> str:
    """One outcome of one call."""
    return f"call {call_id}\n{outcome}"


def page_key(page_id: str, outcome: str, by: str | None) -> str:
    """One word about one page."""
    return f"page {page_id}\n{outcome}\n{by}"


def effect_key(effect_id: str) -> str:
    """One effect that was given up."""
    return f"effect {effect_id}"


def repeat_key(trip: str, entry: t.Entry) -> str | None:
    """By what the request that brought this entry about is known again; None where nothing need be."""
    if type(entry) not in _KEYED:
        return None
    match entry:
        case t.PressCancelled():
            return cancel_key(trip, entry.press_id, duress=False)
        case t.Duress():
            return cancel_key(trip, entry.of, duress=True)
        case t.Found():
            return found_key(entry.finding.finding_id, entry.finding.edge)
        case t.Answered():
            return answer_key(trip, entry.checkin_id, entry.by, entry.answer)
        case t.Said() if entry.said_id is not None:
            return said_key(trip, entry.said_id)
        case t.Accompanied() if entry.accompany_id is not None:
            return accompany_key(trip, entry.accompany_id, ends=False)
        case t.AccompanyEnded() if entry.accompany_id is not None:
            return accompany_key(trip, entry.accompany_id, ends=True)
        case t.CallSettled():
            return call_key(entry.call_id, entry.outcome)
        case t.PageSettled():
            return page_key(entry.page_id, entry.outcome, entry.by)
        case t.EffectFailed():
            return effect_key(entry.effect_id)
        case _:
            return None
