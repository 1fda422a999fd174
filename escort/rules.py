"""The rules a watcher judges by: read at the start, and again when their file changes or SIGHUP asks for it.

    file, at the start ──▶ Profiles, or the service does not start
    changed | SIGHUP   ──▶ Profiles ──▶ used from the next turn on; a broken file changes nothing and is told

Trips go on with all that is known of them; each keeps its profile by name.
"""

import logging
import os
import signal
from collections.abc import Callable
from pathlib import Path

import trio

from escort import metrics
from escort.errors import Unusable
from geo import Profiles, ProfilesUnreadable, default_profiles, profiles_from

log = logging.getLogger("escort")

look_every_s = 2.0  # a stat of one file; a shift's supervisor who changes a number sees it at once

Use = Callable[[Profiles], None]
Seen = tuple[int, int, int] | None  # device file number, size and time of change; None where there is no file


def first_rules(path: Path | None, named: str = "ESCORT_PROFILES") -> Profiles:
    """The profiles to start with: those of a file, else those that are shipped.

    Raises: Unusable, saying by which name the file was given.
    """
    if path is None:
        return default_profiles()
    try:
        return _read(path)
    except ProfilesUnreadable as why:
        raise Unusable(f"{named} {path}: {why}") from why


async def follow_rules(path: Path, use: Use) -> None:
    """Gives the profiles to `use` whenever the file changed, or SIGHUP says to read it; until cancelled."""
    seen = await trio.to_thread.run_sync(_seen, path)
    with trio.open_signal_receiver(signal.SIGHUP) as hangups:
        while True:
            asked = False
            with trio.move_on_after(look_every_s):
                await hangups.__anext__()
                asked = True
            now = await trio.to_thread.run_sync(_seen, path)
            if asked or now != seen:
                seen = now
                await _read_again(path, use)


async def _read_again(path: Path, use: Use) -> None:
    try:
        profiles = await trio.to_thread.run_sync(_read, path)
    except ProfilesUnreadable as why:
        metrics.rules_read.labels("refused").inc()
        log.warning("ESCORT_PROFILES %s: %s; the rules stay as they were", path, why)
        return
    metrics.rules_read.labels("used").inc()
    log.warning("new rules from %s: profiles %s", path, ", ".join(profiles.names))
    use(profiles)


def _read(path: Path) -> Profiles:
    """Raises: ProfilesUnreadable, also for a file that cannot be read."""
    try:
        return profiles_from(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as why:
        raise ProfilesUnreadable(str(why)) from why


def _seen(path: Path) -> Seen:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
