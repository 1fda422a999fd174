"""The one place where the service asks what time it is."""

import time
from datetime import UTC, datetime


def now_s() -> float:
    """Unix seconds, UTC."""
    return time.time()


def at(unix_s: float) -> datetime:
    """Unix seconds as an aware datetime."""
    return datetime.fromtimestamp(unix_s, UTC)
