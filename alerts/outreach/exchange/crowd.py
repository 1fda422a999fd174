"""Made-up people who take calls when nobody else does: most are well, some do not answer, a few need help.

Rule: who does what is drawn from seed, number and which call it is; the same crowd does the same again.
"""

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Literal

import trio

from alerts.outreach.exchange.calls import Call, Message
from alerts.outreach.exchange.dummies import Machine
from alerts.outreach.exchange.phone import Reply, Talker
from alerts.outreach.exchange.twiml import Gather

# What people do, by weight; made up, so that a demo shows each within minutes.
_DOES = {"1": 60, "2": 5, "0": 5, "silent": 5, "machine": 10, "away": 15}


@dataclass(slots=True)
class Somebody(Machine):
    """Presses one key when asked, and the PIN's keys when asked for more than one."""

    key: str = "1"
    thinks_s: float = 2.0

    async def reply(self, gather: Gather) -> Reply:
        """After a moment's thought."""
        await trio.sleep(self.thinks_s)
        return Reply(digits=self.key if gather.digits == 1 else "#")


@dataclass(slots=True)
class Crowd:
    """Everybody who has a number. `never` names those whom only a page in the browser answers for."""

    seed: int = 1
    pace: float = 1.0
    never: frozenset[str] = frozenset()
    _calls: Counter[str] = field(default_factory=Counter)

    async def ring(self, call: Call) -> Talker | Literal["busy", "failed"]:
        """Part of an exchange."""
        number = call.order.to
        self._calls[number] += 1
        chance = Random(f"{self.seed}/{number}/{self._calls[number]}")
        does = "away" if number in self.never else chance.choices(list(_DOES), list(_DOES.values()))[0]
        if does == "away":
            await trio.sleep_forever()
        await trio.sleep(chance.uniform(2, 6) * self.pace)
        if does == "machine":
            return Machine()
        if does == "silent":
            return Machine("human")
        return Somebody("human", does, chance.uniform(1, 4) * self.pace)

    def text(self, message: Message) -> None:
        """Read by nobody."""
