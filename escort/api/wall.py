"""The wall's WebSocket: a snapshot or what was missed, then every entry, positions and a beat each second.

    cookie ─▶ since ─▶ entries since, or a snapshot ─▶ live

Rule: the queue of a wall that cannot keep up is bounded; when it is full the connection is closed and the wall resumes.
Written on bare ASGI, because a wall that is not signed in gets an HTTP 401 at the handshake.
"""

from http.cookies import SimpleCookie
from urllib.parse import parse_qs

import msgspec
import trio
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from escort import auth, clock, limits, metrics
from escort.api.here import Here, cookie
from escort.board import Shown
from escort.cases import Case
from escort.numbers import Kpis, Position
from escort.sessions import Signed


class Snapshot(msgspec.Struct, frozen=True, tag_field="type", tag="snapshot"):
    """Everything that is open, for a wall that begins, or that missed more than is kept."""

    seq: int
    at: float
    incidents: list[Case]
    agents: list[auth.Agent]
    kpis: Kpis


class Positions(msgspec.Struct, frozen=True, tag_field="type", tag="positions"):
    """Trips that moved: trip, lon, lat, heading, age in seconds."""

    at: float
    trips: list[Position]


class Beat(msgspec.Struct, frozen=True, tag_field="type", tag="beat"):
    """The board is alive, and stands at `seq`."""

    seq: int
    at: float
    kpis: Kpis


class Wall:
    """One connected wall: what waits to be sent to it."""

    def __init__(self, agent: auth.Agent) -> None:
        self.agent = agent
        self.late, self._waiting = trio.open_memory_channel[str](limits.wall_waiting_max)
        self.closing = trio.Event()

    def show(self, message: str) -> None:
        """Never waits; a wall whose queue is full is closed."""
        try:
            self.late.send_nowait(message)
        except trio.WouldBlock:
            metrics.walls_dropped.inc()
            self.closing.set()

    async def send(self, send: Send) -> None:
        async for message in self._waiting:
            await send({"type": "websocket.send", "text": message, "bytes": None})


class Walls:
    """All walls of this process."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._walls: set[Wall] = set()
        here.board.told.append(self._entry)

    async def beat(self) -> None:
        """Each second, until cancelled: positions that changed, and the sign that the board is alive."""
        while True:
            await trio.sleep(1.0)
            now_s = clock.now_s()
            moved = self._here.numbers.take_moved(now_s)
            kpis = self._kpis(now_s)
            if not self._walls:
                continue
            if moved:
                self._show(Positions(now_s, moved))
            if self._here.follower.up_to_date:  # a board that cannot follow the log stays silent: its walls turn stale
                self._show(Beat(self._here.board.seq, now_s, kpis))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One wall, from its handshake to its end."""
        if scope["type"] != ScopeType.WEBSOCKET:
            await _refuse_http(send, 426, "connect with a WebSocket")
            return
        signed = await self._here.signed(_cookie(scope))
        await receive()
        if not isinstance(signed, Signed):
            await _refuse(send, 401 if isinstance(signed, auth.NotAllowed) else 403, signed.why)
            return
        await send({"type": "websocket.accept", "subprotocol": None, "headers": []})
        wall = Wall(signed.shown)
        metrics.walls.inc()
        try:
            self._catch_up(wall, _since(scope))
            self._walls.add(wall)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._until_closed, wall, nursery.cancel_scope, send)
                nursery.start_soon(wall.send, send)
                while (await receive())["type"] != "websocket.disconnect":
                    pass
                nursery.cancel_scope.cancel()
        finally:
            self._walls.discard(wall)
            metrics.walls.dec()

    async def _until_closed(self, wall: Wall, scope: trio.CancelScope, send: Send) -> None:
        await wall.closing.wait()
        await send({"type": "websocket.close", "code": 1013, "reason": "too slow; connect again with since"})
        scope.cancel()

    def _catch_up(self, wall: Wall, since: int | None) -> None:
        """Without waiting, so that no entry falls between catching up and being live."""
        missed = None if since is None else self._here.board.since(since)
        if missed is not None and len(missed) < limits.wall_waiting_max:
            for shown in missed:
                wall.show(_text(shown))
            return
        board, now_s = self._here.board, clock.now_s()
        agents = list({each.agent.agent: each.agent for each in (*self._walls, wall)}.values())
        wall.show(_text(Snapshot(board.seq, now_s, board.cases(), agents, self._kpis(now_s))))
        wall.show(_text(Positions(now_s, self._here.numbers.everywhere(now_s))))

    def _kpis(self, now_s: float) -> Kpis:
        return self._here.numbers.kpis(self._here.board.open.values(), now_s)

    def _entry(self, shown: Shown) -> None:
        if self._walls:
            self._show(shown)

    def _show(self, message: msgspec.Struct) -> None:
        text = _text(message)
        for wall in tuple(self._walls):
            wall.show(text)


def _text(message: msgspec.Struct) -> str:
    return msgspec.json.encode(message).decode()


def _cookie(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"cookie":
            found = SimpleCookie(value.decode("latin-1")).get(cookie)
            if found is not None:
                return found.value
    return None


def _since(scope: Scope) -> int | None:
    word = next(iter(parse_qs(scope["query_string"].decode("latin-1")).get("since", [])), "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 20 else None


async def _refuse(send: Send, code: int, why: str) -> None:
    body = msgspec.json.encode({"why": why})
    headers = [(b"content-type", b"application/json")]
    await send({"type": "websocket.http.response.start", "status": code, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body, "more_body": False})


async def _refuse_http(send: Send, code: int, why: str) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": code, "headers": headers})
    await send({"type": "http.response.body", "body": msgspec.json.encode({"why": why}), "more_body": False})
