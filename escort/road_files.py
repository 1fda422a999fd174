"""Road networks from maps: OpenStreetMap extracts and tables of segments become `geo.roads.Network`.

    .osm.pbf, .osm --ways with a `highway` a car may drive--> Network
    .csv           --a directed segment a line: `coordinates` = [[lon, lat], ...]--> Network

What may be driven in which direction is what the map says; turns that are forbidden are not known.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np

from escort.errors import Unusable
from geo.roads import Network

Place = tuple[float, float]  # lon, lat

drivable = frozenset(
    {"motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "service"}
    | {f"{name}_link" for name in ("motorway", "trunk", "primary", "secondary", "tertiary")}
)
forward = frozenset({"yes", "true", "1"})
backward = frozenset({"-1", "reverse"})
closed = frozenset({"no", "private"})


def read_network(path: Path) -> Network:
    """The roads of a file.

    Raises: Unusable, in one sentence.
    """
    try:
        network = network_of(_csv_lines(path) if path.suffix.lower() == ".csv" else _osm_lines(path))
    except (OSError, RuntimeError, UnicodeDecodeError, csv.Error, ValueError) as why:
        raise Unusable(f"The roads of {path} cannot be read: {why}.") from why
    if not len(network.tail):
        raise Unusable(f"There is no road in {path} that a car may drive.")
    return network


def network_of(lines: Iterable[list[Place]]) -> Network:
    """Lines that may be driven from their first place to their last. Places that are equal are one point."""
    number: dict[Place, int] = {}
    pieces = []
    for line in lines:
        points = [number.setdefault(place, len(number)) for place in line]
        pieces += [piece for piece in pairwise(points) if piece[0] != piece[1]]
    lonlat = np.array(list(number), np.float64).reshape(-1, 2)
    ends = np.array(sorted(set(pieces)), np.int64).reshape(-1, 2)
    return Network(lonlat[:, 0].copy(), lonlat[:, 1].copy(), ends[:, 0].copy(), ends[:, 1].copy())


def directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether a way may be driven as it is drawn, and against it."""
    access = tags.get("motor_vehicle") or tags.get("vehicle") or tags.get("access") or "yes"
    if tags.get("highway") not in drivable or access in closed:
        return False, False
    oneway = tags.get("oneway")
    if oneway in backward:
        return False, True
    implied = tags.get("highway") == "motorway" or tags.get("junction") in ("roundabout", "circular")
    return True, not (oneway in forward or (oneway is None and implied))


def _osm_lines(path: Path) -> Iterator[list[Place]]:
    try:
        import osmium
    except ModuleNotFoundError:
        raise Unusable("OpenStreetMap files are read by osmium: pip install 'safety-escort[roads]'.") from None
    with path.open("rb"):  # a file that is not there is told as such
        ways = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    for way in ways:
        if isinstance(way, osmium.osm.Way):
            along, against = directions(dict(way.tags))
            line = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
            if along:
                yield line
            if against:
                yield line[::-1]


def _csv_lines(path: Path) -> Iterator[list[Place]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            try:
                yield msgspec.json.decode(row.get("coordinates") or "null", type=list[Place])
            except msgspec.MsgspecError as why:
                raise ValueError(f"a segment needs `coordinates`, [[lon, lat], ...]: {why}") from why
