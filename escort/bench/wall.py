"""How fast entries reach the walls: many through one wall, one through 1 and 50 walls, and a thousand missed ones.

    inbox ──▶ desk ──▶ timeline ──┬──▶ board ──▶ walls: timed here
                                  └──▶ a bare blocking read: what counts as committed, and the floor

Bare messages of the same size from a bare trio-websocket server are the floor of a wall's throughput.
"""

import statistics
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from random import Random
from time import perf_counter
from typing import cast

import redis
import trio
from trio_websocket import WebSocketConnection, open_websocket_url

from alerts import requests
from escort.bench.child import BenchFailed, Child, open_bare, open_service
from escort.bench.figures import Figure, quantiles
from escort.bench.lines import open_wall_line, seen, sign_in
from escort.inbox import sealed
from escort.log import DeskKeys
from escort.redis_server import socket_of

keys = DeskKeys("main")
cases = 100
entries = 2_000  # in one go: less than may wait for a wall
rounds = 3
resumed = 1_000
walls = 50
singles = 200  # entries timed one by one
pause_s = (0.005, 0.015)  # between two of them, so that they keep no step with anything
read_s = 3.0
measured_s = 60.0


def measure(quick: bool = False) -> list[Figure]:
    """The figures of the wall. Quick: one round and a tenth of the single entries."""
    with open_bare() as bare, open_service() as service:
        return trio.run(_measure, bare, service, 1 if quick else rounds, singles // 10 if quick else singles)


async def _measure(bare: Child, service: Child, times: int, some: int) -> list[Figure]:
    cookie = await sign_in(service)
    async with await trio.open_unix_socket(str(socket_of(service.data))) as reader:
        with service.redis() as log, trio.fail_after(measured_s):
            await _open_cases(log, service, cookie)
            async with _open_walls(service, cookie, 1) as one:
                at_one = await _singles(log, reader, one, "one", some)
            async with _open_walls(service, cookie, walls) as many:
                at_many = await _singles(log, reader, many, "many", some // 2)
            bare_read = [await _bare_read(log, reader, number) for number in range(some)]
            flows = [await _flow(log, service, cookie, bare, number) for number in range(times)]
            resumes = [await _resume(service, cookie, bare) for _ in range(times)]
    rate, bare_rate, resume_s, bare_resume_s = (
        statistics.median(column) for column in (*zip(*flows, strict=True), *zip(*resumes, strict=True))
    )
    return [
        Figure("wall.entries", rate, "entries/s", f"{entries:,} requests at once, from the inbox to one wall"),
        Figure("wall.bare_messages", bare_rate, "messages/s", "as many of the same size, bare trio-websocket", True),
        *quantiles("wall.one", at_one, "committed to received, 1 wall"),
        *quantiles("wall.fifty", at_many, f"committed to received, {walls} walls"),
        *quantiles("wall.bare_read", bare_read, "appended to received by a bare blocking read", floor=True),
        Figure("wall.resume", 1000 * resume_s, "ms", f"from connecting to the last of {resumed:,} missed entries"),
        Figure("wall.bare_resume", 1000 * bare_resume_s, "ms", "the same from a bare trio-websocket", True),
    ]


async def _open_cases(log: redis.Redis, service: Child, cookie: str) -> None:
    """Presses, until a new wall is shown a case of each."""
    _append(log, [requests.Pressed("p", f"wall-{case}", "sos", "rider", None, None, True) for case in range(cases)])
    last = 0
    while last < cases:
        await trio.sleep(0.1)
        async with open_wall_line(service, cookie) as wall:
            last = await _first_seq(wall)


@asynccontextmanager
async def _open_walls(service: Child, cookie: str, count: int) -> AsyncIterator[list[WebSocketConnection]]:
    """Walls that have read their snapshot."""
    async with AsyncExitStack() as ends:
        some = [await ends.enter_async_context(open_wall_line(service, cookie)) for _ in range(count)]
        for wall in some:
            await _first_seq(wall)
        yield some


def _append(log: redis.Redis, letters: Sequence[requests.Request]) -> None:
    pipeline = log.pipeline(transaction=False)
    for letter in letters:
        pipeline.xadd(keys.inbox, {"d": sealed(letter)})
    pipeline.execute()


def _note(place: int, text: str) -> requests.Note:
    return requests.Note(f"i-{place % cases + 1}", "Bench", text, text)


async def _first_seq(wall: WebSocketConnection) -> int:
    """The sequence number of the snapshot a new wall is given."""
    return seen.decode(await wall.get_message()).seq


async def _singles(
    log: redis.Redis, reader: trio.SocketStream, some: Sequence[WebSocketConnection], name: str, times: int
) -> list[float]:
    """Seconds from committed to received, each note at each wall; without those that an entry of the desk's own met."""
    waited: list[float] = []
    for place in range(times):
        text = f"note {name}-{place}."
        await trio.sleep(Random(text).uniform(*pause_s))
        newest = cast(list[tuple[bytes, object]], log.xrevrange(keys.timeline, count=1))[0][0]
        await reader.send_all(_read_behind(keys.timeline, newest.decode()))
        committed: list[tuple[float, bytes]] = []
        received: list[float] = []
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_answer, reader, committed)
            for wall in some:
                nursery.start_soon(_until_text, wall, text, received)
            nursery.start_soon(trio.to_thread.run_sync, _append, log, [_note(place, text)])
        at_s, entry = committed[0]
        if text.encode() in entry:
            waited += [at - at_s for at in received]
    return waited


def _read_behind(stream: str, entry_id: str) -> bytes:
    """A blocking read of one entry, as it goes over the wire."""
    words = ("XREAD", "COUNT", "1", "BLOCK", str(round(read_s * 1000)), "STREAMS", stream, entry_id)
    return f"*{len(words)}\r\n".encode() + b"".join(f"${len(word)}\r\n{word}\r\n".encode() for word in words)


async def _answer(reader: trio.SocketStream, came: list[tuple[float, bytes]]) -> None:
    """When it came, and what it was."""
    answer = await reader.receive_some()
    came.append((perf_counter(), bytes(answer)))
    if not answer.startswith(b"*1"):
        raise BenchFailed(f"no entry came within {read_s:.0f} s: {bytes(answer)!r}")


async def _until_text(wall: WebSocketConnection, text: str, received: list[float]) -> None:
    while True:
        message = await wall.get_message()
        at = perf_counter()
        if seen.decode(message).entry.text == text:
            received.append(at)
            return


async def _bare_read(log: redis.Redis, reader: trio.SocketStream, number: int) -> float:
    """Seconds from an append to a bare blocking read that has it."""
    stream = f"bench:{number}"
    came: list[tuple[float, bytes]] = []
    await reader.send_all(_read_behind(stream, "0-0"))
    await trio.sleep(Random(stream).uniform(*pause_s))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_answer, reader, came)
        began = perf_counter()
        nursery.start_soon(trio.to_thread.run_sync, partial(log.xadd, stream, {"d": b"x" * 300}))
    return came[0][0] - began


