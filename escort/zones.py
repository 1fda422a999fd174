"""Zones from the operator's file, read once at the start.

ESCORT_ZONES names a file of GeoJSON --first_zones--> geo.Zones      none named: no zones
"""

from pathlib import Path

from escort.errors import Unusable
from geo.zones import Zones, ZonesUnreadable, zones_from


def first_zones(path: Path | None) -> Zones:
    """The zones to start with.

    Raises: Unusable, in one sentence.
    """
    if path is None:
        return Zones()
    try:
        return zones_from(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ZonesUnreadable) as why:
        raise Unusable(f"ESCORT_ZONES {path}: {why}.") from why
