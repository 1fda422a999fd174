"""The peer in Node: a figure where it is installed, and silence where it is not."""

import os
from pathlib import Path

import numpy as np
import pytest

from escort.bench.turf import turf

PLANS = np.array([[[8.0, 50.0], [8.1, 50.0]], [[9.0, 50.0], [9.1, 50.1]]])


def test_where_it_is_not_installed_there_is_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCORT_BENCH_NODE", str(tmp_path))
    assert turf(PLANS, np.array([1, 1]), np.array([[9.0, 50.0], [9.05, 50.0]])) == []


def test_where_it_is_installed_it_is_measured() -> None:
    if "ESCORT_BENCH_NODE" not in os.environ:
        pytest.skip("ESCORT_BENCH_NODE names no folder with @turf/nearest-point-on-line")
    (figure,) = turf(PLANS, np.array([1, 0, 1]), np.array([[9.0, 50.0], [8.05, 50.0], [9.05, 50.0]]))
    assert figure.floor
    assert figure.value > 0
