"""Which reader reads which file.

    .jsonl --> cases      .gpx --> gpx      .csv with POLYLINE --> porto      any other .csv --> fixes

By the name's ending, and for .csv by the first line; nothing is guessed from the contents further down.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from escort.replay.cases import read_cases
from escort.replay.csv_fixes import read_csv_fixes
from escort.replay.drives import Drive, DriveUnreadable, each_its_own_id
from escort.replay.gpx import read_gpx
from escort.replay.porto import read_porto


def read_drives(paths: Iterable[Path]) -> Iterator[Drive]:
    """The drives of all files, in their order, each with an id of its own.

    Raises: DriveUnreadable, OSError.
    """
    return each_its_own_id(drive for path in paths for drive in _read(path))


def _read(path: Path) -> Iterator[Drive]:
    match path.suffix.lower():
        case ".jsonl":
            return read_cases(path)
        case ".gpx":
            return read_gpx(path)
        case ".csv":
            with path.open(encoding="utf-8-sig") as file:
                first = file.readline()
            return read_porto(path) if "POLYLINE" in first else read_csv_fixes(path)
        case _:
            raise DriveUnreadable(path, 1, "not a kind of file with drives in it: .jsonl, .gpx or .csv")
