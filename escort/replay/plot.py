"""`escort replay ... --plot OUT.html`: one page that answers "why did it alarm?", for whoever asks, wherever they are.

    drives + findings ──▶ facts of each fix, in metres ──▶ JSON inside plot.html ──▶ OUT.html, the whole file or nothing

The page asks nobody for anything: no tiles, no fonts, no scripts from elsewhere. Drives with findings come first.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapely

from escort.replay.drives import Column, Drive
from escort.replay.written import written
from geo import Finding, Plan, Profile, Profiles, sentence
from geo.route import middles
from geo.sheet import arc_m, metres
from geo.whose import is_night

drives_max = 300  # on one page; those without findings are left out first
_HERE = "/*DRIVES*/"


def write_plot(drives: Sequence[Drive], findings: Iterable[Finding], profiles: Profiles, path: Path) -> int:
    """Write the page; how many drives stand on it.

    Raises: OSError.
    """
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.trip].append(finding)
    shown = sorted((drive for drive in drives if len(drive)), key=lambda drive: drive.drive_id not in found)[
        :drives_max
    ]
    page = {
        "drives": [_drive(drive, found[drive.drive_id], profiles) for drive in shown],
        "left_out": len(drives) - len(shown),
    }
    template = (resources.files("escort.replay") / "plot.html").read_text("utf-8")
    safe = json.dumps(page, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    written(path, [template.replace(_HERE, safe)])
    return len(shown)


def _drive(drive: Drive, findings: list[Finding], profiles: Profiles) -> dict[str, Any]:
    """One drive on its own sheet. Units: metres, seconds since its first fix; None where unknown."""
    on_earth = (np.abs(drive.lon_deg) <= 180.0) & (np.abs(drive.lat_deg) <= 90.0)
    lon, lat = np.where(on_earth, [drive.lon_deg, drive.lat_deg], np.nan)
    around = np.column_stack([lon, lat]) if drive.plan_lonlat is None else drive.plan_lonlat
    origin = _Sheet(around)
    name, profile = _profile(drive, origin.lon_deg, findings, profiles)
    began_s = float(drive.fixed_at_s[0])
    x, y = origin.xy(lon, lat)
    plan = None if drive.plan_lonlat is None else np.column_stack(origin.xy(*drive.plan_lonlat.T))
    said = np.where(drive.accuracy_m > 0, drive.accuracy_m, profile.fix.unknown_accuracy_m)
    return {
        "id": drive.drive_id,
        "began_s": began_s,
        "profile": name,
        "rule": msgspec.to_builtins(profile.deviation),
        "at": _rounded(drive.fixed_at_s - began_s),
        "x": _rounded(x),
        "y": _rounded(y),
        "accuracy": _rounded(said),
        "speed": _rounded(drive.speed_mps),
        "plan": None if plan is None else [_rounded(plan[:, 0]), _rounded(plan[:, 1])],
        "off": None if plan is None else _rounded(_off_route_m(plan, x, y)),
        "to_go": None if plan is None else _rounded(np.hypot(x - plan[-1, 0], y - plan[-1, 1])),
        "findings": [_finding(finding, began_s, origin) for finding in findings],
    }


class _Sheet:
    """The sheet a fleet would lay around the same places."""

    def __init__(self, lonlat: Plan) -> None:
        whole = lonlat[np.isfinite(lonlat).all(axis=1)]
        lon_deg, lat_deg = middles(whole if len(whole) else np.zeros((1, 2)), np.zeros(1, np.int64))
        self._lon_deg, self._arc_m = lon_deg, arc_m(lat_deg)
        self.lon_deg = float(lon_deg[0])

    def xy(self, lon_deg: Column, lat_deg: Column) -> tuple[Column, Column]:
        return metres(lon_deg, lat_deg, self._lon_deg, self._arc_m)


def _profile(drive: Drive, lon_deg: float, findings: list[Finding], profiles: Profiles) -> tuple[str, Profile]:
    """Whose numbers are drawn: those a finding was judged by, else those of the drive's first fix."""
    named = (getattr(finding.proof, "profile", None) for finding in findings)
    by_sun = "night" if is_night(drive.fixed_at_s[:1], np.array([lon_deg]))[0] else profiles.names[0]
    name = next((name for name in named if name in profiles.by_name), by_sun)
    name = name if name in profiles.by_name else profiles.names[0]
    return name, profiles.by_name[name]


def _off_route_m(plan: Column, x: Column, y: Column) -> Column:
    off, placed = np.full(len(x), np.nan), np.isfinite(x + y)
    off[placed] = shapely.distance(shapely.LineString(plan), shapely.points(x[placed], y[placed]))
    return off


def _finding(finding: Finding, began_s: float, sheet: _Sheet) -> dict[str, Any]:
    proof = msgspec.to_builtins(finding.proof)
    place = None
    if proof.get("lon") is not None:
        x, y = sheet.xy(np.array([proof["lon"]]), np.array([proof["lat"]]))
        place = [round(float(x[0]), 1), round(float(y[0]), 1)]
    return {
        "kind": finding.kind,
        "edge": finding.edge,
        "since": round(finding.since_s - began_s, 1),
        "at": round(finding.at_s - began_s, 1),
        "en": sentence(finding),
        "zh": sentence(finding, "zh"),
        "place": place,
        "proof": proof,
    }


def _rounded(column: Column) -> list[float | None]:
    """To a decimetre; what is no number is None."""
    return [round(each, 1) if np.isfinite(each) else None for each in column.tolist()]
