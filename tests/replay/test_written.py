"""Findings are written to files whole, and to what is no file as it is."""

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from escort.replay.written import written


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe, read = tmp_path / "findings", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")), daemon=True)
    reader.start()
    written(pipe, ["one\n", "two\n"])
    reader.join(5)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert read == ["one\ntwo\n"]


def test_a_file_is_as_it_was_where_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "findings"
    written(path, ["before\n"])

    def breaks() -> Iterator[str]:
        yield "half"
        raise EOFError

    with pytest.raises(EOFError):
        written(path, breaks())
    assert path.read_text("utf-8") == "before\n"
    assert [each.name for each in tmp_path.iterdir()] == ["findings"]
