"""What becomes of effects where no carrier is set up: told to the desk at once, so that no case waits for a call.

Rule: the service starts without a carrier, and says plainly what it cannot do.
"""

from dataclasses import dataclass

from alerts import Effect, requests
from alerts.effects import Page, PlaceCall
from escort.inbox import sealed
from escort.log import DeskKeys, Lane
from escort.outbox.came import Came

why = "no carrier is set up: nobody can be called"


@dataclass(frozen=True, slots=True)
class Mute:
    """The voice, page and sms channels of a service that cannot call."""

    lane: Lane
    keys: DeskKeys

    async def carry_out(self, effect: Effect) -> Came:
        """Settles it as failed."""
        match effect.body:
            case PlaceCall(call_id):
                await self._tell(requests.CallSettled(call_id, effect.incident, "failed", why))
            case Page(page_id):
                await self._tell(requests.PageSettled(page_id, effect.incident, "failed"))
            case _:
                pass
        return None

    async def _tell(self, letter: requests.CallSettled | requests.PageSettled) -> None:
        await self.lane.append(self.keys.inbox, sealed(letter))
