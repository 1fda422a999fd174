"""The data folder: one service at a time lives in it; its secret and its name are made there once."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from escort.errors import Unusable


def open_folder(data: Path) -> Path:
    """The folder, made where it was missing.

    Raises: Unusable where it cannot be written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = data / f".writable-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as why:
        raise Unusable(
            f"The data folder {data} cannot be written ({why.strerror}). Mend it or set ESCORT_DATA."
        ) from why
    return data.resolve()


@contextmanager
def sole_user(data: Path) -> Iterator[None]:
    """The folder is ours until the block ends, or until this process dies in whatever way.

    Raises: Unusable where another service lives in it.
    """
    with open(data / "lock", "a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise Unusable(
                f"Another escort (pid {lock.read().strip() or 'unknown'}) uses the data folder {data}. "
                "Stop it, or set ESCORT_DATA to another folder."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def in_use(data: Path) -> bool:
    """Whether a service lives in the folder now."""
    try:
        with sole_user(data):
            return False
    except Unusable:
        return True


def kept_word(data: Path, name: str, given: str | None = None) -> str:
    """A random word made once for this folder and kept in it, readable by its owner only; `given` goes before it."""
    if given:
        return given
    path = data / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        word = secrets.token_hex(32)
        file.write(word)
        file.flush()
        os.fsync(file.fileno())
    return word
