"""Zones drawn for a test: squares."""

import json

from tests.geo.drive import WGS84


def square(name: str, kind: str, middle: tuple[float, float], half_m: float) -> str:
    """GeoJSON of one square zone around a place (lon, lat)."""
    return collection(feature(name, kind, middle, half_m))


def collection(*features: dict[str, object]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def feature(name: str, kind: str, middle: tuple[float, float], half_m: float) -> dict[str, object]:
    east, _, _ = WGS84.fwd(*middle, 90.0, half_m)
    _, north, _ = WGS84.fwd(*middle, 0.0, half_m)
    dx, dy = east - middle[0], north - middle[1]
    ring = [(middle[0] + x * dx, middle[1] + y * dy) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"name": name, "kind": kind}, "geometry": geometry}
