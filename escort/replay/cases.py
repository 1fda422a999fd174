"""Labelled cases: one JSON object a line, with what was planned and what was driven.

    {"case_id": "...", "plan": [[lon, lat], ...], "points": [[unix seconds, lon, lat], ...], ...}

`trip_id` stands for `case_id` where a file has no cases but trips; labels are for whoever scores, and not read here.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from escort.replay.drives import Drive, DriveUnreadable, bare_drive, plan_at


class Case(msgspec.Struct):
    """One labelled drive of a `.jsonl` file."""

    plan: list[tuple[float, float]]
    points: list[list[float]]
    case_id: str | int | None = None
    trip_id: str | int | None = None


def read_cases(path: Path) -> Iterator[Drive]:
    """The drives of a file of cases.

    Raises: DriveUnreadable.
    """
    decoder = msgspec.json.Decoder(Case)
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    case = decoder.decode(line)
                except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                    raise DriveUnreadable(path, number, f"not a case: {error}") from error
                yield _drive(path, number, case)


def _drive(path: Path, line: int, case: Case) -> Drive:
    name = case.trip_id if case.case_id is None else case.case_id
    if name is None:
        raise DriveUnreadable(path, line, "a case needs a case_id or a trip_id")
    if any(len(point) < 3 for point in case.points):
        raise DriveUnreadable(path, line, "a point is [unix seconds, lon, lat]")
    points = np.array([point[:3] for point in case.points], np.float64).reshape(-1, 3)
    return bare_drive(str(name), plan_at(path, line, case.plan), points[:, 0], points[:, 1], points[:, 2])
