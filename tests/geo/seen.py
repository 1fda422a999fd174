"""Facts made up for a detector: what a test does not say is not known."""

from dataclasses import fields

import numpy as np

from geo.columns import Column, Rows
from geo.detectors.facts import Seen
from geo.fix import RIDER
from geo.zones import Zones, no_zone


def seen_of(row: Rows, zones: Zones | None = None, **known: Column) -> Seen:
    """One fix of each of `row`, by the first profile's rules. Shapes: all (n,)."""
    n = len(row)
    blank = {field.name: np.full(n, np.nan) for field in fields(Seen)}
    given = {
        "row": row,
        "profile": np.zeros(n, np.uint8),
        "risk": np.full(n, no_zone),
        "by": np.full(n, RIDER),
        "zones": zones or Zones(),
        "by_road": None,
    }
    return Seen(**{**blank, **given, **known})  # type: ignore[arg-type]
