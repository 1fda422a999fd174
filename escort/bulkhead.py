"""The one place that holds an exception nobody expected, so that one broken case does not sink the others.

Whoever opens a bulkhead says what becomes of the case: our blindness is the rider's danger, so it is never only logged.
"""

import logging
from typing import Self

from escort import metrics

log = logging.getLogger("escort")


class Bulkhead:
    """Holds any Exception of its block, counts it and tells operators; the caller looks at `failure` and acts.

    Cancellation and the like (BaseException) pass through.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self.failure: Exception | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, failure: BaseException | None, _trace: object) -> bool:
        if not isinstance(failure, Exception):
            return False
        self.failure = failure
        metrics.bulkheads.labels(self._where).inc()
        log.error("bulkhead %s held an exception nobody expected", self._where, exc_info=failure)
        return True
