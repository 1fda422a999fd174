"""`escort doctor`: what this machine and its log promise, and in words what could be lost."""

import shutil
from typing import Any

import redis

from dashboards import ride_folder, wall_folder
from escort.config import Settings
from escort.errors import LogAway, Unusable
from escort.home import open_folder
from escort.log import Link
from escort.target import log_for_a_tool


async def examine(settings: Settings) -> int:
    """Prints one line a check; 1 where something could be lost, 0 otherwise."""
    found: list[tuple[bool, str]] = []
    try:
        found.append((True, f"data folder {open_folder(settings.data)} can be written"))
        async with log_for_a_tool(settings) as link:
            found += await _log(link, embedded=settings.redis_url is None)
    except Unusable as why:
        found.append((False, str(why)))
    for name, folder in (("the wall", wall_folder()), ("the phone's page", ride_folder())):
        built = (folder / "index.html").is_file()
        found.append((built, f"{name} is built" if built else f"{name} is not built: run `make pages`"))
    if settings.data.is_dir():
        free = shutil.disk_usage(settings.data).free / 2**30
        found.append((free > 1.0, f"{free:.1f} GiB are free for the data folder"))
    for good, sentence in found:
        print(f"{'ok  ' if good else 'MIND'} {sentence}")
    return 0 if all(good for good, _ in found) else 1


async def _log(link: Link, *, embedded: bool) -> list[tuple[bool, str]]:
    def ask(client: redis.Redis) -> tuple[dict[str, Any], dict[Any, Any]]:
        return client.info(), client.config_get("*")

    try:
        info, options = await link.turn(ask)
    except LogAway as away:
        return [(False, f"the log does not say how it is set up: {away}")]
    name = "its own redis-server" if embedded else "the redis at ESCORT_REDIS_URL"
    kept, synced = options.get("appendonly") == "yes", options.get("appendfsync")
    evicts, replicas = options.get("maxmemory-policy"), int(info.get("connected_slaves", 0))
    return [
        (True, f"{name} answers, version {info.get('redis_version')}"),
        (kept, "appendonly is on" if kept else "appendonly is off: a restart of redis loses everything"),
        (synced == "always", _synced(synced)),
        (evicts == "noeviction", f"maxmemory-policy {evicts}" + _evicts[evicts == "noeviction"]),
        (True, f"{replicas} replicas" + ("" if replicas else ": losing this disk loses the log")),
    ]


_evicts = {True: ": nothing is evicted", False: ": under pressure redis forgets entries without a word"}


def _synced(how: str | None) -> str:
    if how == "always":
        return "appendfsync always: what is acknowledged is on disk"
    return f"appendfsync {how}: a power cut loses what the last second acknowledged, unless a spool has it"
