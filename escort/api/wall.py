"""The wall's feed: a snapshot or the entries since, then every entry, positions and a beat each second.

    handshake ─▶ catch up (`since`, or a snapshot) ─▶ live ─▶ closed: too slow, or its session has ended
                                                        └─ every word it says is a sign of life (escort/presence.py)

A slow wall is closed rather than served late; it comes back with `since` and has lost nothing. Sockets are served in
bare ASGI, because a wall that is not signed in gets an HTTP 401 at the handshake.
"""

import msgspec
import trio
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from escort import auth, clock, limits, metrics
from escort.agents import AgentSeen
from escort.api.handshake import cookie_of, refuse, refuse_http, since_of
from escort.api.here import Here
from escort.board import Shown
from escort.cases import Case
from escort.errors import LogAway
from escort.numbers import Kpis, Position
from escort.presence import Seat
from escort.rostered import RosterSeen
from escort.sessions import Signed

too_slow, session_ended = 1013, 1008  # WebSocket close codes


class Snapshot(msgspec.Struct, frozen=True, tag_field="type", tag="snapshot"):
    """Everything that is open, for a wall that begins, or that missed more than is kept."""

    seq: int
    at: float
    incidents: list[Case]
    agents: list[AgentSeen]
    roster: RosterSeen | None
    kpis: Kpis


class Positions(msgspec.Struct, frozen=True, tag_field="type", tag="positions"):
    """Trips that moved: trip, lon, lat, heading, age in seconds."""

    at: float
    trips: list[Position]


class Agents(msgspec.Struct, frozen=True, tag_field="type", tag="agents"):
    """Who is at the desk, whenever that changes."""

    at: float
    agents: list[AgentSeen]
    roster: RosterSeen | None


class Beat(msgspec.Struct, frozen=True, tag_field="type", tag="beat"):
    """The board is alive, and stands at `seq`."""

    seq: int
    at: float
    kpis: Kpis


class Wall:
    """One connected wall: who sits there, and what waits to be sent to it."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.late, self._waiting = trio.open_memory_channel[str](limits.wall_waiting_max)
        self.closing = trio.Event()
        self.close_with = (too_slow, "too slow; connect again with since")

    def show(self, message: str) -> None:
        """Never waits; a wall whose queue is full is closed."""
        try:
            self.late.send_nowait(message)
        except trio.WouldBlock:
            metrics.walls_dropped.inc()
            self.closing.set()

    def end(self, why: str) -> None:
        """Its session has ended."""
        self.close_with = (session_ended, why)
        self.closing.set()

    async def send(self, send: Send) -> None:
        async for message in self._waiting:
            await send({"type": "websocket.send", "text": message, "bytes": None})


class Walls:
    """All walls of this process."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._walls: set[Wall] = set()
        self._agents_shown: tuple[list[AgentSeen], RosterSeen | None] = ([], None)
        here.board.told.append(self._entry)

    async def beat(self) -> None:
        """Each second, until cancelled: what changed, and the sign that the board is alive."""
        while True:
            await trio.sleep(1.0)
            now_s = clock.now_s()
            moved = self._here.numbers.take_moved(now_s)
            kpis = self._kpis(now_s)
            if not self._walls:
                continue
            if moved:
                self._show(Positions(now_s, moved))
            self._show_agents(now_s)
            if self._here.follower.up_to_date:  # a board that cannot follow the log stays silent: its walls turn stale
                self._show(Beat(self._here.board.seq, now_s, kpis))

    async def guard(self) -> None:
        """Each second, until cancelled: walls whose sessions have ended are closed, and others know what changed."""
        while True:
            await trio.sleep(1.0)
            walls = list(self._walls)
            try:
                asked = [(wall.seat.signed.agent, wall.seat.signed.session) for wall in walls]
                became = await self._here.sessions.standing(asked)
            except LogAway:
                metrics.log_away.labels("walls").inc()
                continue
            for wall, now in zip(walls, became, strict=True):
                if isinstance(now, Signed):
                    wall.seat.signed = now
                else:
                    wall.end(now.why)
                    await self._here.presence.sign_out(wall.seat.signed, now.why)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One wall, from its handshake to its end."""
        if scope["type"] != ScopeType.WEBSOCKET:
            await refuse_http(send, 426, "connect with a WebSocket")
            return
        signed = await self._signed(scope)
        await receive()
        if not isinstance(signed, Signed):
            await refuse(send, *signed)
            return
        await send({"type": "websocket.accept", "subprotocol": None, "headers": []})
        await self._live(Wall(self._here.presence.sit(signed)), since_of(scope), receive, send)

    async def _signed(self, scope: Scope) -> Signed | tuple[int, str]:
        """Who comes, or the HTTP code and the reason of the refusal."""
        try:
            found = await self._here.signed(cookie_of(scope))
        except LogAway as why:
            return 503, str(why)
        if isinstance(found, Signed):
            return found
        return 401 if isinstance(found, auth.NotAllowed) else 403, found.why

    async def _live(self, wall: Wall, since: int | None, receive: Receive, send: Send) -> None:
        metrics.walls.inc()
        try:
            self._catch_up(wall, since)
            self._walls.add(wall)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._until_closed, wall, nursery.cancel_scope, send)
                nursery.start_soon(wall.send, send)
                while (await receive())["type"] != "websocket.disconnect":
                    wall.seat.alive()
                nursery.cancel_scope.cancel()
        finally:
            self._here.presence.rise(wall.seat)
            self._walls.discard(wall)
            metrics.walls.dec()

    async def _until_closed(self, wall: Wall, scope: trio.CancelScope, send: Send) -> None:
        await wall.closing.wait()
        code, reason = wall.close_with
        await send({"type": "websocket.close", "code": code, "reason": reason})
        scope.cancel()

    def _catch_up(self, wall: Wall, since: int | None) -> None:
        """Without waiting, so that no entry falls between catching up and being live."""
        missed = None if since is None else self._here.board.since(since)
        now_s = clock.now_s()
        if missed is not None and len(missed) < limits.wall_waiting_max:
            for shown in missed:
                wall.show(_text(shown))
            wall.show(_text(Agents(now_s, *self._agents())))
            return
        board, (agents, roster) = self._here.board, self._agents()
        wall.show(_text(Snapshot(board.seq, now_s, board.cases(), agents, roster, self._kpis(now_s))))
        wall.show(_text(Positions(now_s, self._here.numbers.everywhere(now_s))))

    def _agents(self) -> tuple[list[AgentSeen], RosterSeen | None]:
        agents = self._here.board.agents()
        return agents, self._here.rostered.seen({each.agent for each in agents})

    def _show_agents(self, now_s: float) -> None:
        agents = self._agents()
        if agents != self._agents_shown:
            self._agents_shown = agents
            self._show(Agents(now_s, *agents))

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
