"""How many files, and so how many connections, this process may have open."""

import resource


def allow_open_files(wanted: int) -> int:
    """Raises the soft limit as far as wanted, where the hard limit lets it; how many there may be now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted
