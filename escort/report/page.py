"""A report as one page that asks nobody for anything: no script, no fonts, no pictures from elsewhere.

Rule: its own policy forbids what it does not need, and its one style is allowed by its digest: it can be mailed, kept,
and served under any policy of others.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from importlib import resources

from escort.report.charts import Bar, Part, bars, columns
from escort.report.figures import Report, Waits
from escort.report.words import AGENTS, RULES, WAITS, agent_rows, place_rows, rule_rows, seconds, share, waits_row

SOON_SHARE, LATE_SHARE = 0.90, 0.95  # of presses within 15 and 20 s; source: NENA-STA-020
BUSY_MAX = 0.85  # occupancy beyond which people tire; source: FIELD §5.2, common practice


def page_of(report: Report) -> str:
    """The whole page."""
    style = (resources.files("escort.report") / "page.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Escort report, {escape(report.period)}</title><style>{style}</style></head>\n"
        f"<body>{''.join(_body(report))}</body></html>\n"
    )


def _body(report: Report) -> Iterable[str]:
    where = ", ".join(report.regions) or "no region"
    yield f"<h1>Escort report</h1><p>{escape(report.period)}, {escape(where)}. "
    yield f"{report.cases:,} cases opened, {report.open_still:,} of them still open.</p>"
    yield _headline(report.presses)
    yield "<h2>Presses by hour</h2><p>How soon an agent held the case: <b class=soon>within 15 s</b>, "
    yield "<b class=late>within 20 s</b>, <b class=slow>later or not yet</b>.</p>"
    yield columns("Presses by hour of the day", [(f"{hour:02}", _parts(waits)) for hour, waits in _hours(report)])
    yield _table(WAITS, [("all", *waits_row(report.presses)), *place_rows(report)])
    yield "<h2>What became of findings</h2>"
    yield bars("Cases that findings opened, step by step", _steps(report), float(report.funnel.cases))
    yield "<h2>Which rules find what is real</h2><p>The share of closed cases that ended with somebody assisted or "
    yield "emergency services dispatched; the line, as the column “likely”, is where the true share lies 95 times in "
    yield "100.</p>"
    yield bars("Precision of each rule", _rules(report), 1.0)
    yield _table(RULES, rule_rows(report))
    yield f"<h2>Agents</h2><p>Occupancy: time with a case or wrapping one up. People tire beyond {BUSY_MAX:.0%}.</p>"
    yield bars("Occupancy of each agent", _agents(report), 1.0, BUSY_MAX)
    yield _table(AGENTS, agent_rows(report))


def _headline(waits: Waits) -> str:
    def tile(name: str, value: str, *, missed: bool = False) -> str:
        look = ' class="missed"' if missed else ""
        return f"<div><dt>{name}</dt><dd{look}>{value}</dd></div>"

    soon, late = waits.within_15_s, waits.within_20_s
    tiles = [
        tile("presses", f"{waits.presses:,}"),
        tile(f"within 15 s (target {SOON_SHARE:.0%})", share(soon), missed=soon is not None and soon < SOON_SHARE),
        tile(f"within 20 s (target {LATE_SHARE:.0%})", share(late), missed=late is not None and late < LATE_SHARE),
        tile("p50", seconds(waits.p50_s)),
        tile("p95", seconds(waits.p95_s)),
        tile("p99", seconds(waits.p99_s)),
        tile("longest", seconds(waits.max_s)),
        tile("unanswered", f"{waits.unanswered:,}", missed=waits.unanswered > 0),
    ]
    return f"<dl>{''.join(tiles)}</dl>"


def _hours(report: Report) -> Iterable[tuple[int, Sequence[Waits]]]:
    """All 24, whether or not anybody pressed; regions together."""
    for hour in range(24):
        yield hour, [at.waits for at in report.by_hour if at.hour == hour]


def _parts(of_hour: Sequence[Waits]) -> Sequence[Part]:
    soon = sum(round((each.within_15_s or 0.0) * each.presses) for each in of_hour)
    late = sum(round((each.within_20_s or 0.0) * each.presses) for each in of_hour) - soon
    slow = sum(each.presses for each in of_hour) - soon - late
    return [
        Part("soon", soon, f"{soon:,} within 15 s"),
        Part("late", late, f"{late:,} within 20 s"),
        Part("slow", slow, f"{slow:,} later or not yet"),
    ]


def _steps(report: Report) -> Sequence[Bar]:
    f = report.funnel
    steps = [("cases opened", f.cases), ("asked", f.asked), ("answered", f.answered), ("held by an agent", f.human)]
    steps += [("closed", f.closed), *((name.replace("_", " "), count) for name, count in f.dispositions.items())]
    return [Bar(name, float(n), f"{n:,}, {share(n / f.cases) if f.cases else share(None)}") for name, n in steps]


def _rules(report: Report) -> Sequence[Bar]:
    return [
        Bar(rule.kind, rule.precision, f"{share(rule.precision)} of {rule.closed:,}", rule.low, rule.high)
        for rule in report.rules
        if rule.precision is not None
    ]


def _agents(report: Report) -> Sequence[Bar]:
    known = [each for each in report.agents if each.occupancy is not None]
    return [Bar(each.agent, each.occupancy or 0.0, f"{share(each.occupancy)}, {each.cases} cases") for each in known]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def cells(tag: str, row: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell.strip())}</{tag}>" for cell in row) + "</tr>"

    if not rows:
        return ""
    body = "".join(cells("td", row) for row in rows)
    return f'<div class="scroll"><table><thead>{cells("th", head)}</thead><tbody>{body}</tbody></table></div>'
