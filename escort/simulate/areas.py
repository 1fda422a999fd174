"""Areas of the made-up city that change what is normal in them, drawn around its own places and tunnels.

    risk            two small quarters of side streets, where no through traffic goes
    expected_stop   a station on two main streets, where one may stand
    tunnel          where the city's tunnels are

city --areas_of--> areas on its sheet --zones_text--> GeoJSON, as ESCORT_ZONES has it
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, MultiPolygon, Polygon

from escort.simulate.city import City, columns, lonlat
from escort.simulate.ride import Ride

Kind: TypeAlias = Literal["risk", "expected_stop", "tunnel"]

quarters = {"Old Harbour": (5, 9), "Gasworks": (17, 13)}  # column and row of its western place; it has two
station = ("Central Station", 12, 4)
beyond_m = 90.0  # an area ends so far beyond its places, between two streets
station_m = 100.0
tunnel_m = 25.0  # on either side of its street
digits = 6  # of degrees in the file: 0.1 m


@dataclass(frozen=True, slots=True)
class Area:
    """One of them, in metres on the city's sheet."""

    name: str
    kind: Kind
    shape: Polygon


def areas_of(city: City) -> tuple[Area, ...]:
    """All areas of a city."""

    def place(column: int, row: int) -> tuple[float, float]:
        return city.places[row * columns + column]

    def quarter(column: int, row: int) -> Polygon:
        return LineString([place(column, row), place(column + 1, row)]).buffer(beyond_m)

    risk = tuple(Area(name, "risk", quarter(*corner)) for name, corner in quarters.items())
    stop = Area(station[0], "expected_stop", shapely.Point(place(*station[1:])).buffer(station_m))
    bored = [LineString(s.shape) for leaving in city.streets for s in leaving.values() if s.tunnel and s.start < s.end]
    bores = shapely.get_parts(shapely.line_merge(MultiLineString(bored)))
    tubes = [bore.buffer(tunnel_m, cap_style="flat").simplify(1.0) for bore in bores]
    return (*risk, stop, *(Area(f"Tunnel {i}", "tunnel", tube) for i, tube in enumerate(tubes, 1)))


def inside(areas: Sequence[Area], kind: Kind, ride: Ride) -> NDArray[np.bool_]:
    """At which seconds a ride truly is in an area of a kind. Shapes: (n,)."""
    within: NDArray[np.bool_] = shapely.intersects_xy(_all_of(tuple(areas), kind), ride.x_m, ride.y_m)
    return within


@cache
def _all_of(areas: tuple[Area, ...], kind: Kind) -> Polygon | MultiPolygon:
    together = shapely.unary_union([area.shape for area in areas if area.kind == kind])
    shapely.prepare(together)
    return together


def zones_text(areas: Sequence[Area]) -> str:
    """The areas as a FeatureCollection, in degrees."""
    return json.dumps({"type": "FeatureCollection", "features": [_feature(area) for area in areas]}, indent=1)


def _feature(area: Area) -> dict[str, object]:
    ring = [[round(degrees, digits) for degrees in lonlat(point)] for point in area.shape.exterior.coords]
    return {
        "type": "Feature",
        "properties": {"name": area.name, "kind": area.kind},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
