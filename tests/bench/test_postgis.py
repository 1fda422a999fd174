"""The peer in PostgreSQL: a figure where it is installed, and nothing left behind."""

import tempfile
from pathlib import Path

import numpy as np
import pytest

from escort.bench import postgis

PLANS_M = np.array([[[0.0, 0.0], [1_000.0, 0.0]], [[0.0, 0.0], [0.0, 1_000.0]]])


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob(f"{postgis.prefix}*"))


def test_where_it_is_installed_it_is_measured_and_its_folder_goes() -> None:
    before = folders()
    figures = postgis.postgis(PLANS_M, np.array([1, 0, 1]), np.array([[5.0, 10.0], [20.0, 70.0], [0.0, 30.0]]))
    assert folders() <= before
    if not figures:
        pytest.skip("no PostGIS is installed here, or nobody may run it")
    assert figures[0].floor
    assert figures[0].value > 0
