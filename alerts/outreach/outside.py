"""What outside systems are told of a case: PagerDuty's Events v2, and a signed webhook of our own.

    case opened or raised ─▶ trigger      closed ─▶ resolve      (one dedup key a case: repeats are one story)

Source: PagerDuty's OpenAPI description of Events v2. Our own webhook is signed as `t=<unix seconds>,v1=<hex HMAC-SHA256
of "<t>.<body>">`: whoever checks `t` refuses replays.
"""

import hashlib
import hmac
from typing import Any, Literal

What = Literal["opened", "raised", "closed"]
summary_max = 1_024  # PagerDuty's own limit
_SEVERITY = {4: "critical", 3: "error", 2: "warning"}  # below: info


def pagerduty_of(
    key: str, incident: str, what: What, summary: str, severity: int, wall: str, source: str
) -> dict[str, Any]:
    """The body of `POST /v2/enqueue`."""
    body: dict[str, Any] = {
        "routing_key": key,
        "dedup_key": f"{source}/{incident}",
        "event_action": "resolve" if what == "closed" else "trigger",
    }
    if what == "closed":
        return body
    return body | {
        "payload": {
            "summary": f"{incident}: {summary}"[:summary_max],
            "source": source,
            "severity": _SEVERITY.get(severity, "info"),
            "component": "safety desk",
            "class": f"severity {severity}",
        },
        "links": [{"href": f"{wall}/", "text": "The wall"}],
        "client": "Safety escort",
        "client_url": f"{wall}/",
    }


def signature(secret: str, at_s: int, body: bytes) -> str:
    """The `Escort-Signature` header of a webhook."""
    mac = hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at_s},v1={mac}"


def signed_by(secret: str, header: str, body: bytes, now_s: float, within_s: float = 300.0) -> bool:
    """Whether a webhook is ours and fresh: what a receiver does."""
    words = dict(part.partition("=")[::2] for part in header.split(","))
    at = words.get("t", "")
    if not (at.isascii() and at.isdigit()) or abs(now_s - int(at)) > within_s:
        return False
    return hmac.compare_digest(signature(secret, int(at), body), header)
