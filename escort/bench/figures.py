"""A measured figure, and how figures are printed: a table for people, one JSON object for programs.

    Figure(key, value, unit, what, floor)  -->  geo.observe  312,000 fixes/s  | what it is, and what stands beside it

A floor is what the same machine does with the part we cannot make faster, or a peer: never our own work.
"""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`key` is for ever: docs/bench.md explains it, programs read it. `what` is a few words for people."""

    key: str
    value: float
    unit: str
    what: str
    floor: bool = False


def quantiles(key: str, seconds: Sequence[float], what: str, *, floor: bool = False) -> list[Figure]:
    """The middle one and the slowest of a hundred, in milliseconds: `<key>_p50` and `<key>_p99`."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    named = {"p50": cuts[49], "p99": cuts[98]}
    return [Figure(f"{key}_{name}", 1000 * cut, "ms", f"{what}, {name}", floor) for name, cut in named.items()]


def as_table(figures: Iterable[Figure]) -> str:
    """One line a figure, numbers aligned; floors and peers are marked."""
    rows = [(figure.key, readable(figure.value), figure.unit, _what(figure)) for figure in figures]
    if not rows:
        return "nothing measured"
    wide = [max(len(row[i]) for row in rows) for i in range(3)]
    return "\n".join(
        f"{key:<{wide[0]}}  {value:>{wide[1]}} {unit:<{wide[2]}}  {what}" for key, value, unit, what in rows
    )


def as_json(figures: Iterable[Figure]) -> str:
    """One object: `{key: {"value", "unit"}}`."""
    return json.dumps({figure.key: {"value": figure.value, "unit": figure.unit} for figure in figures})


def readable(value: float) -> str:
    """Four figures are enough: 312,000, 41.2, 0.0131."""
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}" if abs(value) < 1 else f"{value:.1f}"


def _what(figure: Figure) -> str:
    return f"(floor) {figure.what}" if figure.floor else figure.what
