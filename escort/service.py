"""All roles of one process, put together and taken down in order.

    data folder, metrics ─▶ redis-server, link ─▶ lanes, spool, board ─▶ roles: watcher, desk, gateway, api
                                                       ▲ ended last            ▲ ended first

What a role needs to say goodbye (its findings, its leases, the fixes gathered) still runs while it does.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import trio

from alerts import Policy
from dashboards import ride_folder, wall_folder
from escort import metrics, wire
from escort.accounts import Accounts
from escort.anew import anew
from escort.api import app
from escort.api.here import Here
from escort.api.wall import Walls
from escort.auditor import Auditor
from escort.auth import Seal
from escort.board import Board, Shown
from escort.break_glass import BreakGlass
from escort.cases import standing
from escort.config import Settings
from escort.device_desk import DeviceDesk
from escort.follower import Follower
from escort.gateway import Gateway, device_path
from escort.heartbeat import beat
from escort.home import kept_word, open_folder, sole_user
from escort.http import Listening, serve_http
from escort.intake import Intake
from escort.keeper import Keeper
from escort.ladders import policy_from
from escort.log import DeskKeys, DeskState, Lane, Link, open_link
from escort.numbers import Numbers
from escort.outbox.directory import Directory
from escort.outbox.outreach import Outreach
from escort.presence import Presence
from escort.presses import Presses
from escort.prompts import Prompts
from escort.redis_server import redis_of
from escort.roads import first_roads
from escort.rostered import Rostered
from escort.rules import Rules, first_rules, follow_rules
from escort.sessions import Sessions
from escort.shares import Shares
from escort.sign_in import Door
from escort.spool import Spool
from escort.trips import Trips
from escort.vitals import Ear, Vitals
from escort.watcher import Watcher
from escort.zones import first_zones
from geo import Profiles
from geo.zones import Zones

look_up_threads = 4  # for trips: when every phone comes back at once, no press waits behind their look-ups


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a running service listens; None where it does not have that role."""

    http: str | None
    device: str | None
    metrics: str
    data: str


@dataclass(slots=True)
class Parts:
    """What the roles of one process share."""

    settings: Settings
    secret: str
    node: str
    link: Link
    policy: Policy
    rules: Rules
    zones: Zones
    keys: DeskKeys
    lane: Lane
    intake: Intake
    trips: Trips
    accounts: Accounts
    sessions: Sessions
    door: Door
    board: Board
    follower: Follower
    spool: Spool
    presses: Presses
    desk: DeviceDesk
    gateway: Gateway
    vitals: Vitals
    outreach: Outreach
    ready: list[str] = field(default_factory=list)  # the roles that run


@asynccontextmanager
async def log_of(settings: Settings, data: Path) -> AsyncIterator[Link]:
    """The log: at the given URL, or a server of our own in the data folder.

    Raises: Unusable.
    """
    if settings.redis_url is not None:
        async with open_link(settings.redis_url) as link:
            yield link
    else:
        async with redis_of(data) as url, open_link(url) as link:
            yield link


async def serve(settings: Settings, until: Callable[[Addresses], Awaitable[None]]) -> None:
    """Runs the roles until `until`, which is told where they listen, returns.

    Raises: Unusable, perhaps in an exception group, where it cannot start.
    """
    profiles, policy = first_rules(settings.profiles), policy_from(settings.policy).of_region(settings.region)
    zones = first_zones(settings.zones)
    data = open_folder(settings.data)
    with sole_user(data), metrics.exported(settings.host, settings.metrics_port) as metrics_port:
        async with log_of(settings, data) as link:
            parts = _parts(settings, data, link, profiles, zones, policy)
            try:
                await _run(parts, until, f"http://{settings.host}:{metrics_port}/metrics")
            finally:
                parts.spool.close()


async def _run(parts: Parts, until: Callable[[Addresses], Awaitable[None]], metrics_url: str) -> None:
    async with trio.open_nursery() as beneath:
        beneath.start_soon(parts.lane.carry)
        beneath.start_soon(parts.spool.write)
        await beneath.start(anew, "follower", parts.follower.follow)
        await beneath.start(parts.presses.carry)
        async with trio.open_nursery() as roles:
            http, device = await _start(parts, roles)
            await until(Addresses(http, device, metrics_url, str(parts.settings.data)))
            roles.cancel_scope.cancel()
        beneath.cancel_scope.cancel()


async def _start(parts: Parts, nursery: trio.Nursery) -> tuple[str | None, str | None]:
    """The roles, those first that others need; the addresses they listen on."""
    settings, http, device, port = parts.settings, None, None, None
    nursery.start_soon(parts.intake.carry)
    nursery.start_soon(anew, "vitals", parts.vitals.tell, parts.link)
    if "desk" in settings.roles:
        keeper = Keeper(parts.link, parts.node, parts.keys, parts.policy, settings.timezone)
        await nursery.start(anew, "keeper", keeper.keep)
        _start_auditor(parts, nursery)
    if "outreach" in settings.roles:
        await nursery.start(anew, "outreach", parts.outreach.work)
    if "watcher" in settings.roles:
        watcher = Watcher(
            parts.link, parts.node, parts.rules.now, parts.keys, parts.lane, parts.vitals, zones=parts.zones
        )
        watcher.roads = first_roads(settings.roads)
        await nursery.start(anew, "watcher", watcher.watch)
        parts.rules.tell(watcher.use)
    if settings.profiles is not None:
        nursery.start_soon(follow_rules, settings.profiles, parts.rules.use)
    if parts.outreach.carrier is not None and (numbers := settings.outreach.contacts("break_glass")):
        glass = BreakGlass(parts.spool, parts.outreach.carrier, numbers)
        nursery.start_soon(anew, "break glass", glass.watch)
    if "gateway" in settings.roles:
        port = await nursery.start(parts.gateway.serve, settings.host, settings.device_port)
        device = f"ws://{settings.host}:{port}{device_path}"
    if "api" in settings.roles:
        http = await _start_api(parts, nursery, port)
    parts.ready.extend(settings.roles)
    return http, device


def _start_auditor(parts: Parts, nursery: trio.Nursery) -> None:
    """Beside every keeper, at work or standing by: the heartbeat goes on while any of them is and all is well."""
    auditor = Auditor(parts.link, parts.keys, parts.policy, lambda: parts.presses.unshown)
    nursery.start_soon(anew, "auditor", auditor.audit)
    if parts.settings.heartbeat_url is not None:
        nursery.start_soon(anew, "heartbeat", beat, parts.settings.heartbeat_url, lambda: auditor.well)


async def _start_api(parts: Parts, nursery: trio.Nursery, device_port: int | None) -> str:
    numbers = Numbers()
    here = Here(
        link=parts.link,
        secret=parts.secret,
        region=parts.settings.region,
        zone=ZoneInfo(parts.settings.timezone),
        open_desk=parts.settings.open_desk,
        trips=parts.trips,
        rules=parts.rules,
        accounts=parts.accounts,
        sessions=parts.sessions,
        door=parts.door,
        intake=parts.intake,
        presses=parts.presses,
        desk=parts.desk,
        board=parts.board,
        follower=parts.follower,
        state=DeskState(parts.link, parts.keys),
        numbers=numbers,
        presence=Presence(parts.lane, parts.keys.inbox, lambda: parts.board.floor, lambda: parts.follower.up_to_date),
        rostered=Rostered(parts.link, parts.settings.region),
        shares=Shares(parts.link),
        device_port=device_port or parts.settings.device_port,
        device_url=parts.settings.device_url,
        sms_number=parts.settings.sms_number,
        missing=lambda: _missing(parts),
        outreach=parts.outreach,
    )
    walls = Walls(here)
    nursery.start_soon(anew, "ear", Ear(parts.link, numbers.hear).hear)
    for what, task in (("walls", walls.beat), ("sessions", walls.guard), ("presence", here.presence.tell)):
        nursery.start_soon(anew, what, task)
    nursery.start_soon(anew, "roster", here.rostered.follow)
    listening: Listening = await nursery.start(
        serve_http, app(here, walls, wall_folder(), ride_folder()), parts.settings.host, parts.settings.http_port
    )
    parts.outreach.own_url = listening.url
    return listening.url


def _parts(settings: Settings, data: Path, link: Link, profiles: Profiles, zones: Zones, policy: Policy) -> Parts:
    secret = kept_word(data, "secret", settings.secret)
    node = kept_word(data, "node")
    keys, lane = DeskKeys(settings.region), Lane(link)
    seal, accounts = Seal(secret), Accounts(link)
    trips, prompts = Trips(link.apart(look_up_threads), seal), Prompts()
    board = Board(policy, settings.region)
    spool = Spool(data / "spool.sqlite")
    presses = Presses(spool, lane, keys.inbox)
    follower = Follower(link, keys, board, lane, on_press=presses.settled)
    intake = Intake(link)
    desk = DeviceDesk(presses, lane, keys.inbox, trips, prompts)
    gateway = Gateway(secret, intake, desk, trips, prompts)
    if "gateway" in settings.roles:  # before the follower starts: it reads prompts from where it begins
        follower.on_prompt = gateway.take_prompt
        board.told.append(partial(_tell_phones, gateway))
        gateway.standing_of = partial(_standing_of, board)
    vitals = Vitals(node, fixes=lambda: intake.taken, connections=lambda: gateway.count)
    return Parts(
        settings=settings,
        secret=secret,
        node=node,
        link=link,
        policy=policy,
        rules=Rules(profiles),
        zones=zones,
        keys=keys,
        lane=lane,
        intake=intake,
        trips=trips,
        accounts=accounts,
        sessions=Sessions(link, secret, settings.region, "demo" if settings.open_desk else "wall"),
        door=Door(link, accounts, seal, settings.region),
        board=board,
        follower=follower,
        spool=spool,
        presses=presses,
        desk=desk,
        gateway=gateway,
        vitals=vitals,
        outreach=Outreach(
            settings.outreach, link, lane, keys, trips, Directory(settings.outreach, accounts, seal, keys.region), node
        ),
    )


def _tell_phones(gateway: Gateway, shown: Shown) -> None:
    if shown.case is not None:
        gateway.case_shown(shown.case.trip, standing(shown.case))


def _standing_of(board: Board, incident: str) -> wire.Standing | None:
    found = board.find(incident)
    return None if found is None else standing(board.case(found))


def _missing(parts: Parts) -> list[str]:
    missing = [f"the {role} has not started" for role in parts.settings.roles if role not in parts.ready]
    if not parts.follower.up_to_date:
        missing.append("the log does not answer: presses are kept in this machine's spool, fixes wait")
    elif parts.presses.unshown:
        missing.append(f"no desk has shown {parts.presses.unshown} presses of this machine's spool yet")
    return missing
