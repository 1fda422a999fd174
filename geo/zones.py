"""Zones: places that change what is normal there, drawn on a map by whoever knows the city.

GeoJSON --zones_from--> Zones | ZonesUnreadable(why)
risk            entering it is a finding, and standing in it is worse
expected_stop   standing in it is normal: a station, a car park, a filling station
tunnel          phones fall silent in it, or where they were last heard of near its mouth
dead_zone       the same: where no network reaches

point --look--> in which zones it lies, and how far it may move before that can change
      --quiet-> in or near which tunnel or dead zone it lies
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, STRtree

from geo.columns import Column, Mask

Kind = Literal["risk", "expected_stop", "tunnel", "dead_zone"]
KINDS: tuple[Kind, ...] = get_args(Kind)
zones_max = 20_000  # in one file
no_zone = -1
mouth_m = 300.0  # who was last heard of so near to a tunnel may be in it: a fix each 15 s, at 72 km/h
m_per_deg = 111_195.0  # of a great circle


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone. `area` in degrees (WGS84), longitude first."""

    name: str
    kind: Kind
    area: Polygon | MultiPolygon


class ZonesUnreadable(ValueError):
    """The text is no set of zones; the message says what and where, in one sentence."""


class Looked(NamedTuple):
    """What lies where. Shapes: all (n,). `risk`: its place among `Zones.names`, or `no_zone`; `border_deg` in degrees
    of the map to the nearest border of any zone, infinite where there is none."""

    risk: NDArray[np.int32]
    stop: Mask
    border_deg: Column


class Zones:
    """All zones, ready to be asked about many points at once."""

    def __init__(self, zones: Sequence[Zone] = ()) -> None:
        self.names = [zone.name for zone in zones]
        areas = [zone.area for zone in zones]
        shapely.prepare(areas)
        self._areas, self._borders = STRtree(areas), STRtree([area.boundary for area in areas])
        self._quiet = [i for i, zone in enumerate(zones) if zone.kind in ("tunnel", "dead_zone")]
        self._quiet_areas = STRtree([_widened(areas[i], mouth_m) for i in self._quiet])
        self._of_kind = {kind: np.array([zone.kind == kind for zone in zones], bool) for kind in KINDS}

    def __len__(self) -> int:
        return len(self.names)

    def name_of(self, zone: int) -> str | None:
        """What the zone at that place in the file is called; None where there is none."""
        return self.names[zone] if 0 <= zone < len(self) else None

    def look(self, lon_deg: Column, lat_deg: Column) -> Looked:
        """In which zones each point lies. Of several risk areas the first in the file is named. Shapes: (n,)."""
        n = len(lon_deg)
        points = shapely.points(lon_deg, lat_deg)
        point, zone = self._areas.query(points, predicate="intersects")
        risk = np.full(n, len(self), np.int32)
        risky = self._of_kind["risk"][zone]
        np.minimum.at(risk, point[risky], zone[risky].astype(np.int32))
        stop = np.zeros(n, bool)
        stop[point[self._of_kind["expected_stop"][zone]]] = True
        (asked, _), distance = self._borders.query_nearest(points, return_distance=True, all_matches=False)
        border = np.full(n, np.inf)
        border[asked] = distance
        risk[risk == len(self)] = no_zone
        return Looked(risk, stop, border)

    @property
    def may_be_quiet(self) -> bool:
        """Whether there is any place where phones fall silent."""
        return bool(self._quiet)

    def quiet(self, lon_deg: Column, lat_deg: Column) -> NDArray[np.int32]:
        """In or near which tunnel or dead zone each point lies: the first in the file, or `no_zone`. Shapes: (n,).

        Unsure: a place that is not known is in none.
        """
        found = np.full(len(lon_deg), len(self), np.int32)
        known = np.flatnonzero(np.isfinite(lon_deg) & np.isfinite(lat_deg)) if self._quiet else np.arange(0)
        point, area = self._quiet_areas.query(shapely.points(lon_deg[known], lat_deg[known]), predicate="intersects")
        np.minimum.at(found, known[point], np.array(self._quiet, np.int32)[area])
        found[found == len(self)] = no_zone
        return found


def _widened(area: Polygon | MultiPolygon, by_m: float) -> Polygon | MultiPolygon:
    """The area and what lies within `by_m` of it."""
    shorter = np.array([max(np.cos(np.radians(area.centroid.y)), 0.01), 1.0])
    wide = shapely.transform(area, lambda lonlat: lonlat * shorter).buffer(by_m / m_per_deg)
    return shapely.transform(wide, lambda lonlat: lonlat / shorter)


def zones_from(text: str) -> Zones:
    """Zones from GeoJSON: a FeatureCollection of areas with the properties `name` and `kind`.

    Raises: ZonesUnreadable, in one sentence.
    """
    try:
        collection = json.loads(text)
    except json.JSONDecodeError as error:
        raise ZonesUnreadable(f"the zones are not JSON: {error}") from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise ZonesUnreadable("the zones are no GeoJSON FeatureCollection: there is no list `features`")
    if len(features) > zones_max:
        raise ZonesUnreadable(f"there are {len(features)} zones, at most {zones_max} (zones_max)")
    return Zones([_zone(i, feature) for i, feature in enumerate(features)])


def _zone(i: int, feature: Any) -> Zone:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise ZonesUnreadable(f"feature {i} has no properties")
    name, kind = properties.get("name"), properties.get("kind")
    if not isinstance(name, str) or not name.strip():
        raise ZonesUnreadable(f"feature {i} has no name")
    if kind not in KINDS:
        raise ZonesUnreadable(f"zone {name!r} has the kind {kind!r}; it may be {', '.join(KINDS)}")
    return Zone(name, kind, _area(name, feature.get("geometry")))


def _area(name: str, geometry: Any) -> Polygon | MultiPolygon:
    try:
        area = shapely.from_geojson(json.dumps(geometry))
    except (shapely.GEOSException, TypeError, ValueError) as error:
        raise ZonesUnreadable(f"zone {name!r} has no geometry that can be read: {error}") from error
    if not isinstance(area, Polygon | MultiPolygon) or area.is_empty:
        raise ZonesUnreadable(f"zone {name!r} is no Polygon or MultiPolygon")
    west, south, east, north = area.bounds
    if not (west >= -180.0 and east <= 180.0 and south >= -90.0 and north <= 90.0):
        raise ZonesUnreadable(f"zone {name!r} lies outside of -180..180, -90..90 (longitude first)")
    if not area.is_valid:
        raise ZonesUnreadable(f"zone {name!r} is drawn wrongly: {shapely.is_valid_reason(area)}")
    return area
