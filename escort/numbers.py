"""What the wall's numbers are made of: the newest word of each process, added up."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
import numpy as np

from alerts import Incident
from escort import limits
from escort.vitals import Pulse, stale_s

window_s = 10.0  # over which fixes a second are counted
forgotten_s = 900.0  # a trip that has not moved for so long is no dot for a wall that comes new

Place = tuple[float, float, float | None, float]  # lon, lat, heading, fixed_at
Position = tuple[str, float, float, float | None, float]  # trip, lon, lat, heading, age in seconds


class Kpis(msgspec.Struct, frozen=True):
    """The KPIS of docs/wire.md."""

    trips: int
    fixes: int
    fixes_per_s: float
    connections: int
    open: dict[str, int]
    longest_waiting_s: float | None


@dataclass(slots=True)
class Numbers:
    """Hears pulses, answers with sums."""

    pulses: dict[str, Pulse] = field(default_factory=dict)
    moved: dict[str, Place] = field(default_factory=dict)  # since last asked
    known: dict[str, Place] = field(default_factory=dict)  # the newest of each trip, at most `positions_max`
    counted: list[tuple[float, int]] = field(default_factory=list)

    def hear(self, pulse: Pulse) -> None:
        """One process's word."""
        self.pulses[pulse.node] = pulse
        places = np.frombuffer(pulse.places, np.float64).reshape(-1, 4).tolist()
        for trip, (lon, lat, heading, fixed_at) in zip(pulse.moved, places, strict=True):
            self.known.pop(trip, None)
            self.known[trip] = self.moved[trip] = (lon, lat, None if math.isnan(heading) else heading, fixed_at)
        while len(self.known) > limits.positions_max:
            del self.known[next(iter(self.known))]

    def take_moved(self, now_s: float) -> list[Position]:
        """The trips that moved since this was last asked: trip, lon, lat, heading, age in seconds."""
        moved, self.moved = self.moved, {}
        return _with_ages(moved, now_s)

    def everywhere(self, now_s: float) -> list[Position]:
        """Where every trip was last, for a wall that has just come; forgotten after `forgotten_s`."""
        self.known = {trip: place for trip, place in self.known.items() if now_s - place[3] < forgotten_s}
        return _with_ages(self.known, now_s)

    def kpis(self, incidents: Iterable[Incident], now_s: float) -> Kpis:
        """The sums at this moment."""
        live = [pulse for pulse in self.pulses.values() if now_s - pulse.at_s < stale_s]
        fixes = sum(pulse.fixes for pulse in live)
        if self.counted and fixes < self.counted[-1][1]:
            self.counted = []  # a process has gone or begun anew: the rate is counted from here
        self.counted = [(at, n) for at, n in self.counted if now_s - at <= window_s] + [(now_s, fixes)]
        first_s, first = self.counted[0]
        opened = dict.fromkeys("01234", 0)
        waiting = []
        for incident in incidents:
            opened[str(incident.severity)] += 1
            if incident.claimed_by is None:
                waiting.append(now_s - incident.opened_at.timestamp())
        return Kpis(
            trips=sum(pulse.trips for pulse in live),
            fixes=fixes,
            fixes_per_s=round((fixes - first) / (now_s - first_s), 1) if now_s > first_s else 0.0,
            connections=sum(pulse.connections for pulse in live),
            open=opened,
            longest_waiting_s=round(max(waiting), 1) if waiting else None,
        )


def _with_ages(places: dict[str, Place], now_s: float) -> list[Position]:
    return [(trip, lon, lat, heading, round(now_s - at, 1)) for trip, (lon, lat, heading, at) in places.items()]
