"""The exchange itself: its calls, its messages, the phones it reaches, and who may ask it for anything.

    create ──▶ Call, queued ──(calls a second)──▶ Line ──▶ phone
    create ──▶ Message ──▶ phone, delivered

Rule: the same words as Twilio's REST interface on the outside (`rest.py`), plain methods here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import trio

from alerts.outreach.exchange.calls import Call, Message, MessageState, Order, State
from alerts.outreach.exchange.disorder import Disorder, orderly
from alerts.outreach.exchange.dummies import Faulty
from alerts.outreach.exchange.faults import FaultPlan
from alerts.outreach.exchange.line import Document, Line
from alerts.outreach.exchange.phone import Phone
from alerts.outreach.exchange.post import Post
from alerts.outreach.exchange.rooms import Rooms
from alerts.outreach.exchange.twiml import Dial

NOT_IN_PROGRESS = 21220  # Twilio's code for the update of a call that has ended


@dataclass(slots=True, eq=False)
class Exchange:
    """One exchange. `now_s` is the clock that dates are written by; `pace` shortens every wait of its world.

    Shapes: `phones` rings for every number. `calls_per_s` None: no call waits for the one before it.
    """

    phones: Phone
    now_s: Callable[[], float]
    account: str = f"AC{'0' * 31}1"
    token: str = "exchange"  # noqa: S105  # of a private exchange that anybody on this machine may use
    pace: float = 1.0
    calls_per_s: float | None = None
    faults: FaultPlan = field(default_factory=FaultPlan)
    disorder: Disorder = orderly
    transport: httpx.AsyncBaseTransport | None = None  # how webhooks are reached; None: over the network
    reply_url: str | None = None  # where messages to the service go
    watchers: list[Callable[[Call], None]] = field(default_factory=list)  # told of every step of every call
    calls: dict[str, Call] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    rooms: Rooms = field(init=False)
    _lines: dict[str, Line] = field(default_factory=dict)
    _nursery: trio.Nursery | None = None
    _post: Post | None = None
    _free_at: float = 0.0

    def __post_init__(self) -> None:
        self.rooms = Rooms(self.account)

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Carries calls until cancelled.

        Cancelled: calls stop where they are, and nobody is told.
        """
        async with httpx.AsyncClient(transport=self.transport, timeout=15.0) as http, trio.open_nursery() as nursery:
            self._nursery = nursery
            self._post = Post(http, nursery, self.token, self.disorder, self.pace, self.now_s)
            task_status.started()
            await trio.sleep_forever()

    def create(self, order: Order, parent: str | None = None) -> Call:
        """A call, queued; it goes out as soon as the rate allows."""
        call = Call(f"CA{uuid4().hex}", self.account, order, self.now_s(), parent=parent)
        self.calls[call.sid] = call
        fault = self.faults.phone(order.to)
        phone: Phone = self.phones if fault is None else Faulty(fault, self.phones)
        assert self._post is not None, "the exchange runs"
        line = Line(call, phone, self._post, self.rooms, self.pace, self.now_s, self._place_child, self._moved)
        self._lines[call.sid] = line
        assert self._nursery is not None, "the exchange runs"
        self._nursery.start_soon(self._carry, line, self._turn())
        return call

    def update(self, sid: str, document: Document | None, state: State | None) -> int | None:
        """Other verbs for a call, or its end; Twilio's error code where it has ended already."""
        line = self._lines.get(sid)
        if line is None or line.call.ended:
            return NOT_IN_PROGRESS
        if state in ("completed", "canceled"):
            line.stop()
        elif document is not None:
            if line.call.state != "in-progress":
                return NOT_IN_PROGRESS
            line.update(document)
        return None

    async def ended(self, sid: str) -> Call:
        """Waits for a call's end."""
        line = self._lines.get(sid)
        if line is not None:
            await line.ended.wait()
        return self.calls[sid]

    def send(self, to: str, sender: str, body: str, callback: str | None) -> Message:
        """A message to a phone; delivered, or undelivered where the number has a fault."""
        message = Message(f"SM{uuid4().hex}", self.account, to, sender, body, self.now_s(), callback)
        self.messages[message.sid] = message
        fault = self.faults.phone(to)
        if fault is None:
            self.phones.text(message)
        self._tell_of(message, ("sent", "delivered") if fault is None else ("sent", "undelivered"))
        return message

    def reply(self, sender: str, to: str, body: str) -> Message:
        """A message from a phone to the service."""
        message = Message(f"SM{uuid4().hex}", self.account, to, sender, body, self.now_s(), state="received")
        self.messages[message.sid] = message
        if self.reply_url is not None and self._post is not None:
            words = {"MessageSid": message.sid, "From": sender, "To": to, "Body": body, "AccountSid": self.account}
            self._post.tell_of_message(message.sid, 0, self.reply_url, words)
        return message

    def _moved(self, call: Call) -> None:
        for told in self.watchers:
            told(call)

    def _tell_of(self, message: Message, states: tuple[MessageState, ...]) -> None:
        for number, state in enumerate(states):
            message.state = state
            if state == "undelivered":
                message.error_code = 30003
            if message.callback and self._post is not None:
                words = {"MessageSid": message.sid, "MessageStatus": state, "To": message.to, "From": message.sender}
                self._post.tell_of_message(message.sid, number, message.callback, words)

    async def _carry(self, line: Line, wait_s: float) -> None:
        await trio.sleep(wait_s)
        if not line.ended.is_set():
            await line.run()
        del self._lines[line.call.sid]

    def _turn(self) -> float:
        """How long the next call waits for its turn at the carrier's rate. Units: seconds."""
        if self.calls_per_s is None:
            return 0.0
        now = trio.current_time()
        self._free_at = max(now, self._free_at)
        wait_s = self._free_at - now
        self._free_at += 1 / self.calls_per_s
        return wait_s

    async def _place_child(self, parent: Call, dial: Dial) -> State:
        """The other leg of a <Dial>: rings, and both talk until one of them leaves."""
        order = Order(dial.number or "", parent.order.to, twiml=_bridge, ring_s=dial.ring_s)
        child = self.create(order, parent.sid)
        try:
            return (await self.ended(child.sid)).state
        finally:
            self.update(child.sid, None, "completed")


_bridge = "<Response><Pause length='3600'/></Response>"
