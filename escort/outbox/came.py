"""What came of one try to carry an effect out; None where it is done."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failed:
    """Not this time."""

    why: str


@dataclass(frozen=True, slots=True)
class Hopeless:
    """Never."""

    why: str


Came = Failed | Hopeless | None
