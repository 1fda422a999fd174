"""How often a PIN may be guessed: five wrong ones at once, then one more each minute, of each trip.

    guesses left --wrong--> one fewer --minute--> one more        none left: only the duress PIN still counts

Rule: nobody is locked out for good. Whoever holds the rider's phone may be the danger, so guessing is slow; but the
rider who fumbles in fear can try again within a minute, and the duress PIN is heard always.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

guesses_max = 5.0  # wrong PINs of a trip at once; then 10,000 four-digit PINs take a week
guess_each_s = 60.0
trips_max = 10_000  # remembered; beyond it the trip whose last wrong PIN is oldest starts afresh


@dataclass(slots=True)
class Guesses:
    """Wrong PINs by trip. Units: seconds of any one clock."""

    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)  # guesses left, at

    def may(self, trip: str, now_s: float) -> bool:
        """Whether a PIN of this trip is compared at all, now."""
        return self._now(trip, now_s) >= 1.0

    def wrong(self, trip: str, now_s: float) -> None:
        """A wrong one was given."""
        self._left[trip] = (max(0.0, self._now(trip, now_s) - 1.0), now_s)
        self._left.move_to_end(trip)
        if len(self._left) > trips_max:
            self._left.popitem(last=False)

    def _now(self, trip: str, now_s: float) -> float:
        left, at_s = self._left.get(trip, (guesses_max, now_s))
        return min(guesses_max, left + (now_s - at_s) / guess_each_s)
