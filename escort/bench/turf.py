"""A peer: turf.js in Node on the same plans and fixes, where it is installed.

    ESCORT_BENCH_NODE, a folder with node_modules/@turf/nearest-point-on-line --node turf.cjs--> fixes a second

Without Node or turf there is no figure, and nothing is downloaded. `npm install @turf/nearest-point-on-line` in a
folder of one's own puts it there.
"""

import json
import os
import shutil
import subprocess
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from escort.bench.figures import Figure

what = "turf.js nearestPointOnLine in Node, one fix at a time"
within_s = 120.0


def turf(plans: NDArray[np.float64], trip: NDArray[np.int64], lonlat: NDArray[np.float64]) -> list[Figure]:
    """One figure, or none. Shapes: plans (trips, k, 2), trip (n,), lonlat (n, 2)."""
    node, folder = shutil.which("node"), Path(os.environ.get("ESCORT_BENCH_NODE", "."))
    if node is None or not (folder / "node_modules" / "@turf" / "nearest-point-on-line").is_dir():
        return []
    wanted, row = np.unique(trip, return_inverse=True)
    asked = {"plans": plans[wanted].tolist(), "fixes": np.column_stack([row, lonlat]).tolist()}
    script = (resources.files("escort.bench") / "turf.cjs").read_text("utf-8")
    ran = subprocess.run(
        [node, "-e", script], input=json.dumps(asked), capture_output=True, text=True, timeout=within_s, cwd=folder
    )
    if ran.returncode:
        return []
    return [Figure("geo.turf_loop", float(ran.stdout), "fixes/s", what, floor=True)]
