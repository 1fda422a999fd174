"""What a finding is judged by beside itself: the sun, the rules of its trip, and what was found there before."""

from datetime import datetime
from zoneinfo import ZoneInfo

from alerts import Incident
from alerts.stories import story_of
from escort import clock
from escort.inbox import FindingSeen
from escort.retold import Retold, retold
from escort.triage import NIGHT_BEGINS_H, NIGHT_ENDS_H, NIGHT_PROFILE, Circumstances, bears_witness, is_night


def circumstances_of(seen: FindingSeen, incident: Incident | None, zone: ZoneInfo) -> Circumstances:
    """The circumstances of one finding; `incident` is its trip's open one, `zone` the desk's own time zone."""
    stories = () if incident is None else incident.stories
    story = story_of(stories, seen.kind)
    return Circumstances(
        night=_night(seen, zone),
        repeated=story is not None and retold(story, seen.at) is Retold.NEW,
        risk_area=seen.risk_area is not None,
        beside=bears_witness(seen.kind, stories),
        accompanied=incident is not None and incident.company is not None,
    )


def _night(seen: FindingSeen, zone: ZoneInfo) -> bool:
    """By the rules the trip is judged by, else by the sun at its place, else by the desk's own clock."""
    at = clock.at(seen.at)
    if seen.proof.get("profile") == NIGHT_PROFILE:
        return True
    return _by_the_clock(at, zone) if seen.place is None else is_night(at, seen.place[0])


def _by_the_clock(at: datetime, zone: ZoneInfo) -> bool:
    hour = at.astimezone(zone).hour
    return hour >= NIGHT_BEGINS_H or hour < NIGHT_ENDS_H
