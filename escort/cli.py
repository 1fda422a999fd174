"""The command line: what each command takes. What they do stands in `escort/commands.py`.

A person's mistake is one sentence on standard error, and exit code 2.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, get_args

import trio

from escort import auth, commands, config, outreach_cli, people_cli
from escort.config import ROLES, Settings
from escort.demo import demo
from escort.doctor import examine
from escort.errors import LogAway, Unusable
from escort.home import in_use
from escort.report.cli import report
from escort.staffing.cli import staffing
from escort.target import target
from geo import Datum


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    given = parser().parse_args(arguments)
    whys: list[str] = []
    code = 0
    try:
        code = given.run(given)
    except* (Unusable, LogAway) as group:
        whys += [str(each) for each in _leaves(group)]
    except* KeyboardInterrupt:
        code = 130
    for why in dict.fromkeys(whys):
        commands.complain(why)
    return 2 if whys else code


def parser() -> argparse.ArgumentParser:
    """Everything that can be said."""
    escort = argparse.ArgumentParser(
        prog="escort",
        description="Watches ride-hailing trips while they happen, and gets a human to every rider who needs one.",
        epilog="escort COMMAND --help says what a command takes; README.md and docs/wire.md say the rest.",
    )
    sub = escort.add_subparsers(required=True, metavar="COMMAND")
    _serve(sub.add_parser("serve", help="run the service"))
    _demo(sub.add_parser("demo", help="run the service with a simulated city; the wall opens at http://localhost:8080"))
    _doctor(sub.add_parser("doctor", help="check this machine and the log, and say what could be lost"))
    _token(sub.add_parser("token", help="print a device's token"))
    _key(sub.add_parser("key", help="API keys of platforms"))
    people_cli.agent(sub.add_parser("agent", help="accounts of safety agents"), _for_the_running)
    people_cli.roster(sub.add_parser("roster", help="who is on duty in which hours"), _for_the_running)
    outreach_cli.outbox(sub.add_parser("outbox", help="what could not be carried out"), _for_the_running)
    outreach_cli.exchange(sub.add_parser("exchange", help="a private telephone exchange, whose phones are a page"))
    _replay(sub.add_parser("replay", help="replay recorded drives, in this process or into a running service"))
    _roads(sub.add_parser("roads", help="road networks, for what is judged by road"))
    _simulate(sub.add_parser("simulate", help="drive a made-up city into a running service"))
    report(sub.add_parser("report", help="how presses were answered, and what findings came to"), _for_the_running)
    staffing(sub.add_parser("staffing", help="how many agents each hour needs, two ways"), _for_the_running)
    _bench(sub.add_parser("bench", help="print what this machine does"))
    return escort


def _serve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--roles", type=lambda word: tuple(word.split(",")), help=f"some of {','.join(ROLES)}")
    command.add_argument("--announce", choices=("words", "json"), default="words", help="how the first lines are told")
    _ports(command)
    command.set_defaults(run=_run_serve)


def _demo(command: argparse.ArgumentParser) -> None:
    command.add_argument("--trips", type=_count, default=200, help="alive at a time (default 200)")
    command.add_argument("--seed", type=int, default=1, help="the same seed is the same city")
    _ports(command)
    command.set_defaults(run=_run_demo)


def _doctor(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=lambda given: _async(examine, _of_the_running(given)))


def _token(command: argparse.ArgumentParser) -> None:
    command.add_argument("--trip", help="the trip of a rider's or driver's phone")
    command.add_argument("--role", choices=get_args(auth.DeviceRole), required=True)
    command.add_argument("--device", help="the device's name (default: made from role and trip)")
    command.add_argument("--for-s", type=float, default=auth.token_s_default, help="how long it is good, in seconds")
    command.add_argument("--datum", choices=get_args(Datum), help="of its fixes and presses (default: its trip's)")
    command.set_defaults(run=_run_token)


def _key(command: argparse.ArgumentParser) -> None:
    add = command.add_subparsers(required=True, metavar="add").add_parser("add", help="print a new API key")
    add.add_argument("name", help="whose key it is")
    add.add_argument("--datum", choices=get_args(Datum), help="of what is sent with it, where it is not WGS84")
    add.set_defaults(run=lambda given: _async(commands.add_key, _of_the_running(given), given.name, given.datum))


def _replay(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--findings", type=Path, metavar="OUT.jsonl", help="without --to: where findings are written")
    command.add_argument("--rules", type=Path, metavar="RULES.toml", help="without --to: judged by these rules")
    command.add_argument("--compare", action="store_true", help="with --rules: what they would change")
    command.add_argument(
        "--roads", type=Path, metavar="ROADS.npz", help="without --to: judged by road where that helps"
    )
    command.add_argument("--plot", type=Path, metavar="OUT.html", help="without --to: a page that shows why")
    _to(command, required=False)
    pace = command.add_mutually_exclusive_group()
    pace.add_argument("--speed", type=_speed, default=1.0, help="with --to: how many times faster than it was driven")
    pace.add_argument("--flat-out", action="store_true", help="as fast as it can")
    command.set_defaults(run=_run_replay)


def _roads(command: argparse.ArgumentParser) -> None:
    commands_of = command.add_subparsers(required=True, metavar="build")
    build = commands_of.add_parser("build", help="make a network of a map: .osm.pbf, .osm, or .csv of segments")
    build.add_argument("source", type=Path, metavar="FILE")
    build.add_argument("--out", type=Path, metavar="ROADS.npz", help="default: beside FILE, by its name")
    build.set_defaults(run=_run_roads_build)


def _simulate(command: argparse.ArgumentParser) -> None:
    command.add_argument("--trips", type=_count, default=200)
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--speed", type=_speed, default=1.0)
    _to(command, required=False, default="ws://127.0.0.1:8765")
    command.set_defaults(run=_run_simulate)


def _bench(command: argparse.ArgumentParser) -> None:
    parts = "geo, gateway, press, desk, outreach, wall; all without"
    command.add_argument("parts", nargs="*", metavar="PART", help=parts)
    command.add_argument("--json", action="store_true", help="one object")
    command.add_argument("--quick", action="store_true", help="small and short: to see that it runs")
    command.set_defaults(run=_run_bench)


def _ports(command: argparse.ArgumentParser) -> None:
    for name in ("http", "device", "metrics"):
        command.add_argument(f"--{name}-port", type=int, help="0 takes any free one")


def _to(command: argparse.ArgumentParser, *, required: bool, default: str | None = None) -> None:
    command.add_argument("--to", required=required, default=default, metavar="ws://HOST:PORT", help="a running service")
    command.add_argument("--api", metavar="http://HOST:PORT", help="its api (default: port 8080 of the same host)")
    command.add_argument("--key", help="an API key; otherwise one is made in the data folder of the service")


def _settings(given: argparse.Namespace, **more: Any) -> Settings:
    ports = {f"{name}_port": getattr(given, f"{name}_port", None) for name in ("http", "device", "metrics")}
    return config.from_environment(os.environ, **ports, **more)


def _of_the_running(given: argparse.Namespace) -> Settings:
    """For tools that speak to a service: the demo's folder, where a demo runs and no service of one's own does."""
    settings, demo_s = _settings(given), config.demo_data(os.environ)
    demo_runs = demo_s != settings.data and demo_s.is_dir() and in_use(demo_s)
    if settings.redis_url is None and demo_runs and not (settings.data.is_dir() and in_use(settings.data)):
        print(f"escort: for the demo that runs in {demo_s}", file=sys.stderr)
        return _settings(given, data=demo_s)
    return settings


def _async(task: Any, *words: Any) -> int:
    code = trio.run(partial(task, *words))
    return code if isinstance(code, int) else 0


def _for_the_running(task: people_cli.Task) -> Callable[[argparse.Namespace], int]:
    """How a tool runs that speaks to a service."""
    return lambda given: _async(task, _of_the_running(given), given)


def _run_serve(given: argparse.Namespace) -> int:
    say = commands.say_as_json if given.announce == "json" else commands.say_in_words
    return _async(commands.serve_until_signal, _settings(given, roles=given.roles), say)


def _run_demo(given: argparse.Namespace) -> int:
    return _async(demo, _settings(given, open_desk=True, data=config.demo_data(os.environ)), given.trips, given.seed)


def _run_token(given: argparse.Namespace) -> int:
    if given.role != "fleet" and not given.trip:
        raise Unusable(f"A {given.role}'s token names its trip: --trip T.")
    name = given.device or "-".join(word for word in (given.role, given.trip) if word)
    return commands.token(_of_the_running(given), auth.Device(name, given.role, given.trip, given.datum), given.for_s)


def _run_replay(given: argparse.Namespace) -> int:
    if given.to is None:
        return _replay_here(given)
    for name in ("findings", "rules", "compare", "plot", "roads"):
        if getattr(given, name):
            raise Unusable(
                f"--{name} is for a replay in this process; with --to the service finds, and its wall shows."
            )
    to = target(given.to, given.api, given.key)
    return _async(commands.replay_over_wire, _of_the_running(given), given.files, to, given.speed, given.flat_out)


def _replay_here(given: argparse.Namespace) -> int:
    from escort.replay.flat_out import main_flat_out
    from escort.roads import first_roads
    from escort.rules import first_rules

    if given.compare and given.rules is None:
        raise Unusable("--compare needs other rules to compare with: --rules RULES.toml.")
    settings = _settings(given)
    ours = first_rules(settings.profiles)
    other = None if given.rules is None else first_rules(given.rules, "--rules")
    roads = first_roads(settings.roads) if given.roads is None else first_roads(given.roads, "--roads")
    if given.compare:
        return main_flat_out(given.files, None, ours, other, roads=roads)
    return main_flat_out(given.files, given.findings, other or ours, plot=given.plot, roads=roads)


def _run_roads_build(given: argparse.Namespace) -> int:
    from escort.roads import build

    print(build(given.source, given.out))
    return 0


def _run_simulate(given: argparse.Namespace) -> int:
    to = target(given.to, given.api, given.key)
    return _async(commands.simulate, _of_the_running(given), to, given.seed, given.trips, given.speed)


def _run_bench(given: argparse.Namespace) -> int:
    from escort.bench.run import main_bench

    return main_bench(given.parts, json=given.json, quick=given.quick)


def _count(word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 10 and int(word)):
        raise argparse.ArgumentTypeError(f"a whole number from 1, not {word!r}")
    return int(word)


def _speed(word: str) -> float:
    speed = float(word)
    if not 0 < speed < 1e6:
        raise argparse.ArgumentTypeError(f"a number above 0, not {word!r}")
    return speed


def _leaves(group: BaseExceptionGroup[Any]) -> list[BaseException]:
    found: list[BaseException] = []
    for each in group.exceptions:
        found += _leaves(each) if isinstance(each, BaseExceptionGroup) else [each]
    return found


if __name__ == "__main__":
    sys.exit(main())
