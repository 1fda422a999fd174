"""What stands in the log of fixes: batches in columns, and what happens to trips in between.

Stored records are for ever: fields are only added, at the end, with a default.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

columns = 6  # fixed_at_s, lat_deg, lon_deg, accuracy_m, speed_mps, heading_deg


class FixesTaken(msgspec.Struct, frozen=True, array_like=True, tag="f"):
    """A batch of fixes as gathered by one gateway.

    Shapes: `trips` (k,); `index` int32 (n,) into `trips`; `values` float64 (n, 6), NaN where unknown; `by` int8 (n,):
    0 rider, 1 driver, 2 fleet or platform; empty: all of riders. `datum` int8 (n,), as the source declares: 0 its
    trip's, 1 WGS84, 2 GCJ-02; empty: all their trips'.
    """

    received_at_s: float
    trips: list[str]
    index: bytes
    values: bytes
    by: bytes = b""
    datum: bytes = b""

    def __post_init__(self) -> None:
        """Raises: ValueError where the parts do not belong together; to a reader the record is unreadable then."""
        index = np.frombuffer(self.index, np.int32)
        if len(self.values) != len(index) * columns * 8 or len(index) == 0:
            raise ValueError(f"{len(index)} rows do not fill {len(self.values)} bytes")
        if len(self.by) not in (0, len(index)):
            raise ValueError(f"{len(index)} rows do not fill {len(self.by)} bytes of whose they are")
        if len(self.datum) not in (0, len(index)):
            raise ValueError(f"{len(index)} rows do not fill {len(self.datum)} bytes of their datum")
        if index.min() < 0 or index.max() >= len(self.trips):
            raise ValueError(f"a row names none of the {len(self.trips)} trips")


class TripStarted(msgspec.Struct, frozen=True, array_like=True, tag="s"):
    """A trip to watch.

    `plan`: float64 (k, 2) lon, lat in WGS84, empty where none is known; `datum`: wgs84 | gcj02, of the trip's fixes;
    `stops`: as the plan, where it is to stop on its way.
    """

    trip: str
    plan: bytes
    started_at_s: float
    profile: str | None = None
    region: str | None = None
    datum: str = "wgs84"
    expected_at_s: float | None = None
    stops: bytes = b""


class PlanReplaced(msgspec.Struct, frozen=True, array_like=True, tag="p"):
    """The rider changed the destination, or navigation re-planned."""

    trip: str
    plan: bytes
    at_s: float


class TripEnded(msgspec.Struct, frozen=True, array_like=True, tag="e"):
    """A trip is over. `how`: completed or cancelled."""

    trip: str
    at_s: float
    how: str


class MotionFelt(msgspec.Struct, frozen=True, array_like=True, tag="m"):
    """Impact and stillness as a phone felt them."""

    trip: str
    at_s: float
    peak_g: float
    still_s: float


Record = FixesTaken | TripStarted | PlanReplaced | TripEnded | MotionFelt

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Record)


def packed(record: Record) -> bytes:
    """A record as it stands in the log."""
    return _encoder.encode(record)


def unpacked(payload: bytes) -> Record:
    """Raises: msgspec.DecodeError for what no version of this file has written."""
    record: Record = _decoder.decode(payload)
    return record


def plan_bytes(plan: NDArray[np.float64]) -> bytes:
    """Shapes: (k, 2)."""
    return np.ascontiguousarray(plan, dtype=np.float64).tobytes()


def plan_array(stored: bytes) -> NDArray[np.float64]:
    """Shapes: (k, 2)."""
    return np.frombuffer(stored, dtype=np.float64).reshape(-1, 2)
