"""What happens once something is wrong: one fold over an inbox. Knows no maps, takes no clock, waits for nothing.

from alerts import Desk, read_policy, requests, timeline

desk = Desk(read_policy(), region="porto")
decision = desk.handle(requests.Claim("i-7", "Ada", "r-1"), now)
"""

from alerts import requests, timeline
from alerts.agents import AgentState, Floor, shape_of
from alerts.deadlines import next_due
from alerts.desk import Desk
from alerts.effects import Announce, Checkin, Effect, Guardian, HangUp, Page, PlaceCall, TakeOver, Told
from alerts.folding import fold, fold_one
from alerts.incident import Incident
from alerts.policy import Policy, PolicyRefused, parse_policy, read_policy
from alerts.refusals import Refusal
from alerts.requests import Request
from alerts.severity import SEVERITY_WORDS, Severity
from alerts.stored import SnapshotRefused
from alerts.timeline import FLOOR, Entry, Recorded
from alerts.turn import Decision

__all__ = [
    "FLOOR",
    "SEVERITY_WORDS",
    "AgentState",
    "Announce",
    "Checkin",
    "Decision",
    "Desk",
    "Effect",
    "Entry",
    "Floor",
    "Guardian",
    "HangUp",
    "Incident",
    "Page",
    "PlaceCall",
    "Policy",
    "PolicyRefused",
    "Recorded",
    "Refusal",
    "Request",
    "Severity",
    "SnapshotRefused",
    "TakeOver",
    "Told",
    "fold",
    "fold_one",
    "next_due",
    "parse_policy",
    "read_policy",
    "requests",
    "shape_of",
    "timeline",
]
