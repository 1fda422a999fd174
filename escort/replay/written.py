"""A file is there whole, or it is as it was before."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def written(path: Path, parts: Iterable[str]) -> None:
    """Write `parts` beside `path`, then put the file in its place.

    Raises: OSError, and whatever `parts` raise; then nothing has changed.
    """
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8"
    ) as out:
        try:
            out.writelines(parts)
            out.flush()
            os.fsync(out.fileno())
            os.fchmod(out.fileno(), 0o666 & ~_umask())
            Path(out.name).replace(path)
        finally:
            Path(out.name).unlink(missing_ok=True)


def _umask() -> int:
    """What this process's user withholds from others; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
