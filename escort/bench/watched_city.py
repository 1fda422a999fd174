"""A made-up city through a fleet, second by second of one clock: what is found, and when it could be acted on.

    stories --received--> fixes of all, by when they reach us --observe, tick, end--> first finding of each kind

No sockets and no log: the fleet itself, told the time once a second, as a watcher tells it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escort.bench.reception import Received, Reception, received
from escort.bench.stories import Story, fog_m, impact_g, seed
from geo import Finding, Fixes, Fleet, Profiles, TripPlan

began_s = 1_700_049_600.0  # noon in the city: 15 November 2023
after_end_s = 60  # so long the clock goes on after the last trip


@dataclass(frozen=True, slots=True)
class FirstFound:
    """When a trip's first finding of a kind was ours to act on. Units: seconds of the trip, by our clock."""

    trip: int
    kind: str
    after_s: float


def watched(stories: Sequence[Story], how: Reception, profiles: Profiles) -> list[FirstFound]:
    """Watch trips that all begin at once."""
    names = [str(number) for number in range(len(stories))]
    fleet = Fleet(profiles)
    fleet.admit([_plan(name, story) for name, story in zip(names, stories, strict=True)])
    fixes = _together([_sent(i, story, how) for i, story in enumerate(stories)], fleet.rows_of(names))
    ends_s = np.array([story.end_s for story in stories])
    hits_s = np.array([story.impact_s for story in stories])
    first: dict[tuple[str, str], float] = {}
    at = 0
    for second in range(1, int(ends_s.max()) + after_end_s):
        now_s = began_s + second
        till = int(np.searchsorted(fixes.received_at_s, now_s, side="right"))
        found = fleet.observe(fixes[slice(at, till)]).findings + fleet.tick(now_s)
        for struck in np.flatnonzero(hits_s == second):
            found += fleet.felt(names[struck], now_s, impact_g, 0.0, now_s)
        for over in np.flatnonzero((ends_s > second - 1) & (ends_s <= second)):
            found += fleet.end(names[over], now_s, "completed", now_s)
        _note(found, first, second)
        at = till
    return [FirstFound(int(trip), kind, after_s) for (trip, kind), after_s in first.items()]


def _plan(name: str, story: Story) -> TripPlan:
    return TripPlan(name, 0, story.plan, began_s, expected_at_s=began_s + story.expected_s)


def _sent(number: int, story: Story, how: Reception) -> Received:
    """What reaches us: nothing from a lost phone, vague fixes from one in fog, nothing once the trip is over."""
    random = np.random.default_rng([seed, number])
    whole = received(story.ride, how, random)
    fog = whole.fixed_at_s >= story.fog_from_s
    whole.accuracy_m[fog] = fog_m
    whole.lat_deg[fog] += random.normal(0.0, fog_m / 1.515 / 111_132.0, int(fog.sum()))
    heard = (whole.received_at_s < story.silent_from_s) & (whole.fixed_at_s < story.end_s)
    return Received(*(getattr(whole, name)[heard] for name in Received.__slots__))


def _together(sent: list[Received], rows: NDArray[np.int32]) -> Fixes:
    """All fixes of all trips in the order they reach us."""
    row = np.repeat(rows, [len(each.fixed_at_s) for each in sent])
    columns = {name: np.concatenate([getattr(each, name) for each in sent]) for name in Received.__slots__}
    columns["fixed_at_s"] += began_s
    columns["received_at_s"] += began_s
    return Fixes(row=row, **columns)[np.argsort(columns["received_at_s"], kind="stable")]


def _note(found: list[Finding], first: dict[tuple[str, str], float], second: float) -> None:
    for finding in found:
        if finding.edge == "raised":
            first.setdefault((finding.trip, finding.kind), second)
