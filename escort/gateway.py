"""Phones: one task a connection; fixes are handed on without waiting, presses take the short way.

    handshake (token, room) ──▶ frames ──▶ fixes: `Intake`, never waits
                                     ├──▶ press: `Presses`, acknowledged once it is on disk
                                     └──▶ cancel, answer, say, motion: `DeviceDesk`
    prompts from the desk's outbox ──▶ whoever of the trip is connected

Rule: nothing a phone sends, or fails to send, disturbs another phone.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qs

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, WebSocketRequest, serve_websocket

from escort import auth, limits, metrics, wire
from escort.bulkhead import Bulkhead
from escort.connection import Phone, close_quietly
from escort.device_desk import DeviceDesk
from escort.errors import LogAway, Unusable
from escort.fixes_door import FixesDoor
from escort.intake import Intake
from escort.open_files import allow_open_files
from escort.prompts import Prompt, Prompts
from escort.trips import Trips

device_path = "/v1/device"
subprotocol = "escort.v1"
files_besides_phones = (
    1_000  # the log, walls, back ends; where the machine allows fewer, further phones wait at the door
)
asks_max = 16  # of a phone, waiting for the log at a time; a further one is refused
frames_queued_max = 4  # read ahead of a connection's task; beyond it the kernel's own window holds the phone back


@dataclass(slots=True)
class Gateway:
    """All phones of this process."""

    secret: str
    intake: Intake
    desk: DeviceDesk
    trips: Trips
    prompts: Prompts
    phones: dict[str, set[Phone]] = field(default_factory=lambda: defaultdict(set))  # by trip; fleets under ""
    count: int = 0
    standing_of: Callable[[str], wire.Standing | None] = lambda _incident: None
    nursery: trio.Nursery | None = None
    fixes: FixesDoor = field(init=False)

    def __post_init__(self) -> None:
        self.fixes = FixesDoor(self.intake, self.desk, self.trips, self._beside)

    async def serve(self, host: str, port: int, task_status: trio.TaskStatus[int] = trio.TASK_STATUS_IGNORED) -> None:
        """Serves until cancelled; starts with the port it listens on.

        Raises: Unusable where the port is taken.
        """
        async with trio.open_nursery() as nursery:
            self.nursery = nursery
            allow_open_files(limits.connections_max + files_besides_phones)
            nursery.start_soon(self._watch_silence)
            try:
                server = await nursery.start(_listen, self._admit, host, port)
            except* OSError as group:
                why = _reason(group)
                raise Unusable(f"The device port {host}:{port} cannot be used: {why}. Choose --device-port.") from None
            task_status.started(server)
            await trio.sleep_forever()

    async def prompt(self, prompt: Prompt) -> None:
        """Shows a frame on every phone of a trip that it is meant for and that is here.

        Cancelled: some may have it.
        """
        meant = [phone for phone in self.phones.get(prompt.trip, ()) if prompt.to in ("both", phone.device.role)]
        async with trio.open_nursery() as nursery:
            for phone in meant:
                nursery.start_soon(phone.tell, prompt.frame)
        metrics.prompts.labels("shown" if meant else "nobody_there").inc()

    def take_prompt(self, payload: bytes) -> None:
        """An effect from the outbox; it is shown without anybody waiting for slow phones."""
        heard = self.prompts.heard(payload)
        if heard is not None:
            self._beside(self.prompt, heard)

    def case_shown(self, trip: str, standing: wire.Standing) -> None:
        """A case moved: the rider's phones that pressed are told.

        A driver's are not: who has the case, so soon after a press of his own, would tell of the rider's before it.
        """
        for phone in self.phones.get(trip, ()):
            if phone.pressed and phone.device.role == "rider":
                self._beside(phone.tell_standing, standing)

    async def _admit(self, request: WebSocketRequest) -> None:
        """One phone from its handshake to its end; what goes wrong there ends nothing else."""
        with Bulkhead("handshake"):
            try:
                await self._shake_hands(request)
            except ConnectionClosed:
                metrics.handshakes_refused.labels("torn").inc()

    async def _shake_hands(self, request: WebSocketRequest) -> None:
        """401 without a valid token, 404 elsewhere, 503 when full."""
        path, _, query = request.path.partition("?")
        if path != device_path:
            await _reject(request, 404, f"phones connect to {device_path}")
            return
        device = auth.device_of(self.secret, _token(request, query))
        if isinstance(device, auth.NotAllowed):
            await _reject(request, 401, device.why)
            return
        if self.count >= limits.connections_max:
            await _reject(request, 503, f"{limits.connections_max} phones are connected here already; try again")
            return
        offered = subprotocol if subprotocol in request.proposed_subprotocols else None
        async with self._connected(await request.accept(subprotocol=offered), device) as phone:
            with Bulkhead("phone") as held:
                await self._listen_to(phone)
            if held.failure is not None:
                await close_quietly(phone.socket, 1011, "our fault; connect again")

    @asynccontextmanager
    async def _connected(self, socket: WebSocketConnection, device: auth.Device) -> AsyncIterator[Phone]:
        phone = Phone(socket, device, heard_at=trio.current_time(), later=self._tell_later)
        name = device.trip or ""
        self.phones[name].add(phone)
        self.count += 1
        metrics.connections.labels(device.role).inc()
        if name:
            self._beside(self._look_up, name)
        try:
            for frame in self.prompts.unanswered(name, device.role):
                await phone.tell(frame)
            yield phone
        finally:
            self.phones[name].discard(phone)
            if not self.phones[name]:
                del self.phones[name]
            self.count -= 1
            metrics.connections.labels(device.role).dec()

    async def _look_up(self, trip: str) -> None:
        """What is known of this phone's trip, before it is needed: a press does not wait for it."""
        try:
            await self.trips.unknown_of({trip})
        except LogAway:
            metrics.log_away.labels("gateway").inc()

    async def _listen_to(self, phone: Phone) -> None:
        fleet = phone.device.role == "fleet"
        while True:
            try:
                message = await phone.socket.get_message()
            except ConnectionClosed:
                return
            phone.binary = isinstance(message, bytes)
            spoken = phone.may_speak(trio.current_time())
            frame = wire.frame_of(message, fleet)
            if isinstance(frame, wire.Fixes):
                _fixes_frames.inc()
                if spoken:
                    await self.fixes.take(phone, frame)
                else:
                    metrics.fixes_in.labels("shed").inc(len(frame.fixes))
                    await phone.too_fast("fixes")
            elif spoken or isinstance(frame, wire.Press | wire.FleetFixes):
                await self._take_other(phone, frame)
            else:
                await phone.too_fast("frame")

    async def _take_other(self, phone: Phone, frame: wire.FleetFrame | wire.Frame | wire.Malformed) -> None:
        match frame:
            case wire.Malformed(of, why, press_id):
                await phone.refuse(of, why, press_id)
            case wire.FleetFixes():
                _fixes_frames.inc()
                await self.fixes.take_fleet(phone, frame)
            case wire.Press():
                metrics.frames.labels("press").inc()
                answer = await self.desk.take_press(phone.device, frame)
                if isinstance(answer, wire.Refused):
                    metrics.frames_refused.labels("press").inc()
                await phone.tell(answer)
                await self._stands(phone, answer)
            case wire.Touch(what):
                metrics.touches.labels(what).inc()
            case wire.Fixes():
                raise AssertionError("fixes go to their own door")
            case _:
                of = wire.tag_of(frame)
                metrics.frames.labels(of).inc()
                if phone.asking >= asks_max:
                    await phone.refuse(of, "too much is waiting for the log already")
                else:
                    phone.asking += 1
                    self._beside(self._ask, phone, frame)

    async def _stands(self, phone: Phone, answer: wire.Pressed | wire.Refused) -> None:
        """A press that was taken, the first time or again: from now on its phone is told who has it."""
        if phone.device.role != "rider" or isinstance(answer, wire.Refused):
            return
        phone.pressed, phone.standing = True, None
        standing = None if answer.incident is None else self.standing_of(answer.incident)
        if standing is not None:
            await phone.tell_standing(standing)

    async def _ask(self, phone: Phone, frame: wire.Asked) -> None:
        """What a phone asks of the desk, one after the other; beside the connection, so that no press waits for it."""
        try:
            async with phone.one_by_one:
                told = await self.desk.take(phone.device, frame)
        finally:
            phone.asking -= 1
        if isinstance(told, wire.Refused):
            await phone.refuse(told.of, told.why, told.press_id)
        elif told is not None:
            if isinstance(told, wire.Cancelled):
                phone.pressed = False  # PIN and duress PIN alike: what follows must not show which it was
            await phone.tell(told)

    def _beside(self, task: Callable[..., Awaitable[None]], *words: object) -> None:
        if self.nursery is not None:
            self.nursery.start_soon(_held, task, *words)

    def _tell_later(self, phone: Phone, value: wire.ToDevice) -> None:
        self._beside(phone.tell, value)

    async def _watch_silence(self) -> None:
        """Half-open sockets: whoever was silent for `ping_every_s` is pinged, and closed where no pong comes."""
        async with trio.open_nursery() as nursery:
            while True:
                await trio.sleep(limits.ping_every_s / 10)
                silent_since = trio.current_time() - limits.ping_every_s
                for phone in [phone for phones in self.phones.values() for phone in phones]:
                    if phone.heard_at < silent_since:
                        phone.heard_at = trio.current_time()
                        nursery.start_soon(phone.ping)


