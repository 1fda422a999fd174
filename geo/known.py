"""Everything a fleet knows of its trips: tables that grow together, one row a trip.

    register (trip --> row) | trip, here, rivals (facts) | routes (plans) | panel (what each detector remembers)

Whoever changes a row finds every table of it here; nothing here judges.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo import jumps, places
from geo.columns import Column, Columns, Rows
from geo.detectors import apart
from geo.detectors.facts import Change
from geo.doubt import Doubt
from geo.findings import Finding
from geo.panel import Detector, Panel
from geo.profiles import Profiles
from geo.register import Register
from geo.roads import ByRoad, Roads
from geo.route import Plan
from geo.routes import ANCHOR, Routes
from geo.sight import Ground
from geo.trips import moved_by_fixes, nowhere
from geo.whose import Whose
from geo.zones import Zones


class Known:
    """The tables of a fleet."""

    def __init__(
        self, detectors: Sequence[Detector], profiles: Profiles, zones: Zones, roads: Roads | None = None
    ) -> None:
        self.profiles = profiles
        self.trip = Columns(nowhere)
        self.here = Columns(places.blank)
        self.rivals = Columns(jumps.blank)
        self.routes = Routes()
        by_road = None if roads is None else ByRoad(roads, self.routes)
        self.ground = Ground(self.trip, self.here, self.routes, zones, by_road)
        self.panel = Panel(detectors)
        moved = {name: self.tables[name] for name in ("trip", "here", "rivals", "route", *self.panel.of_motion)}
        self.doubt = Doubt(moved, {"trip": moved_by_fixes, "here": places.looked_up, "route": ANCHOR})
        self.register = Register([*self.tables.values(), self.doubt.columns])
        self.whose = Whose(profiles, self.trip, self.routes.columns)

    @property
    def tables(self) -> dict[str, Columns]:
        """Every table of a row, by the name it has in a snapshot."""
        facts = {"trip": self.trip, "here": self.here, "rivals": self.rivals, "route": self.routes.columns}
        return facts | self.panel.tables

    def applied_s(self, rows: Rows | NDArray[np.int32]) -> Column:
        """The newest fix each trip holds anything of: judged, beside it, or held back. Shapes: (n,)."""
        beside_s, rival_s = self.panel.tables[apart.kind]["driver_at_s"][rows], self.rivals["rival_at_s"][rows]
        applied_s: Column = np.maximum(np.maximum(self.trip["fixed_at_s"][rows], beside_s), rival_s)
        return applied_s

    def use(self, profiles: Profiles) -> None:
        """Judge by these rules from now on; each trip's profile is found again by name."""
        gone = np.array([name not in profiles.by_name for name in self.profiles.names], bool)
        index = np.array([profiles.index_of(name) for name in self.profiles.names], np.uint8)
        self.trip["by_sun"][:] |= gone[self.trip["profile"]]
        self.trip["profile"][:] = index[self.trip["profile"]]
        self.profiles, self.whose = profiles, Whose(profiles, self.trip, self.routes.columns)

    def row_of(self, trip: str) -> Rows:
        """The row of a trip. Shapes: (1,), or (0,) where it is not watched."""
        rows = self.register.rows_of([trip]).astype(np.int64)
        return rows[rows >= 0]

    def rows_in(self, partition: int | None) -> Rows:
        """The rows of one partition's trips, or of all."""
        live = self.register.live
        return np.flatnonzero(live if partition is None else live & (self.trip["partition"] == partition))

    def lay(self, rows: Rows, plans: Sequence[Plan | None]) -> None:
        """Each row has this plan, or none; what it had must be lifted before."""
        planned = np.array([plan is not None for plan in plans], dtype=bool)
        self.routes.lay(rows[planned], [plan for plan in plans if plan is not None])

    def forget(self, rows: Rows) -> None:
        """Rows are nobody's."""
        self.doubt.forget(rows)
        self.routes.lift(rows)
        self.register.dismiss(rows)

    def named(self, changes: Sequence[Change]) -> list[Finding]:
        """Findings in the order of their times; the edges of one trip stay in theirs."""
        trips = self.register.trips_in(np.array([change.row for change in changes], dtype=np.int64))
        found = [Finding(trip=trip, **change.said()) for trip, change in zip(trips, changes, strict=True)]
        return sorted(found, key=lambda finding: finding.at_s)
