"""Alertmanager's webhook, version 4: each alert of a group is an alarm for operators, known by its fingerprint."""

from datetime import datetime

import msgspec

from alerts.requests import OperatorAlarm

alerts_max = 200  # of one group; the rest comes with the next
text_max = 1_000


class FromAlertmanager(
    msgspec.Struct, frozen=True, rename={"state": "status", "starts_at": "startsAt", "ends_at": "endsAt"}
):
    """One alert of a group."""

    state: str
    fingerprint: str
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class Group(msgspec.Struct, frozen=True):
    """The body of the webhook; what else it holds is ignored."""

    version: str
    alerts: list[FromAlertmanager]


def alarms_of(group: Group, now_s: float) -> list[OperatorAlarm]:
    """The alarms of a group. While an alert fires, `endsAt` is the year 1 and says nothing."""
    return [_alarm(alert, now_s) for alert in group.alerts[:alerts_max]]


def _alarm(alert: FromAlertmanager, now_s: float) -> OperatorAlarm:
    firing = alert.state == "firing"
    moment = alert.starts_at if firing else alert.ends_at
    at_s = moment.timestamp() if moment is not None and moment.year > 1 else now_s
    labels, notes = alert.labels, alert.annotations
    where = ", ".join(f"{name} {labels[name]}" for name in sorted(labels) if name != "alertname")
    text = " ".join(word for word in (notes.get("summary"), notes.get("description"), where) if word)
    runbook = notes.get("runbook_url")
    full = f"{text} Runbook: {runbook}" if runbook else text
    return OperatorAlarm(alert.fingerprint, labels.get("alertname", "an alert"), full[:text_max], firing, at_s)
