"""A file is there whole, or it is as it was before.

a file, or nothing yet --> written beside it, then put in its place
a device, a pipe       --> written to: what it is must not be replaced by a file
"""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def written(path: Path, parts: Iterable[str]) -> None:
    """Write `parts` to `path`.

    Raises: OSError, and whatever `parts` raise; then a file has not changed.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8") as out:
            out.writelines(parts)
        return
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
