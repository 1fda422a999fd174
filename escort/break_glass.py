"""Break glass: presses that no desk has shown make phones ring that need only this process and the carrier.

    press in the spool, unshown for `after_s` ─▶ every break-glass number is called, and texted what is known
         └── still unshown ─▶ again, after 30 s, 60, 120, ... at most `again_at_most_s`; a new press: at once

Rule: neither the log nor a webhook is asked. What is said stands in the call itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import trio
from twilio.twiml.voice_response import VoiceResponse

from alerts.outreach.carrier import Carrier, Later, Placed, Unsure
from escort import clock, metrics
from escort.outbox.settings import Contact
from escort.spool import Spool, SpoolLost

after_s = 8.0  # a desk shows a press within milliseconds, and after a change of owner within about five seconds
look_every_s = 1.0
again_s, again_at_most_s = 30.0, 300.0
said_times = 3
believed_s = 86_400.0  # a press that says it is of another day is told without a time
named_max = 3  # presses that a message names; the wall knows the rest once it is back


@dataclass(slots=True)
class Rung:
    """What was rung about, when, and how often about the same."""

    presses: frozenset[str] = frozenset()
    at_s: float = 0.0
    times: int = 0

    def due(self, waiting: frozenset[str], now_s: float) -> bool:
        """Whether the phones must ring now."""
        if not waiting:
            return False
        pause_s = min(again_at_most_s, again_s * 2.0 ** max(0, self.times - 1))
        return not waiting <= self.presses or now_s - self.at_s >= pause_s

    def after(self, waiting: frozenset[str], now_s: float) -> "Rung":
        """What stands once they have rung."""
        again = waiting <= self.presses
        return Rung(waiting, now_s, self.times + 1 if again else 1)


@dataclass(slots=True)
class BreakGlass:
    """One process's break glass, beside its spool."""

    spool: Spool
    carrier: Carrier
    contacts: Sequence[Contact]
    after_s: float = after_s
    rung: Rung = field(default_factory=Rung)

    async def watch(self) -> None:
        """Watches the spool until cancelled."""
        while True:
            await trio.sleep(look_every_s)
            try:
                waiting = dict(await self.spool.waiting(clock.now_s() - self.after_s))
            except SpoolLost:
                metrics.spool_lost.inc()
                continue
            names, now_s = frozenset(waiting), clock.now_s()
            if self.rung.due(names, now_s):
                await self._ring(list(waiting.values()))
                self.rung = self.rung.after(names, now_s)

    async def _ring(self, presses: list[bytes]) -> None:
        """Every number at once; one that fails is tried again with the others."""
        metrics.break_glass.inc()
        twiml, text = spoken(len(presses)), written(presses)
        async with trio.open_nursery() as nursery:
            for contact in self.contacts:
                nursery.start_soon(self._reach, contact, twiml, text)

    async def _reach(self, contact: Contact, twiml: str, text: str) -> None:
        for pause_s in (0.0, 1.0, 3.0):
            await trio.sleep(pause_s)
            answer = await self.carrier.say(contact.phone, twiml)
            if not isinstance(answer, Later):
                break
        outcome = "rung" if isinstance(answer, Placed) else "unsure" if isinstance(answer, Unsure) else "failed"
        metrics.break_glass_calls.labels(outcome).inc()
        await self.carrier.send(contact.phone, text)


def spoken(presses: int) -> str:
    """What the call says."""
    alarms = "One alarm waits" if presses == 1 else f"{presses} alarms wait"
    line = f"Break glass. {alarms}, and the safety desk cannot be reached. Read the text message, and act now."
    said = VoiceResponse()
    for _ in range(said_times):
        said.say(line, language="en-US")
        said.pause(length=1)
    said.hangup()
    return str(said)


def written(presses: list[bytes]) -> str:
    """What the message says: which trips, since when, and where, as far as the presses themselves know."""
    newest = [_line(msgspec.json.decode(press)) for press in presses[-named_max:][::-1]]
    more = f" and {len(presses) - named_max} more" if len(presses) > named_max else ""
    return f"Break glass: the safety desk cannot be reached. {'; '.join(newest)}{more}"


def _line(press: dict[str, Any]) -> str:
    fix = press.get("fix") or []
    where = f" at {fix[1]:.5f},{fix[2]:.5f}" if len(fix) > 2 and None not in fix[1:3] else ""
    since = press.get("pressed_at")
    believed = isinstance(since, int | float) and abs(since - clock.now_s()) < believed_s
    when = f" at {clock.at(float(since)):%H:%M:%S} UTC" if believed and since else ""  # phones' clocks say anything
    return f"{press.get('by', 'somebody')} of trip {press.get('trip')} pressed {press.get('kind', 'sos')}{when}{where}"