async def _flow(log: redis.Redis, service: Child, cookie: str, bare: Child, number: int) -> tuple[float, float]:
    """Entries a second from the inbox to one wall; bare messages a second of the same size."""
    async with open_wall_line(service, cookie) as wall:
        last = await _first_seq(wall) + entries
        notes = [_note(place, f"flow {number}-{place}.") for place in range(entries)]
        began = perf_counter()
        await trio.to_thread.run_sync(_append, log, notes)
        size = await _until_seq(wall, last)
        rate = entries / (perf_counter() - began)
    return rate, entries / await _bare_s(bare, entries, size)


async def _resume(service: Child, cookie: str, bare: Child) -> tuple[float, float]:
    """Seconds from connecting to the last missed entry; of bare messages of the same size."""
    async with open_wall_line(service, cookie) as wall:
        newest = await _first_seq(wall)
    began = perf_counter()
    async with open_wall_line(service, cookie, newest - resumed) as wall:
        size = await _until_seq(wall, newest)
        took_s = perf_counter() - began
    return took_s, await _bare_s(bare, resumed, size)


async def _until_seq(wall: WebSocketConnection, last: int) -> int:
    """Reads until an entry with this number; its size."""
    while True:
        message = await wall.get_message()
        said = seen.decode(message)
        if said.type == "entry" and said.seq >= last:
            return len(message)


async def _bare_s(bare: Child, messages: int, size: int) -> float:
    began = perf_counter()
    async with open_websocket_url(f"{bare.device}entries?n={messages}&size={size}") as line:
        for _ in range(messages):
            await line.get_message()
        return perf_counter() - began
