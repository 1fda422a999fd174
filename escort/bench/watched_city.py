"""A made-up city through a fleet, second by second of one clock: what is found, and when it could be acted on.

    stories --received--> fixes of all, by when they reach us --observe, tick, end--> first finding of each kind

No sockets and no log: the fleet itself, told the time once a second, as a watcher tells it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from escort.bench.reception import Received, Reception, in_fog, received
from escort.bench.stories import Story, areas, seed
from escort.simulate.areas import zones_text
from escort.simulate.ride import Ride
from geo import Finding, Fixes, Fleet, Profiles, TripPlan
from geo.fix import DRIVER, RIDER
from geo.zones import zones_from

began_s = 1_700_049_600.0  # noon in the city: 15 November 2023
after_end_s = 60  # so long the clock goes on after the last word


@dataclass(frozen=True, slots=True)
class FirstFound:
    """When a trip's first finding of a kind was ours to act on. Units: seconds of the trip, by our clock."""

    trip: int
    kind: str
    after_s: float


def watched(stories: Sequence[Story], how: Reception, profiles: Profiles) -> list[FirstFound]:
    """Watch trips that all begin at once."""
    names = [str(number) for number in range(len(stories))]
    fleet = Fleet(profiles, zones_from(zones_text(areas())))
    fleet.admit([_plan(name, story) for name, story in zip(names, stories, strict=True)])
    fixes = _together(
        [sent for i, story in enumerate(stories) for sent in sent_of(i, story, how)], fleet.rows_of(names)
    )
    ends_s = np.array([story.end_s for story in stories])
    hits_s = np.array([np.inf if story.felt is None else story.felt[0] for story in stories])
    first: dict[tuple[str, str], float] = {}
    at = 0
    for second in range(1, int(max(len(story.rider.x_m) for story in stories)) + after_end_s):
        now_s = began_s + second
        till = int(np.searchsorted(fixes.received_at_s, now_s, side="right"))
        found = fleet.observe(fixes[slice(at, till)]).findings + fleet.tick(now_s)
        for struck in np.flatnonzero(hits_s == second).tolist():
            _, peak_g = stories[struck].felt or (0.0, 0.0)
            found += fleet.felt(names[struck], now_s, peak_g, 0.0, now_s)
        for over in np.flatnonzero((ends_s > second - 1) & (ends_s <= second)):
            found += fleet.end(names[over], now_s, "completed", now_s)
        _note(found, first, second)
        at = till
    return [FirstFound(int(trip), kind, after_s) for (trip, kind), after_s in first.items()]


def _plan(name: str, story: Story) -> TripPlan:
    expected_at_s = began_s + story.expected_s
    return TripPlan(name, 0, story.plan, began_s, expected_at_s=expected_at_s, stops=story.stops)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What reaches us of one phone."""

    trip: int
    by: int
    fixes: Received


def sent_of(number: int, story: Story, how: Reception) -> Iterator[_Sent]:
    """Of both phones: nothing from a lost one, vague fixes in fog, the driver's while the trip lasts."""
    rider_s = min(story.lost_s, story.lost_alone_s)
    yield _Sent(number, RIDER, _phone(number, RIDER, story.rider, story, how, rider_s, np.inf))
    yield _Sent(number, DRIVER, _phone(number, DRIVER, story.car, story, how, story.lost_s, story.end_s))


def _phone(number: int, by: int, ride: Ride, story: Story, how: Reception, lost_s: float, end_s: float) -> Received:
    whole = received(ride, how, np.random.default_rng([seed, number, by]), story.every_s)
    if np.isfinite(story.fog_from_s):
        vague = replace(how, radius_m=in_fog.radius_m, said_m=in_fog.said_m)
        fog = received(ride, vague, np.random.default_rng([seed, number, by]), story.every_s)
        in_it = whole.fixed_at_s >= story.fog_from_s
        columns = (np.where(in_it, getattr(fog, name), getattr(whole, name)) for name in Received.__slots__)
        whole = Received(*columns)
    heard = (whole.received_at_s < lost_s) & (whole.fixed_at_s < end_s)
    return Received(*(getattr(whole, name)[heard] for name in Received.__slots__))


def _together(sent: list[_Sent], rows: NDArray[np.int32]) -> Fixes:
    """All fixes of all phones in the order they reach us."""
    many = [len(each.fixes.fixed_at_s) for each in sent]
    row = np.repeat(rows[[each.trip for each in sent]], many)
    by = np.repeat(np.array([each.by for each in sent], np.int8), many)
    columns = {name: np.concatenate([getattr(each.fixes, name) for each in sent]) for name in Received.__slots__}
    columns["fixed_at_s"] += began_s
    columns["received_at_s"] += began_s
    return Fixes(row=row, by=by, **columns)[np.argsort(columns["received_at_s"], kind="stable")]


def _note(found: list[Finding], first: dict[tuple[str, str], float], second: float) -> None:
    for finding in found:
        if finding.edge == "raised":
            first.setdefault((finding.trip, finding.kind), second)
