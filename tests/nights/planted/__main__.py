"""Each planted fault, the night that finds it, and what that night says.

    python -m tests.nights.planted docs/faults.md

Rule: the page is written from the faults themselves, so that it lists what is proven and nothing else.
"""

import re
import sys
from pathlib import Path

import pytest

from tests.nights.planted import FAULTS, Fault
from tests.nights.spend import FIRST_PLANTED, NIGHTS_PLANTED, spend

HEAD = f"""# Planted faults

Tests are believed once they have failed. Each line is a fault planted into the real desk (`tests/nights/planted`), what
it would have meant for somebody, the simulated night in which it was found, and what that night said. The same
{NIGHTS_PLANTED} nights are spent for each, until one fails; the desk without a fault lives through all of them
(`tests/nights/test_planted.py`). Written by `python -m tests.nights.planted docs/faults.md`.

| fault | it would have meant | found in | and the night said |
|---|---|---|---|
"""
said_max = 120  # characters of what a night says that fit a table
VALUE = re.compile(r"\b([A-Z]\w+)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")  # Recorded(...): the name is enough


def found(fault: Fault) -> tuple[int, str]:
    """The night that finds a fault, counted from 1, and what it says. Raises AssertionError where none does."""
    with pytest.MonkeyPatch.context() as patch:
        fault.plant(patch)
        for number in range(NIGHTS_PLANTED):
            try:
                spend(FIRST_PLANTED + number)
            except AssertionError as why:
                return number + 1, VALUE.sub(r"\1", " ".join(str(why).split()))
    raise AssertionError(f"no night finds: {fault.name}")


def page() -> str:
    """The whole page."""
    lines = []
    for fault in FAULTS:
        night, said = found(fault)
        short = said if len(said) <= said_max else f"{said[:said_max].rsplit(' ', 1)[0]} …"
        lines.append(f"| {fault.name} | {fault.harm} | night {night} | {short.replace('|', '/')} |\n")
    return HEAD + "".join(lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
