"""The rules trips are judged by: read at the start, and again when their file changes or SIGHUP asks for it.

    file, at the start ──▶ Profiles, or the service does not start
    changed | SIGHUP   ──▶ Profiles ──▶ used from the next turn on; a broken file changes nothing and is told
    a trip that names a profile we do not have ──▶ refused, with those we have

Trips go on with all that is known of them; each keeps its profile by name. One whose profile is gone is judged as one
that names none; the log says so once, when it goes.
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


class Rules:
    """The profiles in force in this process, and who else is to know when they change."""

    def __init__(self, profiles: Profiles) -> None:
        self.now = profiles
        self._told: list[Use] = []

    def tell(self, use: Use) -> None:
        """`use` is given every set of profiles from now on."""
        self._told.append(use)

    def use(self, profiles: Profiles) -> None:
        """These are in force from now on."""
        gone = [name for name in self.now.names if name not in profiles.by_name]
        if gone:
            named, first = ", ".join(gone), profiles.names[0]
            log.warning("profiles gone: %s; trips that name them are judged by %s, or by night", named, first)
        self.now = profiles
        for told in self._told:
            told(profiles)

    def refusal_of(self, profile: str | None) -> str | None:
        """Why a trip that names this profile is not taken; None where it is one of ours, or none is named."""
        if profile is None or profile in self.now.by_name:
            return None
        return f"the profile: there is none named {profile!r}; there are {', '.join(self.now.names)}"


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
