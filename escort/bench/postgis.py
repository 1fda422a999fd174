"""A peer: PostGIS on the same plans and fixes, where it is installed.

    initdb --> a database of our own, in a folder that goes --postgres --single < SQL--> how long the query took

Nothing listens: in single-user mode PostgreSQL reads its orders from us and ends with them. Without PostgreSQL and
PostGIS there is no figure, and nothing is downloaded. Debian has them as postgresql-15-postgis-3.
"""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from escort.bench.figures import Figure

what = "PostGIS ST_DWithin + ST_LineLocatePoint, one query, one process"
within_s = 120.0
corridor_m = 65.0
prefix = "escort-postgis-"  # of the folder
nobody = "postgres"  # who runs it where we are root, which PostgreSQL will not be

_orders = """
CREATE EXTENSION postgis;
CREATE TABLE plan (trip int PRIMARY KEY, line geometry);
CREATE TABLE fix (trip int, place geometry);
COPY plan FROM '{folder}/plans.csv' (DELIMITER '|');
COPY fix FROM '{folder}/fixes.csv' (DELIMITER '|');
ANALYZE;
SET max_parallel_workers_per_gather = 0;
SET jit = off;
{query}
{query}
"""
_query = (
    "EXPLAIN (ANALYZE, TIMING OFF) SELECT count(*) FILTER (WHERE ST_DWithin(line, place, {limit})), "
    "sum(ST_LineLocatePoint(line, place)) FROM fix JOIN plan USING (trip);"
)


def postgis(plans_m: NDArray[np.float64], trip: NDArray[np.int64], place_m: NDArray[np.float64]) -> list[Figure]:
    """One figure, or none. Shapes: plans (trips, k, 2), trip (n,), place (n, 2). Units: metres on one flat sheet."""
    tools = _tools()
    if tools is None or (os.geteuid() == 0 and not _is_somebody(nobody)):
        return []
    with TemporaryDirectory(prefix=prefix) as folder:
        _write(Path(folder), plans_m, trip, place_m)
        if os.geteuid() == 0:
            for path in (Path(folder), *Path(folder).iterdir()):
                shutil.chown(path, nobody)
        _run([str(tools / "initdb"), "-D", f"{folder}/data", "-A", "trust", "--no-sync"], "")
        query = _query.format(limit=corridor_m)
        ran = _run(
            [str(tools / "postgres"), "--single", "-D", f"{folder}/data", "postgres"],
            _orders.format(folder=folder, query=query),
        )
    took_ms = re.findall(r"Execution Time: ([\d.]+) ms", ran)
    if not took_ms:
        return []
    return [Figure("geo.postgis", len(trip) / (float(took_ms[-1]) / 1000), "fixes/s", what, floor=True)]


def _tools() -> Path | None:
    """The folder of PostgreSQL's own programs, where PostGIS is installed beside them."""
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True):
        version = found.parents[1].name
        if Path(f"/usr/share/postgresql/{version}/extension/postgis.control").is_file():
            return found.parent
    return None


def _is_somebody(name: str) -> bool:
    return name in {each.pw_name for each in pwd.getpwall()}


def _run(command: Sequence[str], orders: str) -> str:
    if os.geteuid() == 0:
        command = ["runuser", "-u", nobody, "--", *command]
    return subprocess.run(
        command, input=orders, capture_output=True, text=True, timeout=within_s, cwd="/", check=False
    ).stdout


def _write(folder: Path, plans_m: NDArray[np.float64], trip: NDArray[np.int64], place_m: NDArray[np.float64]) -> None:
    """Only the plans that are asked about."""
    wanted = np.unique(trip)
    lines = [f"{i}|LINESTRING({','.join(f'{x:.2f} {y:.2f}' for x, y in plans_m[i])})" for i in wanted]
    places = [f"{i}|POINT({x:.2f} {y:.2f})" for i, (x, y) in zip(trip, place_m, strict=True)]
    (folder / "plans.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "fixes.csv").write_text("\n".join(places) + "\n", "utf-8")
