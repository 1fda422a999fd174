"""What the desk knows: the open incidents by id and by trip, who is there, who waits, and what is due when.

Rule: only `apply` changes it, and only by an entry; so a snapshot and the timeline since then rebuild it exactly.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from alerts.agents import Floor
from alerts.deadlines import next_due
from alerts.dues import Dues
from alerts.folding import fold_one
from alerts.hands import Hands
from alerts.incident import Incident
from alerts.memory import Memory
from alerts.policy import Policy
from alerts.stored import Snapshot, packed, unpacked, version_written
from alerts.timeline import FLOOR, Opened, Recorded
from alerts.waiting import Waiting


class Ledger:
    """All open incidents of one region."""

    def __init__(self, policy: Policy, region: str) -> None:
        self.newest: datetime | None = None  # the time of the newest entry; none is ever older than the one before
        self.memory = Memory()
        self.floor = Floor()
        self.hands = Hands()
        self.waiting = Waiting(policy)
        self.at_work: str | None = None  # the incident being moved on: whose fault it is where that fails
        self._policy, self._region = policy, region
        self._opened = 0  # incidents ever opened
        self._open: dict[str, Incident] = {}
        self._by_trip: dict[str, str] = {}
        self._dues = Dues()
        self._changed: dict[str, None] = {}  # incidents whose due time in `_dues` is an old one
        self._aside: set[str] = set()  # incidents that no clock and no queue touches, because moving them on failed

    @property
    def open(self) -> Mapping[str, Incident]:
        """The open incidents by id, in the order in which they were opened."""
        return MappingProxyType(self._open)

    def of_trip(self, trip: str) -> Incident | None:
        """The open incident of a trip; there is at most one."""
        incident = self._by_trip.get(trip)
        return None if incident is None else self._open[incident]

    def next_id(self) -> str:
        """The id the next incident gets: short, easily spoken, never given twice."""
        return f"i-{self._opened + 1}"

    def next_due(self) -> datetime | None:
        """The earliest due time of all open incidents. O(log n) for each that changed since it was asked last."""
        earliest = self._earliest()
        return None if earliest is None else earliest[0]

    def overdue(self, now: datetime) -> Iterator[Incident]:
        """The incidents due by now, earliest first; each must be moved on before the next is asked for."""
        while (earliest := self._earliest()) is not None and earliest[0] <= now:
            self.at_work = earliest[1]
            yield self._open[earliest[1]]
            assert self._earliest() != earliest, f"{earliest[1]} is still due at {earliest[0]}: time stands still"
            self.at_work = None

    def set_aside(self, incident: str) -> None:
        """From now on neither the clock nor the queue touches this incident; its other requests go on."""
        self._aside.add(incident)
        self._changed[incident] = None
        if incident in self._open:
            self.waiting.set(self._open[incident], waits=False)

    def _earliest(self) -> tuple[datetime, str] | None:
        while self._changed:
            incident = next(iter(self._changed))
            open_now = None if incident in self._aside else self._open.get(incident)
            self.at_work = incident
            self._dues.set(incident, None if open_now is None else next_due(self._policy, open_now))
            self.at_work = None
            del self._changed[incident]
        return self._dues.earliest()

    def apply(self, recorded: Recorded) -> Incident | None:
        """Take one entry in; returns its incident as the entry leaves it, None for an entry of the floor."""
        assert self.newest is None or recorded.at >= self.newest, f"{recorded} is older than the entry before it"
        if recorded.incident == FLOOR:
            self.newest = recorded.at
            self.memory.remember(recorded, None)
            self._weigh(self.floor.apply(recorded))
            return None
        before = self._open.get(recorded.incident)
        incident = fold_one(before, recorded)
        self.newest = recorded.at
        if isinstance(recorded.entry, Opened):
            self._count(incident)
        if incident.closed_at is None:
            self._open[incident.incident] = incident
        else:
            del self._open[incident.incident], self._by_trip[incident.trip]
        self._changed[incident.incident] = None
        self.memory.remember(recorded, incident)
        self._index(before, incident)
        self._weigh(self.floor.apply(recorded, incident))
        return incident

    def _index(self, before: Incident | None, incident: Incident) -> None:
        self.waiting.set(incident, incident.waits and incident.incident not in self._aside)
        for agent in self.hands.took(before, incident):
            self._weigh(agent)

    def _weigh(self, agent: str | None) -> None:
        if agent is not None:
            self.hands.weigh(agent, self.floor.agents.get(agent))

    def _count(self, incident: Incident) -> None:
        assert incident.trip not in self._by_trip, f"trip {incident.trip} already has {self._by_trip[incident.trip]}"
        assert incident.incident == self.next_id(), f"{incident.incident} is not the next id, {self.next_id()}"
        self._opened += 1
        self._by_trip[incident.trip] = incident.incident

    def snapshot(self) -> bytes:
        """Everything, as bytes."""
        incidents, agents = tuple(self._open.values()), tuple(self.floor.agents.values())
        return packed(
            Snapshot(version_written, self._region, self._opened, self.newest, incidents, self.memory, agents)
        )

    @classmethod
    def restore(cls, data: bytes, policy: Policy, region: str) -> "Ledger":
        """The ledger a snapshot holds. Raises: SnapshotRefused where it is damaged, from the future, or of another."""
        snapshot = unpacked(data, region)
        ledger = cls(policy, region)
        ledger.newest, ledger.memory, ledger._opened = snapshot.newest, snapshot.memory, snapshot.opened
        ledger.floor = Floor(snapshot.agents)
        for incident in snapshot.incidents:
            ledger._open[incident.incident] = incident
            ledger._by_trip[incident.trip] = incident.incident
            ledger._changed[incident.incident] = None
            ledger._index(None, incident)
        for agent in ledger.floor.agents:
            ledger._weigh(agent)
        return ledger
