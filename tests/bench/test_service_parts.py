"""Each part of the bench runs small, docs/bench.md explains each figure it prints, and Ctrl-C leaves nothing behind."""

import math
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from escort.bench.figures import Figure
from escort.bench.flood import masked
from escort.bench.run import PARTS

EXPLAINED = Path(__file__).parents[2] / "docs" / "bench.md"
UP_WITHIN_S = 30.0
GONE_WITHIN_S = 30.0


def explained(part: str) -> dict[str, str]:
    """Key and unit of every figure that docs/bench.md has a row for."""
    rows = re.findall(rf"^\| `({part}\.\w+)` \| ([^|]+?) \|", EXPLAINED.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(rows)


@pytest.mark.parametrize("part", [part for part in PARTS if part not in ("geo", "desk")])
def test_a_part_prints_what_is_explained(part: str) -> None:
    figures: list[Figure] = import_module(f"escort.bench.{part}").measure(True)
    assert {figure.key: figure.unit for figure in figures} == explained(part)
    assert all(math.isfinite(figure.value) for figure in figures)
    assert any(figure.floor for figure in figures)


def test_a_masked_frame_is_the_one_of_the_standard() -> None:
    assert masked(b"Hello").hex(" ") == "81 85 37 fa 21 3d 7f 9f 4d 51 58"  # RFC 6455, 5.7
    assert masked(b"x" * 126)[1:4] == b"\xfe\x00\x7e"
    assert masked(b"x" * 70_000)[1:10] == b"\xff" + (70_000).to_bytes(8, "big")


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder whose path leaves room for a unix socket's name."""
    with TemporaryDirectory(prefix="b-") as folder:
        yield Path(folder)


def test_ctrl_c_ends_what_was_started(short_path: Path) -> None:
    bench = subprocess.Popen(
        [sys.executable, "-m", "escort", "bench", "press", "--quick"],
        env=os.environ | {"TMPDIR": str(short_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: len(living_in(short_path)) >= 3, UP_WITHIN_S)  # bench, service, redis-server
    bench.send_signal(signal.SIGINT)
    assert bench.wait(GONE_WITHIN_S) == 130
    assert living_in(short_path) == []
    assert list(short_path.iterdir()) == []


def living_in(folder: Path) -> list[str]:
    """The processes that were told of a folder: in their environment, or, as redis-server shows itself, by its path."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            if bytes(folder) in (each / "environ").read_bytes() + (each / "cmdline").read_bytes():
                found.append((each / "comm").read_text().strip())
        except OSError:
            continue
    return found


def wait_until(so: Callable[[], bool], within_s: float) -> None:
    until = time.monotonic() + within_s
    while not so():
        assert time.monotonic() < until, "it does not come to that"
        time.sleep(0.05)
