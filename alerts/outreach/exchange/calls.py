"""What the exchange knows of a call and of a message, and how Twilio's REST interface shows them.

    queued ─▶ initiated ─▶ ringing ─▶ in-progress ─▶ completed
      │           │           ├─▶ busy, no-answer
      └───────────┴───────────┴─▶ failed, canceled

Rule: a call moves along these arrows only, and a terminal state is never left.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Literal

State = Literal["queued", "initiated", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled"]
MessageState = Literal["queued", "sent", "delivered", "undelivered", "failed", "received"]

FINAL: frozenset[State] = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
_NEXT: dict[State, frozenset[State]] = {
    "queued": frozenset({"initiated", "failed", "canceled"}),
    "initiated": frozenset({"ringing", "failed", "canceled"}),
    "ringing": frozenset({"in-progress", "busy", "no-answer", "failed", "canceled"}),
    "in-progress": frozenset({"completed"}),
}
CALLBACK_KIND: dict[State, str] = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
API_VERSION = "2010-04-01"


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for when a call was created. Units: seconds."""

    to: str
    sender: str
    url: str | None = None
    method: str = "POST"
    twiml: str | None = None
    fallback_url: str | None = None
    callback: str | None = None
    callback_kinds: frozenset[str] = frozenset({"completed"})
    ring_s: float = 60.0
    amd: Literal["no", "wait", "beside"] = "no"
    amd_callback: str | None = None


@dataclass(slots=True)
class Call:
    """One call, outbound by REST or as the second leg of a <Dial>."""

    sid: str
    account: str
    order: Order
    created_at_s: float
    state: State = "queued"
    started_at_s: float | None = None  # when it was answered
    ended_at_s: float | None = None
    answered_by: str | None = None
    parent: str | None = None
    sequence: int = 0  # of the next callback
    heard: list[str] = field(default_factory=list)  # everything that was said to the phone

    def move(self, state: State, now_s: float) -> None:
        """Raises: AssertionError where no arrow leads there."""
        assert state in _NEXT.get(self.state, ()), f"no call goes from {self.state} to {state}"
        self.state = state
        if state == "in-progress":
            self.started_at_s = now_s
        if state in FINAL:
            self.ended_at_s = now_s

    @property
    def ended(self) -> bool:
        """Whether it can move no more."""
        return self.state in FINAL

    @property
    def direction(self) -> str:
        """As Twilio names it."""
        return "outbound-dial" if self.parent else "outbound-api"

    @property
    def duration_s(self) -> int:
        """Whole seconds of talk; 0 where nobody answered."""
        if self.started_at_s is None or self.ended_at_s is None:
            return 0
        return round(self.ended_at_s - self.started_at_s)

    def shown(self) -> dict[str, Any]:
        """The Call resource. Source: Twilio's OpenAPI description, api.v2010.account.call."""
        uri = f"/{API_VERSION}/Accounts/{self.account}/Calls/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account,
            "to": self.order.to,
            "to_formatted": self.order.to,
            "from": self.order.sender,
            "from_formatted": self.order.sender,
            "parent_call_sid": self.parent,
            "phone_number_sid": None,
            "status": "queued" if self.state == "initiated" else self.state,
            "date_created": rfc2822(self.created_at_s),
            "date_updated": rfc2822(self.ended_at_s or self.started_at_s or self.created_at_s),
            "start_time": None if self.started_at_s is None else rfc2822(self.started_at_s),
            "end_time": None if self.ended_at_s is None else rfc2822(self.ended_at_s),
            "duration": str(self.duration_s) if self.ended else None,
            "price": None,
            "price_unit": "USD",
            "direction": self.direction,
            "answered_by": self.answered_by,
            "api_version": API_VERSION,
            "forwarded_from": None,
            "group_sid": None,
            "caller_name": None,
            "queue_time": "0",
            "trunk_sid": None,
            "uri": f"{uri}.json",
            "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
        }


@dataclass(slots=True)
class Message:
    """One text message, out or in."""

    sid: str
    account: str
    to: str
    sender: str
    body: str
    created_at_s: float
    callback: str | None = None
    state: MessageState = "queued"
    error_code: int | None = None

    def shown(self) -> dict[str, Any]:
        """The Message resource. Source: Twilio's OpenAPI description, api.v2010.account.message."""
        uri = f"/{API_VERSION}/Accounts/{self.account}/Messages/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account,
            "messaging_service_sid": None,
            "to": self.to,
            "from": self.sender,
            "body": self.body,
            "status": self.state,
            "num_segments": "1",
            "num_media": "0",
            "direction": "inbound" if self.state == "received" else "outbound-api",
            "date_created": rfc2822(self.created_at_s),
            "date_updated": rfc2822(self.created_at_s),
            "date_sent": None if self.state == "queued" else rfc2822(self.created_at_s),
            "price": None,
            "price_unit": "USD",
            "error_code": self.error_code,
            "error_message": None if self.error_code is None else "not delivered",
            "api_version": API_VERSION,
            "uri": f"{uri}.json",
            "subresource_uris": {"media": f"{uri}/Media.json"},
        }


def rfc2822(unix_s: float) -> str:
    """A time as Twilio writes it."""
    return format_datetime(datetime.fromtimestamp(unix_s, UTC))
