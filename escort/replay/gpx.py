"""GPX: each track is a drive; a route in the same file is its plan.

    <rte><rtept lat lon/>...</rte>                     --> the plan, where it has 2 distinct points
    <trk><trkseg><trkpt lat lon><time/></trkpt>...     --> the fixes, all segments of a track in one drive

A track without times cannot be replayed, and is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

import numpy as np

from escort.replay.csv_fixes import unix_seconds
from escort.replay.drives import Drive, DriveUnreadable, bare_drive
from geo import Plan, PlanRefused, checked_plan


@dataclass(slots=True)
class _Page:
    """What has been read so far. A point is [unix seconds or None, lon, lat, line]."""

    path: Path
    parser: expat.XMLParserType
    route: list[tuple[float, float]] = field(default_factory=list)
    tracks: list[list[list[float]]] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    text: str = ""

    def refuse(self, why: str) -> DriveUnreadable:
        return DriveUnreadable(self.path, self.parser.CurrentLineNumber, why)

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        self.inside.append(name.rpartition(":")[2])
        self.text = ""
        match self.inside[-1]:
            case "trk":
                self.tracks.append([])
            case "trkpt":
                self.tracks[-1].append([np.nan, *self._lonlat(attributes)])
            case "rtept":
                self.route.append(self._lonlat(attributes))
            case _:
                pass

    def closed(self, _name: str) -> None:
        name = self.inside.pop()
        within = self.inside[-1] if self.inside else ""
        if name == "time" and within == "trkpt":
            self.tracks[-1][-1][0] = self._time()
        elif name == "trkpt" and np.isnan(self.tracks[-1][-1][0]):
            raise self.refuse("a track point without <time> cannot be replayed")

    def said(self, text: str) -> None:
        self.text += text

    def _lonlat(self, attributes: dict[str, str]) -> tuple[float, float]:
        try:
            return float(attributes["lon"]), float(attributes["lat"])
        except (KeyError, ValueError) as error:
            raise self.refuse(f"a point needs lat and lon: {error}") from error

    def _time(self) -> float:
        try:
            return unix_seconds(self.text)
        except ValueError as error:
            raise self.refuse(f"not a time: {error}") from error


def read_gpx(path: Path) -> Iterator[Drive]:
    """The drives of a GPX file, named after it; of several tracks, the file's name and their number.

    Raises: DriveUnreadable.
    """
    parser = expat.ParserCreate()
    page = _Page(path, parser)
    parser.StartElementHandler = page.opened
    parser.EndElementHandler = page.closed
    parser.CharacterDataHandler = page.said
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        raise DriveUnreadable(path, error.lineno, f"not XML: {expat.ErrorString(error.code)}") from error
    for number, track in enumerate(page.tracks, 1):
        name = path.stem if len(page.tracks) == 1 else f"{path.stem}-{number}"
        points = np.array(track, np.float64).reshape(-1, 3)
        yield bare_drive(name, _plan(page.route), points[:, 0], points[:, 1], points[:, 2])


def _plan(route: list[tuple[float, float]]) -> Plan | None:
    plan = checked_plan(route)
    return None if isinstance(plan, PlanRefused) else plan
