"""A drive of another time told as if it ended now: the same seconds between its fixes, none of them in the future.

    drive's own time      first ............................ last          600 s
    sent, 60 times faster   |..........|                                     10 s
    fixed_at told           first ............................ last          600 s; the last is sent when measured

Slower than life it is the first fix that is sent as it is measured, and all others late.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shifted:
    """One drive's clock.

    Units: `first_s`, `last_s` seconds of the drive; `starts_at` unix seconds; `speed` 1.0 is life's own, `inf` at once.
    """

    first_s: float
    last_s: float
    starts_at: float
    speed: float

    def sent_at(self, drive_s: float) -> float:
        """When we send what the drive sent at `drive_s`: unix seconds."""
        return self.starts_at + (drive_s - self.first_s) / self.speed

    def told_at(self, drive_s: float) -> float:
        """When we say that was: unix seconds, never after `sent_at`."""
        if self.speed < 1.0:
            return self.starts_at + drive_s - self.first_s
        return self.sent_at(self.last_s) + drive_s - self.last_s
