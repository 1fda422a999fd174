"""One thing done wrong on purpose, whom it would have hurt, and the sentence that must notice."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Fault:
    """A fault, how it is planted, and what the night that fails must say."""

    name: str
    harm: str  # what it would have meant for somebody
    plant: Callable[[pytest.MonkeyPatch], None]
    caught_by: str  # a regular expression