_fixes_frames = metrics.frames.labels("fixes")  # looked up once: it is counted for every frame


Admit = Callable[[WebSocketRequest], Awaitable[None]]


async def _listen(admit: Admit, host: str, port: int, task_status: trio.TaskStatus[int]) -> None:
    async with trio.open_nursery() as nursery:
        limited = partial(
            serve_websocket, message_queue_size=frames_queued_max, max_message_size=limits.frame_bytes_max
        )
        server = await nursery.start(limited, admit, host, port, None)
        task_status.started(server.port)


def _reason(failure: OSError | ExceptionGroup[OSError]) -> str | None:
    """What the first of some failures says, however deep nurseries have wrapped it."""
    return _reason(failure.exceptions[0]) if isinstance(failure, ExceptionGroup) else failure.strerror


async def _held(task: Callable[..., Awaitable[None]], *words: object) -> None:
    with Bulkhead("phone"):
        await task(*words)


async def _reject(request: WebSocketRequest, code: int, why: str) -> None:
    metrics.handshakes_refused.labels(str(code)).inc()
    await request.reject(code, extra_headers=[(b"content-type", b"text/plain; charset=utf-8")], body=why.encode())


def _token(request: WebSocketRequest, query: str) -> str | None:
    for name, value in request.headers:
        if name.lower() == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if scheme.lower() == "bearer" else None
    return next(iter(parse_qs(query).get("token", [])), None)
