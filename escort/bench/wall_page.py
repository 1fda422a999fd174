"""How the wall's page keeps up: 500 open cases, 200 entries a second and 5,000 moving trips in a real browser.

    BusyDesk ──▶ service ──▶ page ──▶ entry painted: timed here, beside its frame's arrival, the floor

Twice, half of the time each: in a browser without WebGL, where the page stands without its map, and in one whose map
the processor has to draw, which is the worst that an agent can have.

`python -m escort.bench.wall_page --minutes 10` is the long run (`make bench-wall MINUTES=10`).
"""

import argparse
import shutil
import statistics
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from time import monotonic
from typing import TYPE_CHECKING

import trio

from escort.bench.busy_desk import BusyDesk, cases, entries_per_s
from escort.bench.child import BenchFailed, open_service
from escort.bench.figures import Figure, as_json, as_table
from escort.bench.lines import sign_in

if TYPE_CHECKING:
    from escort.bench.watched_page import Looked, WatchedPage

settled_s = 10.0  # the page has loaded, drawn, and forgotten what it needed for that
round_s = 10.0  # one case on the screen
long_ms = 200.0


def measure(quick: bool = False, minutes: float = 1.0) -> list[Figure]:
    """The figures of the page. Quick: ten seconds.

    Raises: BenchFailed where there is no browser, or no Playwright to lead it.
    """
    if find_spec("playwright") is None or shutil.which("chromium") is None:
        raise BenchFailed("needs Chromium, and Playwright from the development group")
    from escort.bench.watched_page import opened

    with open_service() as service:
        cookie = trio.run(sign_in, service)
        desk = BusyDesk(service, cookie)
        desk.prepare()
        figures: list[Figure] = []
        with desk.running():
            for key, mapped in (("wall_page", False), ("wall_page.map", True)):
                with opened(str(service.http), cookie, mapped=mapped) as page:
                    page.open(str(service.http), cases)
                    figures += _watch(key, page, desk, round_s if quick else 30 * minutes)
        return figures


def _watch(key: str, page: "WatchedPage", desk: BusyDesk, for_s: float) -> list[Figure]:
    """The figures of so many seconds, once the page has settled under load."""
    first_load = page.loaded_bytes
    desk.watched = page.next_case()
    page.page.wait_for_timeout(1000 * settled_s)
    seen = type(page.look())()  # what was seen while it settled does not count
    heaps, cpu_s, began = [page.heap_bytes()], page.cpu_s(), monotonic()
    while (went_s := monotonic() - began) < for_s:
        page.page.wait_for_timeout(1000 * min(round_s, for_s - went_s))
        some = page.look()
        desk.settle(some.incidents)
        seen += some
        heaps.append(page.heap_bytes())
        desk.watched = page.next_case()
    cpu = (page.cpu_s() - cpu_s) / (monotonic() - began)
    return [*_soon(key, seen), *_smooth(key, seen, cpu, went_s), *_large(key, heaps, went_s, first_load)]


def _soon(key: str, seen: "Looked") -> list[Figure]:
    """How soon what happens is visible.

    Raises: BenchFailed where too little was seen to say.
    """
    if len(seen.visible_s) < 10 or len(seen.cases_s) < 5:
        raise BenchFailed(f"{len(seen.visible_s)} entries and {len(seen.cases_s)} new cases were seen")
    return [
        *_of(f"{key}.entry", seen.visible_s, "decided to painted, an entry of the case on the screen"),
        *_of(f"{key}.arrived", seen.arrived_s, "decided to arrived in the browser, the same entries", floor=True),
        *_of(f"{key}.case", seen.cases_s, "press in the inbox to its row painted"),
    ]


def _smooth(key: str, seen: "Looked", cpu: float, went_s: float) -> list[Figure]:
    longest = max(seen.tasks_ms, default=0.0)
    many = sum(each > long_ms for each in seen.tasks_ms)
    return [
        Figure(f"{key}.entries", seen.heard / went_s, "entries/s", f"heard; {entries_per_s} notes/s were sent"),
        Figure(f"{key}.longest_task", longest, "ms", "the longest that the page answered nobody"),
        Figure(f"{key}.long_tasks", many, "tasks", f"longer than {long_ms:.0f} ms"),
        Figure(
            f"{key}.late", 1000 * max(seen.blank_s), "ms", "the latest that an empty page did its next nothing", True
        ),
        Figure(f"{key}.cpu", 100 * cpu, "%", "of one core, the page's main thread"),
    ]


def _large(key: str, heaps: Sequence[float], went_s: float, first_load: int) -> list[Figure]:
    grown = statistics.linear_regression(range(len(heaps)), heaps).slope * len(heaps) / (went_s / 60)
    return [
        Figure(f"{key}.heap", heaps[-1] / 1e6, "MB", "kept by the page's scripts at the end"),
        Figure(f"{key}.heap_growth", grown / 1e6, "MB/min", f"over {went_s / 60:.1f} min"),
        Figure(
            f"{key}.first_load", first_load / 1e3, "kB", "over the wire until the map stands, the board's frames not"
        ),
    ]


def _of(key: str, seconds: Sequence[float], what: str, *, floor: bool = False) -> list[Figure]:
    """The middle one, and what 95 of a hundred do not pass."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    named = {"p50": cuts[49], "p95": cuts[94]}
    return [Figure(f"{key}_{name}", 1000 * cut, "ms", f"{what}, {name}", floor) for name, cut in named.items()]


def main() -> int:
    """As long as it is told. Exit code 1 where it could not be measured."""
    asked = argparse.ArgumentParser(prog="python -m escort.bench.wall_page", description=__doc__.splitlines()[0])
    asked.add_argument("--minutes", type=float, default=1.0)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    try:
        figures = measure(minutes=given.minutes)
    except BenchFailed as why:
        print(f"escort bench wall-page: {why}", file=sys.stderr)
        return 1
    print(as_json(figures) if given.json else as_table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
