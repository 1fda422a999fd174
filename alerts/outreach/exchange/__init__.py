"""A private telephone exchange: speaks Twilio's REST dialect, executes TwiML, rings phones that are pages or scripts.

    twilio client ──REST──▶ Exchange ──▶ Line: ring, talk, end ──▶ Phone
                                 └── signed callbacks, in whatever order the disorder says ──▶ webhooks

Rule: what it cannot do it refuses aloud; it never pretends that somebody was reached.
"""

from alerts.outreach.exchange.calls import Call, Message
from alerts.outreach.exchange.disorder import Disorder, orderly, unruly
from alerts.outreach.exchange.exchange import Exchange
from alerts.outreach.exchange.faults import Fault, FaultPlan
from alerts.outreach.exchange.phones import Expectation, Phones

__all__ = [
    "Call",
    "Disorder",
    "Exchange",
    "Expectation",
    "Fault",
    "FaultPlan",
    "Message",
    "Phones",
    "orderly",
    "unruly",
]
