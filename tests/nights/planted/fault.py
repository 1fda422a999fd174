"""One thing done wrong on purpose, and the sentence that must notice."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Fault:
    """A fault, how it is planted, and what the night that fails must say."""

    name: str
    plant: Callable[[pytest.MonkeyPatch], None]
    caught_by: str  # a regular expression
