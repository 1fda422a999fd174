"""`escort bench`: each part measured in turn, printed as it is done; exit code 0 unless a part is unknown."""

import sys
from collections.abc import Sequence
from importlib import import_module

from escort.bench.figures import Figure, as_json, as_table

PARTS = ("geo", "desk", "gateway", "press", "wall")


def main_bench(parts: Sequence[str], *, json: bool, quick: bool) -> int:
    """Measures the parts, or all of them."""
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        print(f"escort bench: there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for part in parts or PARTS:
        measured: list[Figure] = import_module(f"escort.bench.{part}").measure(quick)
        figures += measured
        if not json:
            print(as_table(measured), flush=True)
    if json:
        print(as_json(figures))
    return 0
