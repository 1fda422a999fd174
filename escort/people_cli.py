"""What `escort agent` and `escort roster` take; `people.py` and `roster_file.py` say what they do."""

from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction, Namespace
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

from escort import auth, people, roster_file
from escort.config import Settings

Task = Callable[[Settings, Namespace], Awaitable[None]]
Runs = Callable[[Task], Callable[[Namespace], int]]  # a task, as the command line runs it


def agent(command: ArgumentParser, runs: Runs) -> None:
    """`escort agent ...`."""
    sub = command.add_subparsers(required=True, metavar="add|change|list|remove|certify|sessions")
    add = _named(sub, "add", people.add, runs, "print a new agent's password; of one there is already, a new password")
    add.add_argument("--password", help="one of your own; otherwise one is made")
    _fields(add)
    _fields(_named(sub, "change", people.change, runs, "change what is given, from the next request on"))
    _named(sub, "remove", people.remove, runs, "remove an account; its walls are signed out at once")
    certify = _named(sub, "certify", people.certify, runs, "drills passed: may be given cases of severity 4")
    certify.add_argument("--until", type=_day, required=True, metavar="YYYY-MM-DD", help="the last day it counts")
    sessions = _named(sub, "sessions", people.sessions, runs, "where an agent is signed in")
    sessions.add_argument("--revoke", action="store_true", help="sign the agent out everywhere, at once")
    listed = sub.add_parser("list", help="all agents")
    listed.add_argument("--json", action="store_true", help="one object a line")
    listed.set_defaults(run=runs(people.listed))


def roster(command: ArgumentParser, runs: Runs) -> None:
    """`escort roster ...`."""
    sub = command.add_subparsers(required=True, metavar="set|show|clear")
    given = sub.add_parser("set", help="who is on duty in which hours, from now on")
    given.add_argument("file", type=Path, metavar="ROSTER.toml", help="docs/roster.md says what stands in it")
    given.set_defaults(run=runs(roster_file.set_))
    show = sub.add_parser("show", help="the next hours: who is on, and what is not covered")
    show.add_argument("--hours", type=int, default=24, help="how many (default 24)")
    show.set_defaults(run=runs(roster_file.show))
    sub.add_parser("clear", help="no roster, and no warning, from now on").set_defaults(run=runs(roster_file.clear))


def _named(sub: Any, name: str, task: Task, runs: Runs, what: str) -> ArgumentParser:
    command: ArgumentParser = sub.add_parser(name, help=what)
    command.add_argument("name")
    command.set_defaults(run=runs(task))
    return command


def _fields(command: ArgumentParser) -> None:
    command.add_argument("--role", choices=get_args(auth.AgentRole), help="(default agent)")
    command.add_argument("--skills", type=people.words_of, metavar="A,B")
    command.add_argument("--languages", type=people.words_of, metavar="EN,ZH")
    command.add_argument("--capacity", type=int, metavar="N", help="cases held at once (default 3)")
    command.add_argument("--regions", type=people.words_of, metavar="PORTO,LISBON", help="none: every region")
    command.add_argument("--phone", metavar="+351...", help="where pages reach the agent; kept sealed")
    command.add_argument("--totp", action=BooleanOptionalAction, help="one-time codes; prints what an app must be told")


def _day(word: str) -> date:
    try:
        return people.day_of(word)
    except ValueError:
        raise ArgumentTypeError(f"a day like 2026-12-31, not {word!r}") from None
