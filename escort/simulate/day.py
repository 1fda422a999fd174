"""A day of the city: which trip each vehicle drives after which, so that about so many are always alive.

    slot 0   |--trip 0--| |----trip 200----| |--...
    slot 1        ...trip 1---| |--trip 201--| |--...
    slot 2   -trip 2-| |--...
             ^ now: some have just left, some have nearly arrived

A city that is watched for the first time is already in the middle of its day. Only its first minutes are staged: in
the first few slots something of each kind goes wrong soon (`opening`), so that nobody waits for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from escort.simulate.city import City
from escort.simulate.mishaps import Mishap, drawn
from escort.simulate.trip import Trip, trip_of

opening = (
    (Mishap.SOS, 6.0),
    (Mishap.DETOUR, 4.0),
    (Mishap.CRASH, 75.0),
    (Mishap.LOST_PHONE, 20.0),
    (Mishap.ACCIDENT, 40.0),
    (Mishap.ENDED_EARLY, 145.0),
    (Mishap.SPEEDING, 160.0),
    (Mishap.APART, 130.0),
    (Mishap.DRIVEN_ON, 180.0),
    (Mishap.SILENT, 240.0),
    (Mishap.LONG_STOP, -15.0),
    (Mishap.LATE, -280.0),
    (Mishap.FOG, 60.0),
)
"""What goes wrong in the first slots, and how many seconds after the start: each kind within minutes, none at once with
another. Standing and being late began before; they are found only once they have lasted."""

staged_share = 1 / 8  # of the slots at most, but for the first four: few go wrong, also in a small city
joins_each_s = 0.02  # between two slots: two hundred sockets in four seconds
pause_s = (1.0, 6.0)  # between two trips of a slot


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A trip and its place in the day.

    Units: seconds of the day, which starts with the run. `start_s` may lie before it; we watch from `from_s` on.
    """

    trip: Trip
    start_s: float
    from_s: float

    @property
    def end_s(self) -> float:
        """When it is over."""
        return self.start_s + self.trip.over_s


def day_of(city: City, seed: int, slot: int, alive: int) -> Iterator[Scheduled]:
    """The trips of one slot of `alive`, one after the other, without end."""
    scheduled = _first(city, seed, slot, alive)
    number = slot
    while True:
        yield scheduled
        number += alive
        start_s = scheduled.end_s + Random(f"{seed}/{number}/pause").uniform(*pause_s)
        scheduled = Scheduled(_any_trip(city, seed, number), start_s, start_s)


def _any_trip(city: City, seed: int, number: int) -> Trip:
    return trip_of(city, seed, number, drawn(Random(f"{seed}/{number}/mishap")))


def staged(alive: int) -> int:
    """How many of `opening` a city of so many has."""
    return min(len(opening), max(4, round(alive * staged_share)))


def _first(city: City, seed: int, slot: int, alive: int) -> Scheduled:
    """What this slot drives when the city is first seen: something under way, with what goes wrong still to come."""
    from_s = slot * joins_each_s
    if slot < staged(alive):
        mishap, soon_s = opening[slot]
        trip = trip_of(city, seed, slot, mishap)
        start_s = from_s + soon_s - trip.mishap_s
        return Scheduled(trip, start_s, max(start_s, from_s))
    trip = _any_trip(city, seed, slot)
    driven_s = Random(f"{seed}/{slot}/driven").uniform(0.0, 0.9) * trip.end_s
    if driven_s > trip.mishap_s:  # what went wrong before we looked is nothing we could have seen begin
        trip = trip_of(city, seed, slot, Mishap.NONE)
    return Scheduled(trip, from_s - min(driven_s, 0.9 * trip.end_s), from_s)
