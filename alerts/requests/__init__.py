"""Everything that can stand in a desk's inbox.

    phones      Pressed · PressCancelled · Answered · Said · Accompany · AccompanyEnd
    watchers    Found (after triage) · TripEnded
    agents      Claim · Decline · GiveBack · Note · Say · Ask · Call · TakeCall · Escalate · Raise · Transfer · Assign
                · Close · Reopen · Open · Came · Seen · Left · Pause · Resume · HandOver
    outreach    CallProgressed · CallSettled · PageSettled · EffectFailed
    service     OperatorAlarm · Due

Rule: a request says what happened or what is asked, never what to do about it. Times are unix seconds, as on the wire.
"""

from alerts.requests.agents import (
    Act,
    Ask,
    Assign,
    Call,
    Came,
    Claim,
    Close,
    Decline,
    Escalate,
    GiveBack,
    HandOver,
    Left,
    Note,
    Open,
    Pause,
    Raise,
    Reopen,
    Resume,
    Say,
    Seen,
    TakeCall,
    Transfer,
    Turnout,
    Waited,
)
from alerts.requests.letter import (
    Disposition,
    Edge,
    Every,
    Fix,
    Outcome,
    PageOutcome,
    PressKind,
    Role,
    SeverityNumber,
)
from alerts.requests.outreach import (
    CallProgressed,
    CallSettled,
    Due,
    EffectFailed,
    OperatorAlarm,
    Outreach,
    PageSettled,
)
from alerts.requests.phones import (
    Accompany,
    AccompanyEnd,
    Alarm,
    Answered,
    Found,
    PressCancelled,
    Pressed,
    Said,
    TripEnded,
)

Request = Alarm | Act | Open | Turnout | Outreach | OperatorAlarm | Due

__all__ = [
    "Accompany",
    "AccompanyEnd",
    "Act",
    "Alarm",
    "Answered",
    "Ask",
    "Assign",
    "Call",
    "CallProgressed",
    "CallSettled",
    "Came",
    "Claim",
    "Close",
    "Decline",
    "Disposition",
    "Due",
    "Edge",
    "EffectFailed",
    "Escalate",
    "Every",
    "Fix",
    "Found",
    "GiveBack",
    "HandOver",
    "Left",
    "Note",
    "Open",
    "OperatorAlarm",
    "Outcome",
    "Outreach",
    "PageOutcome",
    "PageSettled",
    "Pause",
    "PressCancelled",
    "PressKind",
    "Pressed",
    "Raise",
    "Reopen",
    "Request",
    "Resume",
    "Role",
    "Said",
    "Say",
    "Seen",
    "SeverityNumber",
    "TakeCall",
    "Transfer",
    "TripEnded",
    "Turnout",
    "Waited",
]
