"""What `escort staffing` takes, and how its lines are told."""

import csv
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from alerts.staffing import Target, TargetRefused, parse_target
from escort.config import Settings
from escort.errors import Unusable
from escort.ladders import policy_from
from escort.people_cli import Runs
from escort.report.words import seconds, share
from escort.staffing.side_by_side import Line, lines, more_max
from escort.staffing.simulated import Hour

HEAD = (
    f"{'':<5} {'presses/h':>9}   {'formula: agents':>15} {'in time':>8} {'p95':>8} {'busy':>6}"
    f"   {'the desk: agents':>16} {'in time':>8} {'p95':>8} {'max':>8} {'busy':>6}"
)


def staffing(command: ArgumentParser, runs: Runs) -> None:
    """`escort staffing ...`."""
    how_many = command.add_mutually_exclusive_group(required=True)
    how_many.add_argument("--presses-per-hour", type=_above_0, metavar="N")
    how_many.add_argument("--by-hour", type=Path, metavar="FILE.csv", help="lines of hour,presses")
    command.add_argument("--handling-s", type=_above_0, default=240.0, help="an agent's time with one press (240)")
    command.add_argument("--target", type=_target, default="0.9@15s", help="share and time (0.9@15s)")
    command.add_argument("--accept-s", type=_above_0, default=3.0, help="from the offer to the claim (3)")
    command.add_argument("--real", type=_share, default=0.05, help="share of presses that are no false alarm (0.05)")
    command.add_argument("--occupancy-max", type=_share, default=0.85, help="beyond it people tire (0.85)")
    command.add_argument("--presses", type=int, default=1_000, help="simulated for each crew (1000)")
    command.add_argument("--seed", type=int, default=1)
    command.set_defaults(run=runs(_staffing))


async def _staffing(settings: Settings, given: Namespace) -> None:
    policy = policy_from(settings.policy).of_region(settings.region)
    if given.accept_s * 1.5 >= policy.offer.accept_within_s:
        within_s = policy.offer.accept_within_s
        raise Unusable(f"--accept-s {given.accept_s:g} is too slow: an offer goes on after {within_s:g} s.")
    if given.presses < 100:
        raise Unusable("--presses must be 100 or more: fewer tell nothing about one press in twenty.")
    target: Target = given.target
    hours = [("", given.presses_per_hour)] if given.by_hour is None else hours_of(given.by_hour)
    every = Hour(0.0, given.handling_s, given.accept_s, given.real, given.presses, given.seed)
    print(f"{target.share:.0%} of presses within {target.within_s:g} s; {given.handling_s:g} s a press, ", end="")
    print(f"{given.accept_s:g} s to accept, {given.real:.0%} real, busy at most {given.occupancy_max:.0%}\n{HEAD}")
    try:
        for line in lines(policy, hours, every, target, given.occupancy_max):
            print(_words(line, target, given.accept_s), flush=True)
    except TargetRefused as why:
        raise Unusable(f"{why}.") from why


def hours_of(path: Path) -> list[tuple[str, float]]:
    """Name and presses of each hour of a CSV; a line of heads may stand first.

    Raises: Unusable, naming the line.
    """
    try:
        rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    except (OSError, UnicodeDecodeError) as why:
        raise Unusable(f"--by-hour {path}: {why}.") from why
    found = []
    for number, row in enumerate(rows, start=1):
        if number == 1 and not any(_is_number(cell) for cell in row):
            continue
        if len(row) != 2 or not _is_number(row[1]) or not 0 < float(row[1]) < 1e6:
            said = ",".join(row)
            raise Unusable(f"--by-hour {path}, line {number}: an hour and its presses, like 23,40, not {said!r}.")
        found.append((row[0].strip(), float(row[1])))
    if not found:
        raise Unusable(f"--by-hour {path} names no hour.")
    return found


def _words(line: Line, target: Target, accept_s: float) -> str:
    crew, desk = line.formula, line.desk
    p95_s = crew.wait_s(0.95) + accept_s
    told = f"{line.hour:<5} {line.presses_per_hour:>9g}   {crew.agents:>15} {share(line.formula_share):>8}"
    told += f" {seconds(p95_s):>8} {share(crew.occupancy):>6}   "
    if desk is None:
        return told + f"{'–':>16} the desk does not meet {target} with {crew.agents} to {crew.agents + more_max} agents"
    told += f"{desk.agents:>16} {share(desk.answered(target.within_s)):>8} {seconds(desk.wait_s(0.95)):>8}"
    return told + f" {seconds(desk.wait_s(1.0)):>8} {share(desk.occupancy):>6}"


def _is_number(word: str) -> bool:
    try:
        return float(word) == float(word)
    except ValueError:
        return False


def _above_0(word: str) -> float:
    if not _is_number(word) or not 0 < float(word) < 1e6:
        raise ArgumentTypeError(f"a number above 0, not {word!r}")
    return float(word)


def _share(word: str) -> float:
    if not _is_number(word) or not 0 <= float(word) <= 1:
        raise ArgumentTypeError(f"a share from 0 to 1, not {word!r}")
    return float(word)


def _target(word: str) -> Target:
    try:
        return parse_target(word)
    except TargetRefused as why:
        raise ArgumentTypeError(str(why)) from why
