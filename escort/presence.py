"""Whose walls are alive at this process, told to the desk, which knows who is there.

    wall opened ─▶ sits ──says `alive`──▶ present ──every `tell_every_s`──▶ Seen; Came where the desk does not know it
                     └── silent for `silent_after_s` ─▶ named no more: the desk loses the agent by its clock
                     └── signed out, revoked ─▶ Left, at once

Rule: what the desk has written decides; this process compares it with what it sees, and says the difference again
until they agree. So a lost letter, a restart of either side or a second wall elsewhere needs no care of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import trio

from alerts import AgentState, Floor
from alerts.requests import Came, Left, Seen
from escort import metrics
from escort.errors import LogAway
from escort.inbox import Letter, sealed
from escort.log import Lane
from escort.sessions import Signed

silent_after_s = 3.0  # three beats that a wall has not answered; the desk is patient for `lost_after_s` more
tell_every_s = 2.0


@dataclass(eq=False, slots=True)
class Seat:
    """One wall of somebody who is signed in."""

    signed: Signed
    alive_at: float = field(default_factory=trio.current_time)

    def alive(self) -> None:
        """The wall has said something."""
        self.alive_at = trio.current_time()


class Presence:
    """The walls of this process.

    Errors: none; what the log did not take is said again.
    """

    def __init__(self, lane: Lane, inbox: str, floor: Callable[[], Floor], log_answers: Callable[[], bool]) -> None:
        self._lane = lane
        self._inbox = inbox
        self._floor = floor
        self._log_answers = log_answers
        self._seats: set[Seat] = set()
        self._changed = trio.Event()

    def sit(self, signed: Signed) -> Seat:
        """A wall has opened; the desk is told without delay."""
        seat = Seat(signed)
        self._seats.add(seat)
        self._changed.set()
        return seat

    def rise(self, seat: Seat) -> None:
        """A wall has closed. Nobody leaves by that: a page that is loaded again is back within the desk's patience."""
        self._seats.discard(seat)

    def present(self) -> dict[str, Signed]:
        """The agents whose walls are alive; viewers only look, and are nobody's colleagues."""
        now_s = trio.current_time()
        alive = [seat for seat in self._seats if now_s - seat.alive_at < silent_after_s]
        return {seat.signed.agent: seat.signed for seat in alive if seat.signed.role != "viewer"}

    async def tell(self) -> None:
        """Tells the desk who is here, until cancelled."""
        while True:
            with trio.move_on_after(tell_every_s):
                await self._changed.wait()
            self._changed = trio.Event()
            if not self._log_answers():  # walls are shown no beat then, and have nothing to answer
                for seat in self._seats:
                    seat.alive()
            await self._send(self._letters())

    async def sign_out(self, signed: Signed, why: str) -> None:
        """A session has ended: unless its agent sits at another wall, what they hold goes back now."""
        self._seats -= {seat for seat in self._seats if seat.signed.session == signed.session}
        if signed.agent not in self.present() and self._floor().here(signed.agent):
            await self._send([Left(signed.agent, why)])

    def _letters(self) -> list[Letter]:
        present, floor = self.present(), self._floor()
        letters: list[Letter] = [
            came_of(signed) for signed in present.values() if not _known(floor.agents.get(signed.agent), signed)
        ]
        demoted = {seat.signed.agent for seat in self._seats if seat.signed.role == "viewer"} - set(present)
        letters += [Left(agent, "only looks from now on") for agent in sorted(demoted) if floor.here(agent)]
        return [*letters, Seen(tuple(sorted(present)))] if present else letters

    async def _send(self, letters: list[Letter]) -> None:
        try:
            async with trio.open_nursery() as nursery:
                for letter in letters:
                    nursery.start_soon(self._lane.append, self._inbox, sealed(letter))
        except* LogAway:
            metrics.log_away.labels("presence").inc()


def came_of(signed: Signed) -> Came:
    """What the desk is told of somebody who has come."""
    account = signed.account
    return Came(
        agent=signed.agent,
        role=account.role,
        skills=account.skills,
        languages=account.languages,
        capacity=account.capacity,
        certified_until=account.certified_until,
        phone=account.phone,
    )


def _known(state: AgentState | None, signed: Signed) -> bool:
    """Whether the desk knows that they are here, and as what."""
    if state is None or not state.here:
        return False
    came = came_of(signed)
    return all(getattr(state, name) == getattr(came, name) for name in Came.__struct_fields__)
