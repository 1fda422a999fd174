"""How long a press takes: until it is acknowledged, and until the wall has it, beside three bare turns to Redis.

    press ──▶ gateway ──▶ spool | inbox ──▶ acknowledged      floor: three appends in a row, each on disk
                                   └──▶ desk ──▶ timeline ──▶ wall

One at a time, each of a trip of its own, its case claimed and closed again afterwards; first idle, then while 200
phones send a fix a second each.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random
from time import perf_counter

import httpx
import msgspec
import redis
import trio
from trio_websocket import WebSocketConnection

from escort import auth, clock
from escort.bench.child import BenchFailed, Child, open_service
from escort.bench.figures import Figure, quantiles
from escort.bench.flood import Flood, masked, open_flood
from escort.bench.lines import open_desk, open_phone_line, open_wall_line, seen, sign_in

presses = 250  # at most
presses_s = 10.0  # for all of them; a slow machine answers fewer
phones_sending = 200
fix_every_s = 1.0
settle_s = 1.0  # after the phones came, before the first press
pause_s = (0.003, 0.010)  # before each timing: the spool has forgotten the last press, and nothing keeps step
answer_s = 10.0


@dataclass(slots=True)
class Taken:
    """Seconds, one of each a press."""

    acknowledged: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)


def measure(quick: bool = False) -> list[Figure]:
    """The figures of a press. Quick: a tenth of the presses."""
    some = presses // 10 if quick else presses
    with open_service() as service:
        return trio.run(_measure, service, some)


async def _measure(service: Child, some: int) -> list[Figure]:
    sending = [f"sending-{number}" for number in range(phones_sending)]
    service.register(sending)
    tokens = service.tokens(auth.Device(f"rider-of-{trip}", "rider", trip) for trip in sending)
    idle = await _press_all(service, "idle", some)
    with open_flood(service.device, tokens) as flood:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_send_fixes, flood)
            loaded = await _press_all(service, "loaded", some)
            nursery.cancel_scope.cancel()
    return [
        *quantiles("press.acknowledged", idle.acknowledged, "press to acknowledged, idle"),
        *quantiles("press.wall", idle.shown, "press to the wall, idle"),
        *quantiles("press.three_turns", idle.floor, "three bare appends to Redis, each on disk", floor=True),
        *quantiles("press.loaded_acknowledged", loaded.acknowledged, f"... while {phones_sending} phones send"),
        *quantiles("press.loaded_wall", loaded.shown, f"... while {phones_sending} phones send"),
        *quantiles("press.loaded_three_turns", loaded.floor, f"... while {phones_sending} phones send", floor=True),
    ]


async def _send_fixes(flood: Flood) -> None:
    """Until cancelled: one phone after the other, each a fix every `fix_every_s`."""
    for number in count():
        row = [clock.now_s(), 41.15, -8.61, 8.0, 7.5, 90.0]
        flood.say(number % len(flood), masked(msgspec.json.encode({"type": "fixes", "fixes": [row]})))
        await trio.sleep(fix_every_s / len(flood))


async def _press_all(service: Child, name: str, some: int) -> Taken:
    """Every press on its own phone, connected before the first of them."""
    trips = [f"{name}-{number}" for number in range(some)]
    service.register(trips)
    tokens = service.tokens(auth.Device(f"rider-of-{trip}", "rider", trip) for trip in trips)
    taken = Taken()
    async with _open_watch(service) as watch, AsyncExitStack() as ends:
        phones = [await ends.enter_async_context(open_phone_line(service, token)) for token in tokens]
        await trio.sleep(settle_s)
        with service.redis() as log:
            until = trio.current_time() + presses_s
            for place, phone in enumerate(phones):
                if trio.current_time() > until:
                    break
                with trio.fail_after(answer_s):
                    await _press(phone, f"{name}-{place}", watch, taken)
                await trio.sleep(Random(f"{name}/{place}/floor").uniform(*pause_s))
                taken.floor.append(_three_turns(log))
                await trio.sleep(Random(f"{name}/{place}").uniform(*pause_s))
    return taken


@dataclass(slots=True)
class Watch:
    """The wall, and whoever settles its cases."""

    line: WebSocketConnection
    desk: httpx.AsyncClient

    async def shown(self, press_id: str) -> tuple[float, str]:
        """When the wall had a press, and its incident."""
        while True:
            message = await self.line.get_message()
            at = perf_counter()
            entry = seen.decode(message)
            if entry.entry.press_id == press_id:
                return at, entry.incident

    async def settle(self, incident: str) -> None:
        """Claimed and closed, so that the next press finds the desk as this one did."""
        for act, body in (("claim", {}), ("close", {"disposition": "false_alarm"})):
            answer = await self.desk.post(f"/v1/incidents/{incident}/{act}", json=body)
            if not answer.is_success:
                raise BenchFailed(f"{act}: {answer.status_code} {answer.text[:200]}")


@asynccontextmanager
async def _open_watch(service: Child) -> AsyncIterator[Watch]:
    cookie = await sign_in(service)
    async with open_wall_line(service, cookie) as line, open_desk(service, cookie) as desk:
        yield Watch(line, desk)


async def _press(phone: WebSocketConnection, press_id: str, watch: Watch, taken: Taken) -> None:
    """Timed from before it is sent: one task waits for the phone's answer, this one for the wall."""
    said = {"type": "press", "press_id": press_id, "at": clock.now_s(), "kind": "sos", "fix": None}
    message = msgspec.json.encode(said).decode()

    async def acknowledged() -> None:
        answer = await phone.get_message()
        taken.acknowledged.append(perf_counter() - began)
        if msgspec.json.decode(answer)["type"] != "pressed":
            raise BenchFailed(f"a press was answered with {answer!r}")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(acknowledged)
        began = perf_counter()
        await phone.send_message(message)
        at, incident = await watch.shown(press_id)
        taken.shown.append(at - began)
    await watch.settle(incident)


def _three_turns(log: redis.Redis) -> float:
    began = perf_counter()
    for _ in range(3):
        log.xadd("bench", {"d": b"x" * 300}, maxlen=1_000)
    return perf_counter() - began
