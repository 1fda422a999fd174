"""What each command does; `escort/cli.py` says how it is called.

Rule: `token`, `key add` and `agent add` print what they made on standard output, one line, nothing else.
"""

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import trio

from escort import auth, clock
from escort.accounts import Accounts
from escort.config import Settings
from escort.home import kept_word, open_folder
from escort.replay.files import read_drives
from escort.replay.over_wire import drive_over_wire
from escort.service import Addresses, serve
from escort.simulate import run_city
from escort.target import Target, credentials, log_for_a_tool
from geo import Datum

Say = Callable[[Addresses], None]


async def serve_until_signal(settings: Settings, say: Say) -> None:
    """`escort serve`: runs until SIGINT or SIGTERM, also while it still starts. A second signal ends it at once."""

    async def until(addresses: Addresses) -> None:
        say(addresses)
        await trio.sleep_forever()

    async with trio.open_nursery() as nursery:
        await nursery.start(_cancel_at_signal, nursery.cancel_scope)
        await serve(settings, until)


async def a_signal(task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
    """Waits for SIGINT or SIGTERM; starts once neither can end the process any more."""
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        task_status.started()
        async for _ in signals:
            return


def say_as_json(addresses: Addresses) -> None:
    """One line for programs."""
    print(msgspec.json.encode(addresses).decode(), flush=True)


def say_in_words(addresses: Addresses) -> None:
    """Where everything is, for people."""
    print("Safety escort is watching.")
    for name, where in (("wall", addresses.http), ("devices", addresses.device), ("metrics", addresses.metrics)):
        if where is not None:
            print(f"  {name:<8} {where.replace('127.0.0.1', 'localhost')}")
    print(f"  {'data':<8} {addresses.data}")
    print("Ctrl-C ends it.", flush=True)


def token(settings: Settings, device: auth.Device, lasts_s: float) -> int:
    """`escort token`."""
    secret = kept_word(open_folder(settings.data), "secret", settings.secret)
    print(auth.device_token(secret, device, clock.now_s(), lasts_s))
    return 0


async def add_key(settings: Settings, name: str, datum: Datum | None) -> None:
    """`escort key add`."""
    async with log_for_a_tool(settings) as link:
        print(await Accounts(link).add_key(name, datum=datum))


async def replay_over_wire(settings: Settings, files: Sequence[Path], to: Target, speed: float, flat_out: bool) -> None:
    """`escort replay --to`."""
    key, token_for = await credentials(settings, to)
    await drive_over_wire(read_drives(files), to.device_url, to.api_url, key, token_for, speed, flat_out=flat_out)


async def simulate(settings: Settings, to: Target, seed: int, trips: int, speed: float) -> None:
    """`escort simulate`: until a signal."""
    key, token_for = await credentials(settings, to)
    state = open_folder(settings.data) / f"simulated-{seed}-{trips}.json"
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_cancel_at_signal, nursery.cancel_scope)
        await run_city(seed, trips, to.device_url, to.api_url, key, token_for, state, speed)
        nursery.cancel_scope.cancel()


async def _cancel_at_signal(
    scope: trio.CancelScope, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
) -> None:
    await a_signal(task_status)
    scope.cancel()


def complain(why: str) -> None:
    """One sentence for the person who can mend it."""
    print(f"escort: {why}", file=sys.stderr)
