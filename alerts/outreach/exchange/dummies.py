"""Phones that do what a fault plan says: machines, nobody, and people who press the wrong key."""

from dataclasses import dataclass, field
from typing import Literal

import trio

from alerts.outreach.exchange.calls import Call, Message
from alerts.outreach.exchange.faults import PhoneFault
from alerts.outreach.exchange.phone import Phone, Reply, Talker
from alerts.outreach.exchange.twiml import Gather


@dataclass(slots=True)
class Machine:
    """A voicemail: hears everything, says nothing, never hangs up."""

    answered_by: Literal["human", "machine_start"] = "machine_start"

    async def hear(self, _text: str, _language: str) -> None:
        """Taped."""

    async def reply(self, _gather: Gather) -> Reply:
        """Nothing is pressed."""
        await trio.sleep_forever()
        raise AssertionError("for ever is over")

    async def gone(self) -> None:
        """Only the caller ends it."""
        await trio.sleep_forever()


@dataclass(slots=True)
class WrongKeys(Machine):
    """A person who presses 7, whatever is asked."""

    async def reply(self, gather: Gather) -> Reply:
        """A key that means nothing."""
        return Reply(digits="7" * (gather.digits or 1))


@dataclass(slots=True)
class HangsUp(Machine):
    """A person who takes the call and ends it at the first word."""

    heard: trio.Event = field(default_factory=trio.Event)

    async def hear(self, _text: str, _language: str) -> None:
        """That is enough."""
        self.heard.set()

    async def gone(self) -> None:
        """At once."""
        await self.heard.wait()


@dataclass(slots=True)
class Faulty:
    """A phone that has this fault for one call; messages go to the phone itself."""

    fault: PhoneFault
    phone: Phone

    async def ring(self, _call: Call) -> Talker | Literal["busy", "failed"]:
        """What the fault makes of it."""
        match self.fault:
            case "busy" | "failed":
                return self.fault
            case "no_answer":
                await trio.sleep_forever()
                raise AssertionError("for ever is over")
            case "voicemail":
                return Machine()
            case "silence":
                return Machine("human")
            case "wrong_key":
                return WrongKeys("human")
            case "hang_up":
                return HangsUp("human")

    def text(self, message: Message) -> None:
        """Messages arrive all the same."""
        self.phone.text(message)
