"""What `escort report` takes; `escort/report/run.py` says what it does."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from escort.config import Settings
from escort.people_cli import Runs


def report(command: ArgumentParser, runs: Runs) -> None:
    """`escort report ...`."""
    command.add_argument("--from", dest="first", metavar="DAY", help="or moment, 2026-11-01T06:00 (default: a day ago)")
    command.add_argument("--to", dest="last", metavar="DAY", help="not in the report itself (default: now)")
    command.add_argument("--region", action="append", default=[], metavar="NAME", help="once or more (default: all)")
    command.add_argument("--csv", type=Path, metavar="DIR", help="a sheet a part")
    command.add_argument("--html", type=Path, metavar="FILE", help="a page with charts that asks nobody for anything")
    command.add_argument("--json", action="store_true", help="one object instead of words")
    command.set_defaults(run=runs(_report))


async def _report(settings: Settings, given: Namespace) -> None:
    from escort.report.run import Wanted, run_report

    wanted = Wanted(given.first, given.last, tuple(given.region), given.csv, given.html, given.json)
    await run_report(settings, wanted)
