"""What `escort exchange` and `escort outbox` take; `exchange.py` and `outbox_tools.py` say what they do."""

from argparse import ArgumentParser, Namespace
from functools import partial
from typing import cast, get_args

import trio

from alerts.outreach.exchange.faults import Fault, FaultPlan
from escort.commands import a_signal
from escort.config import Settings
from escort.errors import Unusable
from escort.exchange import Open, open_exchange, port_default, say
from escort.outbox_tools import dead_letters
from escort.people_cli import Runs

_FAULTS: tuple[str, ...] = tuple(name for part in get_args(Fault) for name in get_args(part))


def exchange(command: ArgumentParser) -> None:
    """`escort exchange`."""
    command.add_argument(
        "--port", type=int, default=port_default, help=f"0 takes any free one (default {port_default})"
    )
    command.add_argument("--seed", type=int, default=1, help="the same seed is the same crowd")
    command.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NUMBER=FAULT",
        help=f"once, for the next call to this number: {', '.join(_FAULTS)}",
    )
    command.set_defaults(run=lambda given: trio.run(_exchange, given) or 0)


def outbox(command: ArgumentParser, runs: Runs) -> None:
    """`escort outbox ...`."""
    sub = command.add_subparsers(required=True, metavar="list|retry|drop")
    listed = sub.add_parser("list", help="what could not be carried out, and why")
    listed.add_argument("--json", action="store_true", help="one array")
    listed.set_defaults(run=runs(_list))
    for act, what in (("retry", "try it once more, from the beginning"), ("drop", "nobody will carry it out")):
        one = sub.add_parser(act, help=what)
        one.add_argument("which", metavar="ID|all", help="as `list` names it")
        one.set_defaults(run=runs(partial(_settle, act)))


async def _list(settings: Settings, given: Namespace) -> None:
    await dead_letters(settings, "list", "all", json=given.json)


async def _settle(act: str, settings: Settings, given: Namespace) -> None:
    await dead_letters(settings, act, given.which)


async def _exchange(given: Namespace) -> None:
    async with trio.open_nursery() as nursery:
        opened: Open = await nursery.start(open_exchange, given.port, given.seed, _faults(given.fault))
        say(opened)
        await a_signal()
        nursery.cancel_scope.cancel()


def _faults(words: list[str]) -> FaultPlan:
    """Raises: Unusable for a fault that is none."""
    plan = FaultPlan()
    for word in words:
        number, _, fault = word.partition("=")
        if fault not in _FAULTS:
            raise Unusable(f"--fault takes NUMBER=FAULT, with one of {', '.join(_FAULTS)}; not {word!r}.")
        plan.by_number.setdefault(number, []).append(cast(Fault, fault))
    return plan
