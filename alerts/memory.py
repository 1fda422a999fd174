"""What the desk remembers so that a repeat is recognised; the oldest is forgotten first.

Rule: it is part of the fold: everything in it comes from entries, so a restart remembers the same.
"""

from itertools import islice

import msgspec

from alerts import timeline as t

presses_max = 100_000  # presses known again; a press resent after that many others opens a new incident
repeats_max = 100_000  # findings, answers, lines and cancels known again; an older one would be written twice
answers_max = 10_000  # agents' requests known again; an older one would be judged anew
closed_max = 20_000  # closed incidents named in a refusal; an older one is "no such incident"


class Closing(msgspec.Struct, frozen=True):
    """What is left in memory of a closed incident."""

    trip: str
    by: str
    disposition: str


class Memory(msgspec.Struct):
    """Bounded in every part; dicts keep the order in which things came."""

    presses: dict[str, str] = {}  # press_key -> incident
    repeats: dict[str, str] = {}  # key of a request from a phone or a watcher -> incident
    answers: dict[str, t.Recorded] = {}  # request_id -> the first entry it brought about
    closed: dict[str, Closing] = {}  # incident -> how it ended

    def remember(self, trip: str, recorded: t.Recorded) -> None:
        """Keep what this entry of an incident of `trip` makes recognisable."""
        incident, entry = recorded.incident, recorded.entry
        if recorded.request is not None:
            self.answers.setdefault(recorded.request, recorded)
            _trim(self.answers, answers_max)
        if isinstance(entry, t.Pressed):
            self.presses.setdefault(press_key(trip, entry.press_id), incident)
            _trim(self.presses, presses_max)
        elif isinstance(entry, t.Closed):
            self.closed[incident] = Closing(trip, entry.agent, entry.disposition)
            _trim(self.closed, closed_max)
        elif (key := _repeat_key(trip, entry)) is not None:
            self.repeats.setdefault(key, incident)
            _trim(self.repeats, repeats_max)


def press_key(trip: str, press_id: str) -> str:
    """A press is known by trip and id together: phones number as they like."""
    return f"{trip}\n{press_id}"


def cancel_key(trip: str, press_id: str, duress: bool) -> str:
    """One cancel with the PIN, and one with the duress PIN."""
    return f"duress {trip}\n{press_id}" if duress else f"cancel {trip}\n{press_id}"


def found_key(finding_id: str, edge: str) -> str:
    """One raising and one clearing of a finding."""
    return f"found {finding_id}\n{edge}"


def answer_key(checkin_id: str, by: str, answer: str) -> str:
    """One "ok" and one "help" of each person; "duress" is a third answer."""
    return f"answer {checkin_id}\n{by}\n{answer}"


def said_key(trip: str, said_id: str) -> str:
    """One line of a conversation."""
    return f"said {trip}\n{said_id}"


def _repeat_key(trip: str, entry: t.Entry) -> str | None:
    match entry:
        case t.PressCancelled():
            return cancel_key(trip, entry.press_id, duress=False)
        case t.Duress():
            return cancel_key(trip, entry.of, duress=True)
        case t.Found():
            return found_key(entry.finding.finding_id, entry.finding.edge)
        case t.Answered():
            return answer_key(entry.checkin_id, entry.by, entry.answer)
        case t.Said() if entry.said_id is not None:
            return said_key(trip, entry.said_id)
        case _:
            return None


def _trim(remembered: dict[str, t.Recorded] | dict[str, str] | dict[str, Closing], most: int) -> None:
    """Beyond the limit the oldest tenth goes at once: one by one, finding the oldest of a dict takes ever longer."""
    if len(remembered) > most:
        for key in list(islice(remembered, max(1, most // 10))):
            del remembered[key]
