"""Charts as inline SVG: shapes with class names, coloured by the page's own style, readable without colour.

Rule: no script, no style attribute, nothing from elsewhere; every mark says what it is when pointed at, and the tables
beside the charts hold the same numbers. Everything that people wrote is escaped here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count

WIDTH, ROW, LABEL, RIGHT = 720.0, 26.0, 170.0, 150.0  # px: a chart, a bar's row, its name, its words
name_max = 24  # characters that fit beside a bar
PLOT = WIDTH - LABEL - RIGHT
HEIGHT, FOOT, EDGE = 200.0, 22.0, 44.0  # px: of columns, their hours, the scale's numbers


@dataclass(frozen=True, slots=True)
class Bar:
    """One horizontal bar: how far it reaches and what is said beside it; `low`, `high` where it is uncertain."""

    name: str
    value: float
    words: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a column: the class it is coloured by, and how many it counts."""

    look: str
    count: int
    words: str


def bars(title: str, rows: Sequence[Bar], full: float, mark: float | None = None) -> str:
    """Horizontal bars; `full` is the value that fills the plot, `mark` a value to be seen on all of them."""
    height = ROW * len(rows) + 6
    drawn = [_bar(row, ROW * place, full) for place, row in enumerate(rows)]
    if mark is not None and full > 0:
        x = LABEL + PLOT * mark / full
        drawn.append(f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height:.1f}"/>')
    return _svg(title, height, drawn)


def columns(title: str, stacks: Sequence[tuple[str, Sequence[Part]]]) -> str:
    """Columns of parts, one above the other, under a scale of whole numbers."""
    most = max((sum(part.count for part in parts) for _, parts in stacks), default=0)
    top, step = _scale(most)
    width = (WIDTH - EDGE) / max(1, len(stacks))
    drawn = [_rule(each, top) for each in range(0, top + 1, step)]
    for place, (name, parts) in enumerate(stacks):
        drawn += _column(name, parts, EDGE + width * place, width, top)
    return _svg(title, HEIGHT + FOOT, drawn)


def _bar(row: Bar, y: float, full: float) -> str:
    def reach(value: float) -> float:
        return PLOT * min(1.0, value / full) if full > 0 else 0.0

    middle = y + ROW / 2
    name = row.name if len(row.name) <= name_max else row.name[: name_max - 1] + "…"
    text = f'<text class="name" x="{LABEL - 8:.1f}" y="{middle + 4:.1f}">{escape(name)}</text>'
    bar = (
        f'<rect class="bar" x="{LABEL:.1f}" y="{y + 4:.1f}" width="{reach(row.value):.1f}" height="{ROW - 8:.1f}">'
        f"<title>{escape(row.name)}: {escape(row.words)}</title></rect>"
    )
    words = f'<text class="words" x="{LABEL + PLOT + 8:.1f}" y="{middle + 4:.1f}">{escape(row.words)}</text>'
    if row.low is None or row.high is None:
        return text + bar + words
    low, high = LABEL + reach(row.low), LABEL + reach(row.high)
    return f'{text}{bar}<line class="range" x1="{low:.1f}" x2="{high:.1f}" y1="{middle:.1f}" y2="{middle:.1f}"/>{words}'


def _column(name: str, parts: Sequence[Part], x: float, width: float, top: int) -> Iterable[str]:
    y = HEIGHT
    for part in parts:
        tall = (HEIGHT - 12) * part.count / top
        y -= tall
        if part.count:
            yield (
                f'<rect class="{part.look}" x="{x + 2:.1f}" y="{y:.1f}" width="{width - 4:.1f}" height="{tall:.1f}">'
                f"<title>{escape(part.words)}</title></rect>"
            )
    yield f'<text class="foot" x="{x + width / 2:.1f}" y="{HEIGHT + 15:.1f}">{escape(name)}</text>'


def _rule(number: int, top: int) -> str:
    y = HEIGHT - (HEIGHT - 12) * number / top
    line = f'<line class="grid" x1="{EDGE:.1f}" x2="{WIDTH:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
    return f'{line}<text class="name" x="{EDGE - 6:.1f}" y="{y + 4:.1f}">{number}</text>'


def _scale(most: int) -> tuple[int, int]:
    """A round top not below the highest column, and the step between its rules: four or five of them."""
    step = next(each for power in count() for each in (10**power, 2 * 10**power, 5 * 10**power) if 5 * each >= most)
    return max(1, -(-most // step)) * step, step


def _svg(title: str, height: float, drawn: Iterable[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" aria-label="{escape(title)}">'
        + "".join(drawn)
        + "</svg>"
    )
