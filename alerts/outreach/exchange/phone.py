"""What a phone is to the exchange: something that rings, and somebody (or a machine, or nobody) who takes the call.

    ring ─▶ None: nobody takes it; "busy", "failed"; or a Talker ─▶ hear, reply, ... ─▶ gone

Rule: whoever waits for a person is cancelled when the carrier's time is over; a phone needs no clock of its own.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

from alerts.outreach.exchange.calls import Call, Message
from alerts.outreach.exchange.twiml import Gather


@dataclass(frozen=True, slots=True)
class Reply:
    """Keys, or words with the machine's confidence in them."""

    digits: str = ""
    speech: str = ""
    confidence: float = 0.0


class Talker(Protocol):
    """Whoever has taken the call."""

    @property
    def answered_by(self) -> Literal["human", "machine_start"]:
        """What the carrier's answering-machine detection makes of it."""
        ...

    async def hear(self, text: str, language: str, /) -> None:
        """Something is said to it; returns when it has been said."""
        ...

    async def reply(self, gather: Gather, /) -> Reply:
        """Waits for what it presses or says; cancelled when the time is over."""
        ...

    async def gone(self) -> None:
        """Waits until it hangs up."""
        ...


class Phone(Protocol):
    """Whatever rings at a number."""

    async def ring(self, call: Call, /) -> Talker | Literal["busy", "failed"]:
        """Waits until somebody takes the call; cancelled when the ringing ends."""
        ...

    def text(self, message: Message, /) -> None:
        """A message arrives."""
        ...
