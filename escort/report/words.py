"""A report as a terminal shows it."""

from collections.abc import Iterable, Sequence

from escort.report.figures import Report, Waits

Row = Sequence[str]


def in_words(report: Report) -> str:
    """Every part under its own headline."""
    return "\n\n".join(part for part in _parts(report) if part) + "\n"


def share(value: float | None) -> str:
    """A share in per cent; – of nothing."""
    return "–" if value is None else f"{value:.1%}"


def seconds(value: float | None) -> str:
    """Seconds to a tenth, long times in minutes and hours; – of nothing."""
    if value is None:
        return "–"
    if value < 600:
        return f"{value:.1f} s"
    return f"{value / 60:.0f} min" if value < 7200 else hours(value)


def hours(value: float) -> str:
    """A long time."""
    return f"{value / 3600:,.1f} h"


def _parts(report: Report) -> Iterable[str]:
    where = ", ".join(report.regions) or "no region"
    yield f"{report.period}, {where}: {report.cases:,} cases opened, {report.open_still:,} of them still open"
    yield _table("presses", WAITS, [("all", *waits_row(report.presses)), *place_rows(report)])
    yield _table("findings", ("step", "", "of cases"), _funnel(report))
    yield _table("rules", RULES, rule_rows(report))
    yield _table("agents", AGENTS, agent_rows(report))


WAITS = ("", "presses", "≤ 15 s", "≤ 20 s", "p50", "p95", "p99", "max", "unanswered")
RULES = ("kind", "findings", "cases", "closed", "real", "precision", "likely")
AGENTS = ("agent", "cases", "closed", "here", "with cases", "wrap-up", "occupancy", "accepted", "declined", "expired")


def place_rows(report: Report) -> list[Row]:
    """Each region, where there are several, and each of its hours that had presses."""
    regions = report.by_region if len(report.regions) > 1 else ()
    rows: list[Row] = [(at.region, *waits_row(at.waits)) for at in regions]
    return rows + [(f"{at.region} {str(at.hour).zfill(2)} h", *waits_row(at.waits)) for at in report.by_hour]


def waits_row(waits: Waits) -> Row:
    """The cells under `WAITS`, but the first."""
    times = (waits.p50_s, waits.p95_s, waits.p99_s, waits.max_s)
    return (
        f"{waits.presses:,}",
        share(waits.within_15_s),
        share(waits.within_20_s),
        *(seconds(each) for each in times),
        f"{waits.unanswered:,}",
    )


def _funnel(report: Report) -> list[Row]:
    f = report.funnel
    steps = [("raised", f.findings), ("cases opened", f.cases), ("asked", f.asked), ("answered", f.answered)]
    steps += [("held by an agent", f.human), ("closed", f.closed)]
    steps += [(f"  {name.replace('_', ' ')}", count) for name, count in f.dispositions.items()]
    return [
        (name, f"{count:,}", "" if name == "raised" or not f.cases else share(count / f.cases)) for name, count in steps
    ]


def rule_rows(report: Report) -> list[Row]:
    """The rows under `RULES`."""
    return [
        (
            rule.kind,
            f"{rule.findings:,}",
            f"{rule.cases:,}",
            f"{rule.closed:,}",
            f"{rule.real:,}",
            share(rule.precision),
            "–" if rule.low is None else f"{share(rule.low)} to {share(rule.high)}",
        )
        for rule in report.rules
    ]


def agent_rows(report: Report) -> list[Row]:
    """The rows under `AGENTS`."""
    return [
        (
            each.agent,
            str(each.cases),
            str(each.closed),
            hours(each.here_s),
            hours(each.busy_s),
            hours(each.wrap_up_s),
            share(each.occupancy),
            str(each.accepted),
            str(each.declined),
            str(each.expired),
        )
        for each in report.agents
    ]


def _table(name: str, head: Row, rows: Sequence[Row]) -> str:
    """Columns as wide as their widest; the first to the left, the others to the right. Nothing without rows."""
    if not rows:
        return ""
    head = (name, *head[1:])
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]

    def line(row: Row) -> str:
        others = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        return "  ".join([row[0].ljust(widths[0]), *others]).rstrip()

    return "\n".join([line(head), *map(line, rows)])
