"""A road network as a file of our own, and ready to be asked.

    a map --escort roads build--> NETWORK.npz --ESCORT_ROADS, --roads--> geo.Roads      none named: no roads

Paths are searched by scipy's Dijkstra, once for a destination, from it backwards.
"""

import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from escort.errors import Unusable
from escort.road_files import read_network
from geo.roads import Network, Points, Reach, Roads

VERSION = 1


def build(source: Path, out: Path | None) -> str:
    """`escort roads build`: a map becomes a network's file; what is said of it.

    Raises: Unusable.
    """
    network, to = read_network(source), out or source.with_name(f"{source.name.split('.')[0]}.npz")
    try:
        with to.open("wb") as file:
            np.savez_compressed(
                file, version=VERSION, lon_deg=network.lon_deg, lat_deg=network.lat_deg,
                tail=network.tail.astype(np.int32), head=network.head.astype(np.int32),
            )  # fmt: skip
    except OSError as why:
        raise Unusable(f"The roads cannot be written to {to}: {why.strerror}.") from why
    km = network.length_m().sum() / 1000
    return f"{to}: {len(network.lon_deg)} points, {len(network.tail)} directed pieces, {km:.0f} km of road"


def first_roads(path: Path | None, named: str = "ESCORT_ROADS") -> Roads | None:
    """The roads to start with; None where none are named.

    Raises: Unusable, in one sentence.
    """
    if path is None:
        return None
    try:
        network = _load(path)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as why:
        raise Unusable(f"{named} {path} is no network that `escort roads build` made: {why}.") from why
    return Roads(network, reach_over(network))


def reach_over(network: Network) -> Reach:
    """Distances over a network.

    Raises: Unusable where scipy is not there.
    """
    try:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra
    except ModuleNotFoundError:
        raise Unusable("Road distances are computed by scipy: pip install 'safety-escort[roads]'.") from None
    size = len(network.lon_deg)
    length_m = np.maximum(network.length_m(), 0.01)  # a sparse matrix takes nothing for no way at all
    backwards = csr_array((length_m, (network.head, network.tail)), shape=(size, size))

    def reach(points: Points) -> NDArray[np.float64]:
        to_each: NDArray[np.float64] = dijkstra(backwards, indices=points)
        return to_each

    return reach


def _load(path: Path) -> Network:
    with np.load(path, allow_pickle=False) as stored:
        if int(stored["version"]) != VERSION:
            raise ValueError(f"it is of version {int(stored['version'])}; this program reads version {VERSION}")
        tail, head = stored["tail"].astype(np.int64), stored["head"].astype(np.int64)
        network = Network(stored["lon_deg"], stored["lat_deg"], tail, head)
    points = len(network.lon_deg)
    if not (len(tail) == len(head) > 0 and 0 <= min(tail.min(), head.min()) <= max(tail.max(), head.max()) < points):
        raise ValueError("its pieces are not between its points")
    return network
