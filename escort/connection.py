"""One phone's connection: what can be said to it, and how much it may say."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection

from escort import auth, limits, metrics, wire

unplaced_max = limits.frames_burst_max  # frames of a phone whose trip is being looked up; when full the oldest go
push_s = 5.0  # a phone that does not take a frame within this is closed; it comes back


types = frozenset({"fixes", "press", "cancel", "answer", "say", "motion", "touch"})  # what refusals are counted by


def _nobody(_phone: "Phone", _value: wire.ToDevice) -> None:
    raise AssertionError("a phone is told later by its gateway")


@dataclass(slots=True, eq=False)
class Phone:
    """One connection."""

    socket: WebSocketConnection
    device: auth.Device
    binary: bool = False
    heard_at: float = 0.0
    allowance: float = limits.frames_burst_max
    registered: bool = False
    looked_up_at: float = -math.inf
    told_too_fast_at: float = -math.inf
    unplaced: list[wire.Fixes] = field(default_factory=list)  # while its trip is looked up
    pressed: bool = False  # its alarm stands, as far as it knows: it is told who has it
    standing: wire.Standing | None = None  # what it was told last
    asking: int = 0  # what is on its way to the log for it, fixes and presses apart
    one_by_one: trio.Lock = field(default_factory=trio.Lock)
    later: Callable[["Phone", wire.ToDevice], None] = _nobody

    async def tell(self, value: wire.ToDevice) -> None:
        """Sends one frame; a phone that is gone or stuck misses it.

        Cancelled: the frame may be cut; the connection is of no more use then.
        """
        with trio.move_on_after(push_s) as waited:
            try:
                await self.socket.send_message(wire.message_of(value, self.binary))
            except ConnectionClosed:
                return
        if waited.cancelled_caught:
            await close_quietly(self.socket, 1008, "too slow")

    async def refuse(self, of: str, why: str, press_id: str | None = None) -> None:
        """Says that a frame was not taken, and counts it.

        Cancelled: as `tell`.
        """
        metrics.frames_refused.labels(of if of in types else "frame").inc()
        await self.tell(wire.Refused(of, why, press_id))

    async def too_fast(self, of: str) -> None:
        """Says so, once a second at most.

        Cancelled: as `tell`.
        """
        if self.heard_at - self.told_too_fast_at >= 1.0:
            self.told_too_fast_at = self.heard_at
            await self.refuse(of, f"more than {limits.frames_per_s_max} frames a second: some were left out")

    async def tell_standing(self, standing: wire.Standing) -> None:
        """Says how the alarm of this phone stands, where that is news to it.

        Cancelled: as `tell`.
        """
        before = self.standing
        news = before is None or (before.state, before.agent) != (standing.state, standing.agent)
        if self.pressed and news:
            self.standing = standing
            await self.tell(standing)

    def rows_left_out(self, why: str) -> None:
        """What `Intake` calls, without waiting, when rows of a frame were left out."""
        metrics.frames_refused.labels("fixes").inc()
        self.later(self, wire.Refused("fixes", why))

    def waits_for_look_up(self, frame: wire.Fixes) -> bool:
        """Keeps a frame until its trip has been looked up; whether somebody has to do that."""
        first = not self.unplaced
        self.unplaced.append(frame)
        if len(self.unplaced) > unplaced_max:
            metrics.fixes_in.labels("shed").inc(len(self.unplaced.pop(0).fixes))
        return first

    def looked_up(self) -> list[wire.Fixes]:
        """The frames that waited, oldest first."""
        waited, self.unplaced = self.unplaced, []
        return waited

    async def ping(self) -> None:
        """Closes the connection where no pong comes.

        Cancelled: nothing is known about the phone.
        """
        with trio.move_on_after(limits.silent_connection_s - limits.ping_every_s) as waited:
            try:
                await self.socket.ping()
            except ConnectionClosed:
                return
        if waited.cancelled_caught:
            await close_quietly(self.socket, 1001, "no answer to a ping")

    def may_speak(self, now: float) -> bool:
        """A token bucket: `frames_per_s_max` sustained, `frames_burst_max` at once."""
        grown = self.allowance + (now - self.heard_at) * limits.frames_per_s_max
        self.allowance = min(float(limits.frames_burst_max), grown) - 1.0
        self.heard_at = now
        if self.allowance < 0.0:
            self.allowance = 0.0
            return False
        return True


async def close_quietly(socket: WebSocketConnection, code: int, why: str) -> None:
    """Says goodbye and means it: where the other side does not answer, the socket goes all the same."""
    with trio.move_on_after(1.0):
        try:
            await socket.aclose(code, why)
        except ConnectionClosed:
            return
