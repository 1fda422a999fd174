"""Two spellings of one moment: `datetime` where we judge, unix seconds where the wire or an entry carries it."""

from datetime import UTC, datetime


def unix_s(moment: datetime) -> float:
    """Unix seconds of an aware moment. Units: seconds, UTC; exact to the microsecond until the year 2100."""
    return moment.timestamp()


def moment_of(seconds: float) -> datetime:
    """The aware UTC moment of unix seconds."""
    return datetime.fromtimestamp(seconds, UTC)
