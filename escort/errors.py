"""What may go wrong around us, told in one sentence for the person who can mend it."""


class Unusable(Exception):
    """The service cannot start as it is configured: the message says what is wrong, where, and what to do."""


class LogAway(Exception):
    """The log did not answer. Nothing is known about what was asked of it last; asking again is harmless."""


class Fenced(Exception):
    """Another owner has the lease by now: what we hold is stale and must be dropped, not written."""
