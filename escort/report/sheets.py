"""A report as CSV, one sheet a part, for whoever calculates on: plain numbers, seconds, shares of 1, empty for none."""

import csv
import io
from collections.abc import Iterable, Sequence

import msgspec

from escort.report.figures import AgentFigures, PlaceAndHour, Report, Rule, Waits

Cell = str | int | float | None


def sheets_of(report: Report) -> dict[str, str]:
    """File name to text; every sheet begins with its heads, whether or not it has rows."""
    waits = Waits.__struct_fields__
    places = (*report.by_region, *report.by_hour)
    steps = msgspec.structs.asdict(report.funnel)
    ended: dict[str, int] = steps.pop("dispositions")
    return {
        "presses.csv": _sheet(("region", "hour", *waits), (_place(each) for each in places)),
        "funnel.csv": _sheet(("step", "count"), [*steps.items(), *ended.items()]),
        "rules.csv": _sheet(Rule.__struct_fields__, map(msgspec.structs.astuple, report.rules)),
        "agents.csv": _sheet(AgentFigures.__struct_fields__, map(msgspec.structs.astuple, report.agents)),
    }


def _place(at: PlaceAndHour) -> Sequence[Cell]:
    """The whole day has no hour."""
    return (at.region, at.hour, *msgspec.structs.astuple(at.waits))


def _sheet(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(heads)
    sheet.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def _safe(cell: Cell) -> Cell:
    """An agent's name is no formula, whatever it begins with."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
