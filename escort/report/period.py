"""From when to when, as people say it: days of the desk's own time zone, or moments.

    --from 2026-11-01 --to 2026-11-08   seven days: the last day named is not in it

Rule: from is in it, to is not, so that two weeks that meet count nothing twice.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from escort.errors import Unusable


@dataclass(frozen=True, slots=True)
class Period:
    """Unix seconds; `from_s` is in it, `to_s` is not."""

    from_s: float
    to_s: float
    zone: ZoneInfo

    def holds(self, at_s: float) -> bool:
        """Whether a moment is in it."""
        return self.from_s <= at_s < self.to_s

    def hour_of(self, at_s: float) -> int:
        """The hour of the day, 0 to 23, as the clock on the desk's wall shows it."""
        return datetime.fromtimestamp(at_s, self.zone).hour

    def words(self) -> str:
        """For a headline."""
        first, last = (datetime.fromtimestamp(each, self.zone) for each in (self.from_s, self.to_s))
        return f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} ({self.zone.key})"


def period_of(first: str | None, last: str | None, zone: ZoneInfo, now_s: float) -> Period:
    """The period between two words; without them, the 24 hours until now.

    Raises: Unusable, in one sentence.
    """
    to_s = now_s if last is None else _moment(last, "--to", zone)
    from_s = to_s - 86_400.0 if first is None else _moment(first, "--from", zone)
    if not from_s < to_s:
        raise Unusable(f"--from {first} lies not before --to {last or 'now'}.")
    return Period(from_s, to_s, zone)


def _moment(word: str, name: str, zone: ZoneInfo) -> float:
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        raise Unusable(f"{name} takes a day or a moment, like 2026-11-01 or 2026-11-01T06:00, not {word!r}.") from None
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).timestamp()
