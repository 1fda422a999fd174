"""A storm of presses over real sockets, and what must be true of the timeline afterwards.

    phones ──press──▶ acknowledged: remembered        torn off ──▶ come back, press again
    timeline ──▶ every acknowledged press once, sequence numbers without a gap

Rule: the phones trust nothing but their acknowledgements, and the timeline is read from the log itself.
"""

import math
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import cast

import msgspec
import redis
import trio
from trio_websocket import ConnectionClosed

from alerts import Recorded, timeline
from escort.log import DeskKeys
from tests.service import Service
from tests.socket.device import Wire, wire

_recorded = msgspec.json.Decoder(Recorded)


@dataclass
class Storm:
    """Phones that press and press."""

    service: Service
    seed: str
    acknowledged: set[tuple[str, str]] = field(default_factory=set)  # trip, press_id
    refused: list[str] = field(default_factory=list)
    slowest_s: float = 0.0

    async def rage(self, phones: int, pause_s: float = 0.01) -> None:
        """So many phones press until cancelled; whoever is torn off comes back."""
        async with trio.open_nursery() as nursery:
            for i in range(phones):
                nursery.start_soon(self._phone, f"storm-{i}", pause_s)

    async def _phone(self, trip: str, pause_s: float) -> None:
        numbers, chance = count(), Random(f"{self.seed}/{trip}")
        while True:
            try:
                async with wire(self.service.device, self.service.token(trip), for_s=math.inf) as phone:
                    while True:
                        await self._press(phone, trip, f"p{next(numbers)}")
                        await trio.sleep(chance.uniform(0.0, 2 * pause_s))
            except* (OSError, ConnectionClosed, trio.BrokenResourceError, trio.ClosedResourceError):
                await trio.sleep(chance.uniform(0.05, 0.1))

    async def _press(self, phone: Wire, trip: str, press_id: str) -> None:
        began = trio.current_time()
        await phone.say(type="press", press_id=press_id, kind="sos", at=0.0)
        while True:
            said = msgspec.json.decode(await phone.socket.get_message())
            if said.get("press_id") == press_id:
                break
        self.slowest_s = max(self.slowest_s, trio.current_time() - began)
        if said["type"] == "pressed":
            self.acknowledged.add((trip, press_id))
        else:
            self.refused.append(said["why"])


def entries(client: redis.Redis, region: str = "main") -> list[tuple[int, Recorded]]:
    """The timeline, as the log has it."""
    read = cast(list[tuple[bytes, dict[bytes, bytes]]], client.xrange(DeskKeys(region).timeline))
    return [(int(entry_id.partition(b"-")[0]), _recorded.decode(fields[b"d"])) for entry_id, fields in read]


def pressed(client: redis.Redis) -> list[tuple[str, str]]:
    """Every press that stands in the timeline, trip and press_id."""
    found = [each.entry for _, each in entries(client)]
    return [(entry.trip, entry.press_id) for entry in found if isinstance(entry, timeline.Pressed)]


async def until_shown(client: redis.Redis, storm: Storm, within_s: float = 30.0) -> None:
    """Waits until every acknowledged press stands in the timeline."""
    with trio.move_on_after(within_s):
        while storm.acknowledged - set(pressed(client)):
            await trio.sleep(0.1)
    missing = storm.acknowledged - set(pressed(client))
    assert not missing, f"{len(missing)} of {len(storm.acknowledged)} acknowledged presses are missing: {missing}"


def check(client: redis.Redis, storm: Storm) -> None:
    """No acknowledged press is missing, none stands twice, the numbers have no gap, each trip has one open case."""
    shown, numbered = pressed(client), entries(client)
    assert storm.acknowledged <= set(shown)
    assert len(shown) == len(set(shown)), "a press stands twice"
    assert [seq for seq, _ in numbered] == list(range(1, len(numbered) + 1))
    opened = [each.entry.trip for _, each in numbered if isinstance(each.entry, timeline.Opened)]
    assert len(opened) == len(set(opened)), "a trip has two open incidents"
    names = {each.incident for _, each in numbered}
    lists = [cast(list[bytes], client.lrange(DeskKeys("main").incident(name), 0, -1)) for name in names]
    own = sorted(int(line.partition(b" ")[0]) for found in lists for line in found)
    assert own == [seq for seq, _ in numbered], "the cases' own lists hold the same entries"
