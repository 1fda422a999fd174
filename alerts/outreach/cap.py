"""A case as the Common Alerting Protocol 1.2 tells it, for authorities and alarm centres.

    opened ─▶ Alert      raised ─▶ Update, which refers to the one before      closed ─▶ Cancel

Rule: no name and no number of anybody; a place is a circle as wide as what is known of it.
Source: OASIS Common Alerting Protocol 1.2; the elements stand in the order its schema wants.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

XMLNS = "urn:oasis:names:tc:emergency:cap:1.2"
circle_km = 0.2  # around the last place told: a fix, and a minute's walk
Kind = Literal["Alert", "Update", "Cancel"]
# Our severity as CAP's (urgency, severity, certainty).
_LEVELS = {
    4: ("Immediate", "Extreme", "Likely"),
    3: ("Immediate", "Severe", "Likely"),
    2: ("Expected", "Moderate", "Possible"),
    1: ("Future", "Minor", "Possible"),
    0: ("Unknown", "Unknown", "Unknown"),
}


@dataclass(frozen=True, slots=True)
class CapCase:
    """What is told of a case. Units: `place` is lon, lat in degrees, WGS84."""

    incident: str
    kind: Kind
    sender: str
    sent: datetime
    opened: datetime
    severity: int
    why: str
    reasons: tuple[str, ...]
    place: tuple[float, float] | None
    vehicle: str | None = None
    drill: bool = False


def cap_of(case: CapCase) -> bytes:
    """The message, as XML."""
    alert = Element("alert", xmlns=XMLNS)
    _add(alert, "identifier", f"{case.incident}.{int(case.sent.timestamp())}")
    _add(alert, "sender", case.sender)
    _add(alert, "sent", _time(case.sent))
    _add(alert, "status", "Exercise" if case.drill else "Actual")
    _add(alert, "msgType", case.kind)
    _add(alert, "scope", "Private")
    _add(alert, "addresses", "the authority that asked for it")
    if case.kind != "Alert":
        opened_id = f"{case.incident}.{int(case.opened.timestamp())}"
        _add(alert, "references", f"{case.sender},{opened_id},{_time(case.opened)}")
    _add(alert, "incidents", case.incident)
    _info(alert, case)
    text: bytes = tostring(alert, encoding="utf-8", xml_declaration=True)
    return text


def _info(alert: Element, case: CapCase) -> None:
    urgency, severity, certainty = _LEVELS[case.severity]
    info = SubElement(alert, "info")
    _add(info, "language", "en-US")
    _add(info, "category", "Safety")
    _add(info, "event", "Ride-hailing passenger may need help")
    _add(info, "urgency", "Past" if case.kind == "Cancel" else urgency)
    _add(info, "severity", severity)
    _add(info, "certainty", certainty)
    _add(info, "headline", case.why[:160])
    _add(info, "description", " ".join(case.reasons))
    for name, value in (("vehicle", case.vehicle), ("severity", str(case.severity))):
        if value:
            parameter = SubElement(info, "parameter")
            _add(parameter, "valueName", name)
            _add(parameter, "value", value)
    if case.place is not None:
        lon, lat = case.place
        area = SubElement(info, "area")
        _add(area, "areaDesc", "Where the vehicle was last known to be")
        _add(area, "circle", f"{lat:.5f},{lon:.5f} {circle_km}")


def _time(moment: datetime) -> str:
    """CAP wants a numeric zone, and -00:00 for UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S-00:00")


def _add(parent: Element, name: str, text: str) -> None:
    """Characters that XML cannot hold are left out: a line of a phone may hold any."""
    kept = "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
    SubElement(parent, name).text = kept
