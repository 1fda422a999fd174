"""What stands in for a request on which the desk failed: its people must not be left alone with our mistake.

press ──▶ a finding at severity 4, and the press is answered        anything else of a trip ──▶ a finding at severity 3
agent's act ──▶ a refusal that says so                              time, a trip's end ──▶ nothing

Rule: it needs no more than the trip's name, so that whatever broke the request does not break this too.
"""

from alerts import Severity, requests
from escort.inbox import Letter, Settled, act_name, press_name


def finding_for(letter: Letter, inbox_id: str, at_s: float) -> requests.Found | None:
    """The finding that brings a human to the trip of an undecidable request."""
    if isinstance(letter, requests.Due | requests.TripEnded | requests.Act):
        return None
    pressed = isinstance(letter, requests.Pressed)
    what = "an alarm" if pressed else f"a report ({type(letter).__name__})"
    name = press_name(letter.trip, letter.press_id) if isinstance(letter, requests.Pressed) else inbox_id
    return requests.Found(
        finding_id=f"undecided/{name}",
        trip=letter.trip,
        kind="undecided",
        edge="raised",
        since=at_s,
        at=at_s,
        sentence=f"The desk failed on {what} from this trip: reach the rider now.",
        proof={"inbox": inbox_id, "type": type(letter).__name__},
        severity=int(Severity.LIFE if pressed else Severity.HUMAN),
        ask=False,
    )


def answer_for(letter: Letter, incident: str | None) -> Settled | None:
    """What whoever waits for an undecidable request is told."""
    if isinstance(letter, requests.Pressed):
        return Settled(press_name(letter.trip, letter.press_id), incident)
    if isinstance(letter, requests.Act):
        return Settled(act_name(letter.request_id), letter.incident, "our fault: the desk failed on this")
    return None
