"""`make detection`: docs/detection.md, measured anew: real labelled drives, and a made-up city under bad reception.

    ../shared/data/deviation, where it is ──labelled──▶ false, early, missed, delays  ─┐
    a city's honest trips ──every reception──▶ false findings per 1,000 trips         ─┼─▶ one page
    a city's trips gone wrong ──every reception──▶ seconds to the finding             ─┘

Nothing is chosen here: the rules are those that are shipped, the city is that of one seed.
"""

import argparse
import os
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from escort.bench.city_tally import Tally, tallies
from escort.bench.labelled import Score, scored
from escort.bench.reception import in_fog, receptions
from escort.bench.stories import wrongs
from escort.replay.drives import DriveUnreadable
from escort.replay.written import written
from escort.road_files import read_network
from escort.roads import reach_over
from geo import KINDS, Profiles, default_profiles
from geo.roads import Roads

DATA = Path(__file__).parents[3] / "shared" / "data" / "deviation"
FILES = ("hof", "porto", "porto_fastest_route_natural")

Row = Sequence[str]


def main(words: Sequence[str] | None = None) -> int:
    """`python -m escort.bench.detection OUT.md [--trips N]`: exit code 0, or 2 where a file cannot be used."""
    ask = argparse.ArgumentParser(prog="python -m escort.bench.detection", description=(__doc__ or "").splitlines()[0])
    ask.add_argument("out", type=Path, metavar="OUT.md")
    ask.add_argument("--trips", type=int, default=1_000, help="honest trips of the city for each reception")
    given = ask.parse_args(words)
    try:
        lines = [line + "\n" for line in page(DATA, given.trips, default_profiles(), os.cpu_count() or 1)]
        written(given.out, lines)
    except (DriveUnreadable, OSError) as why:
        print(f"detection: {why}", file=sys.stderr)
        return 2
    return 0


def page(data: Path, trips: int, profiles: Profiles, processes: int = 1) -> Iterator[str]:
    """The lines of docs/detection.md, worked out on so many cores."""
    before, _, after = (resources.files("escort.bench") / "detection.md").read_text("utf-8").partition("{real}\n")
    between, _, rest = after.partition("{false}\n")
    beyond, _, end = rest.partition("{soon}\n")
    yield before.rstrip("\n")
    yield from ("", *real_drives(data, profiles))
    wrong = max(trips // 10, 1)
    hows = (*receptions, in_fog)
    found = tallies(hows, trips, wrong, profiles, processes)
    by_reception = {how.name: tally for how, tally in zip(hows, found, strict=True)}
    yield between.rstrip("\n").format(trips=trips, profile=profiles.names[0])
    yield from ("", *table(*false_findings(trips, by_reception)))
    yield beyond.rstrip("\n").format(wrong=wrong)
    del by_reception[in_fog.name]
    yield from ("", *table(*seconds_to_finding(wrong, by_reception)))
    yield end.rstrip("\n")


def real_drives(data: Path, profiles: Profiles) -> list[str]:
    """The first table: what was wanted beside what is."""
    missing = [name for name in FILES if not (data / f"{name}.jsonl").is_file()]
    if missing:
        return [f"Not measured: there is no {', '.join(missing)} in `../shared/data/deviation`."]
    hof, porto, natural = (scored(data / f"{name}.jsonl", profiles, ("deviation", "detour")) for name in FILES)
    rows: list[Row] = [
        ("`deviation`, Hof: false / early / missed", "0 / 0 / 0", _mistakes(hof["deviation"])),
        ("… delay p50, p90", "≤ 12 s, ≤ 25 s", _delays(hof["deviation"])),
        ("`deviation`, Porto: false / early / missed", "0 / 0 / 0", _mistakes(porto["deviation"])),
        ("… delay p50, p90", "≤ 15 s, ≤ 30 s", _delays(porto["deviation"])),
    ]
    detours = _detours(*(scores["detour"] for scores in (hof, porto, natural)))
    roads = _roads_of_porto(data.parent / "porto" / "porto_roads.csv")
    if roads is None:
        return table(("", "wanted", "measured"), rows + detours)
    by_road = _detours(*(scored(data / f"{name}.jsonl", profiles, ("detour",), roads)["detour"] for name in FILES))
    wide = [(*row, "") for row in rows] + [(*row, other[2]) for row, other in zip(detours, by_road, strict=True)]
    return table(("", "wanted", "measured", "with Porto's roads known"), wide)


def _detours(hof: Score, porto: Score, natural: Score) -> list[Row]:
    """The lines about `detour`: what, wanted, measured."""
    return [
        (
            f"`detour`, natural: honest drives that raise, of {natural.honest}",
            "≤ 4 %",
            f"{100 * natural.false / natural.honest:.1f} % ({natural.false})",
        ),
        _elsewhere("Porto", porto, "≥ 85"),
        _elsewhere("Hof", hof, "≥ 108"),
        (
            f"`detour`, natural: roundabout drives that raise, of {natural.roundabout}",
            "≥ 39",
            str(natural.roundabout_raised),
        ),
        ("`detour`, Porto and Hof: honest drives that raise", "", f"{porto.false}, {hof.false}"),
    ]


def _roads_of_porto(path: Path) -> Roads | None:
    """None where there is no map, or the extra `roads` is not installed."""
    if not path.is_file() or find_spec("scipy") is None:
        return None
    network = read_network(path)
    return Roads(network, reach_over(network))


def false_findings(trips: int, by_reception: dict[str, Tally]) -> tuple[Row, list[Row]]:
    """Each kind's findings per 1,000 honest trips, by reception."""
    rows: list[Row] = [
        (kind, *(f"{1_000 * tally.false[kind] / trips:.3g}" for tally in by_reception.values())) for kind in KINDS
    ]
    return ("per 1,000 trips", *by_reception), rows


def seconds_to_finding(trips: int, by_reception: dict[str, Tally]) -> tuple[Row, list[Row]]:
    """How many trips on which something went wrong were found, and how soon, by reception."""
    rows: list[Row] = [
        (
            f"{wrong.name} → {kind}",
            *(_cell(tally.after_s.get((wrong.name, kind), []), trips) for tally in by_reception.values()),
        )
        for wrong in wrongs
        for kind in wrong.kinds
    ]
    return ("found, p50, p90", *by_reception), rows


def _cell(after_s: list[float], trips: int) -> str:
    if len(after_s) < 2:
        return f"{len(after_s)} of {trips}"
    cuts = statistics.quantiles(after_s, n=10, method="inclusive")
    return f"{100 * len(after_s) / trips:.0f} %, {statistics.median(after_s):.0f} s, {cuts[8]:.0f} s"


def table(head: Row, rows: Iterable[Row]) -> list[str]:
    """A table as Markdown has it."""
    return [_line(head), _line(["---"] * len(head)), *(_line(row) for row in rows)]


def _line(cells: Row) -> str:
    return "| " + " | ".join(cells) + " |"


def _mistakes(score: Score) -> str:
    return f"{score.false} / {score.early} / {score.missed} of {score.honest} + {score.diverging}"


def _delays(score: Score) -> str:
    p50, p90 = score.delay_s(0.5), score.delay_s(0.9)
    return "none" if p50 is None or p90 is None else f"{p50:.0f} s, {p90:.0f} s"


def _elsewhere(where: str, score: Score, wanted: str) -> Row:
    name = f"`detour`, {where}: ends elsewhere, raised within 120 s, of {score.elsewhere}"
    return name, wanted, str(score.elsewhere_in_120_s)


if __name__ == "__main__":
    sys.exit(main())
