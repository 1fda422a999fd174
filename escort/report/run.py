"""`escort report`: reads the log of a period, adds it up, and writes what was asked for.

--from --to ──▶ report_of ──▶ words on standard output · --json · --csv DIR · --html FILE
"""

from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from alerts import Policy
from escort import clock
from escort.config import Settings
from escort.errors import Unusable
from escort.ladders import policy_from
from escort.log import Link
from escort.report.figures import Report
from escort.report.page import page_of
from escort.report.period import Period, period_of
from escort.report.reading import add_up, regions_of
from escort.report.sheets import sheets_of
from escort.report.tally import Tally
from escort.report.words import in_words
from escort.target import log_for_a_tool


class Wanted(msgspec.Struct, frozen=True):
    """What the command line asks for."""

    first: str | None = None
    last: str | None = None
    regions: tuple[str, ...] = ()
    csv: Path | None = None
    html: Path | None = None
    json: bool = False


async def report_of(link: Link, period: Period, policy: Policy, regions: tuple[str, ...] = ()) -> Report:
    """The report of a period, of these regions or of all there are.

    Errors: LogAway.
    """
    tally = Tally(period, clock.now_s())
    regions = regions or await regions_of(link)
    for region in regions:
        await add_up(link, region, tally)
    return tally.report(regions, policy.wrap_up.after_s)


async def run_report(settings: Settings, wanted: Wanted) -> None:
    """`escort report`.

    Raises: Unusable.
    """
    policy, zone = policy_from(settings.policy), ZoneInfo(settings.timezone)
    period = period_of(wanted.first, wanted.last, zone, clock.now_s())
    async with log_for_a_tool(settings) as link:
        report = await report_of(link, period, policy, wanted.regions)
    try:
        _write(report, wanted)
    except OSError as why:
        raise Unusable(f"The report cannot be written: {why}.") from why
    print(msgspec.json.encode(report).decode() if wanted.json else in_words(report), end="\n" if wanted.json else "")


def _write(report: Report, wanted: Wanted) -> None:
    if wanted.csv is not None:
        wanted.csv.mkdir(parents=True, exist_ok=True)
        for name, text in sheets_of(report).items():
            (wanted.csv / name).write_text(text, "utf-8")
    if wanted.html is not None:
        wanted.html.write_text(page_of(report), "utf-8")
