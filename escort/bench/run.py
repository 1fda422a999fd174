"""`escort bench`: each part measured in turn, printed as it is done.

Exit code 0, or 1 where a part could not be measured, or 2 for a part that there is not.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

from escort.bench.child import BenchFailed
from escort.bench.figures import Figure, as_json, as_table

PARTS = ("geo", "desk", "gateway", "press", "outreach", "wall")
ASKED_FOR = ("wall-page",)  # needs a browser: measured where it is named


def main_bench(parts: Sequence[str], *, json: bool, quick: bool) -> int:
    """Measures the parts, or all of them."""
    there_are = (*PARTS, *ASKED_FOR)
    unknown = sorted(set(parts) - set(there_are))
    if unknown:
        told = f"there is no part {', '.join(unknown)}; there are {', '.join(there_are)}"
        print(f"escort bench: {told}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    failed = False
    for part in parts or PARTS:
        measured: list[Figure] = []
        try:
            measured = import_module(f"escort.bench.{part.replace('-', '_')}").measure(quick)
        except* BenchFailed as why:
            print(f"escort bench {part}: {_first(why)}", file=sys.stderr)
            failed = True
        figures += measured
        if measured and not json:
            print(as_table(measured), flush=True)
    if json:
        print(as_json(figures))
    return 1 if failed else 0


def _first(why: BaseException) -> BaseException:
    return _first(why.exceptions[0]) if isinstance(why, BaseExceptionGroup) else why
