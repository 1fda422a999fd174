"""One stream of facts through a detector's columns, as many trips at a time as there are different ones in a row."""

from collections.abc import Mapping, Sequence

import numpy as np

from geo import default_profiles
from geo.columns import Columns
from geo.detectors.facts import Change
from geo.panel import Detector, OfMotion
from geo.zones import Zones
from tests.geo.seen import seen_of

PROFILES = default_profiles()
TRIPS = 4

Facts = Mapping[str, float]
Told = tuple[int, Facts]  # the trip, and what is known of one fix of it
Said = tuple[str, float, float]  # edge, since_s, at_s


def by_columns(detector: Detector, stream: Sequence[Told], zones: Zones | None = None) -> list[list[Said]]:
    """What the detector says of each trip."""
    assert isinstance(detector, OfMotion)
    own = Columns(detector.blank)
    own.grow(TRIPS)
    changes: list[Change] = []
    while stream:
        turn = next((i for i in range(len(stream)) if stream[i][0] in {fix[0] for fix in stream[:i]}), len(stream))
        now, stream = stream[:turn], stream[turn:]
        columns = {name: np.array([facts[name] for _, facts in now]) for name in now[0][1]}
        changes += detector.judge(own, seen_of(np.array([trip for trip, _ in now]), zones, **columns), PROFILES)
    return [[(c.edge, c.since_s, c.at_s) for c in changes if c.row == trip] for trip in range(TRIPS)]


def alternate(said: Sequence[Said]) -> bool:
    """Whether edges come in turn: raised, cleared, raised."""
    return all(edge == ("raised", "cleared")[i % 2] for i, (edge, _, _) in enumerate(said))
