"""What an agent's phone says when it pages, and what its keys mean.

    "case i-12, severity 4 ..." ─1─▶ taken: the case is claimed ("already taken by ..." where somebody was quicker)
                                ├─2─▶ said again
                                └─ nothing ─▶ said once more ─▶ end: nobody has taken it

Rule: hearing it is not taking it; only the key is.
"""

from dataclasses import dataclass

from twilio.twiml.voice_response import Gather, VoiceResponse

says_max = 3  # how often it is said in one call
key_wait_s = 8
text_max = 300  # characters of a text message: two parts of one
voice = "en-US"


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page is about."""

    incident: str
    severity: int
    summary: str


def said(page: PageText, times: int = 1) -> str:
    """The page, said for the `times`-th time; the key is posted to `key-{times}`."""
    response = VoiceResponse()
    gather = Gather(input="dtmf", num_digits=1, timeout=key_wait_s, action=f"key-{times}", action_on_empty_result=True)
    gather.say(f"Safety desk. Case {page.incident}, severity {page.severity}. {page.summary}", language=voice)
    gather.say("Press 1 to take it. Press 2 to hear it again.", language=voice)
    response.append(gather)
    return str(response)


def taken(page: PageText) -> str:
    """For whoever pressed 1 first."""
    return _ends(f"Case {page.incident} is yours. Open your wall. Goodbye.")


def already_taken(by: str) -> str:
    """For whoever pressed 1 later."""
    return _ends(f"{by} has taken it already. Thank you. Goodbye.")


def nobody() -> str:
    """For whoever pressed nothing, however often it was said."""
    return _ends("Nobody has taken it on this phone. Goodbye.")


def text_of(page: PageText, wall: str) -> str:
    """The same as a text message."""
    head, tail = f"Safety desk: {page.incident}, severity {page.severity}. ", f" {wall}/"
    return head + page.summary[: text_max - len(head) - len(tail)] + tail


def _ends(line: str) -> str:
    response = VoiceResponse()
    response.say(line, language=voice)
    response.hangup()
    return str(response)
