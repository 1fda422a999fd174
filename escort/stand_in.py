"""What stands in for a request on which the desk failed: its people must not be left alone with our mistake.

press ──▶ a finding at severity 4, and the press is answered        anything else of a trip ──▶ a finding at severity 3
agent's act ──▶ a refusal that says so                              time, coming and going ──▶ nothing
what came of a call or page, an incident that cannot be moved on ──▶ operators are told which

Rule: it needs no more than a name, so that whatever broke the request does not break this too.
"""

from alerts import Severity, requests
from escort.inbox import FindingSeen, Letter, Settled, act_name, press_name


def instead_of(letter: Letter, inbox_id: str, at_s: float) -> requests.Found | requests.OperatorAlarm | None:
    """What brings a human to whatever an undecidable request was about."""
    if isinstance(letter, requests.Outreach):
        title = f"The desk failed on what came of a call or page of {letter.incident}"
        return requests.OperatorAlarm(f"undecided-{inbox_id}", title, "look at it yourselves", firing=True, at=at_s)
    if isinstance(letter, requests.TripEnded) or not isinstance(letter, requests.Alarm | FindingSeen):
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


def stuck_alarm(incident: str, at_s: float) -> requests.OperatorAlarm:
    """What operators are told about an incident that neither the clock nor the queue can move on any more."""
    title = f"The desk cannot move {incident} on"
    text = "nobody else will be brought in to it: take it yourselves"
    return requests.OperatorAlarm(f"stuck-{incident}", title, text, firing=True, at=at_s)


def answer_for(letter: Letter, incident: str | None) -> Settled | None:
    """What whoever waits for an undecidable request is told."""
    if isinstance(letter, requests.Pressed):
        return Settled(press_name(letter.trip, letter.press_id), incident)
    if isinstance(letter, requests.Waited):
        named = letter.incident if isinstance(letter, requests.Act) else None
        return Settled(act_name(letter.request_id), named, "our fault: the desk failed on this")
    return None
