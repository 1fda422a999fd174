"""What walls show: a fold of the timeline, in memory, in every process that shows it or waits for it.

    load (snapshot, timeline since) ─▶ follow ─▶ each entry: the case as it leaves it ─▶ walls, presses, acts
                                                    └─ the last `recent_max` stay, so that a wall can resume

Rule: sequence numbers have no gaps; whoever cannot be given every entry since its last is given a snapshot.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgspec

from alerts import Desk, Incident, Policy, Recorded, SnapshotRefused, fold_one, next_due, timeline
from escort.cases import Case, case_of
from escort.log import DeskState

recent_max = 5_000  # entries from which a wall resumes without a snapshot
closed_max = 2_000  # closed cases kept for a look back; older ones are read from the log

_recorded = msgspec.json.Decoder(Recorded)


class Shown(msgspec.Struct, frozen=True, tag_field="type", tag="entry"):
    """One entry as it goes to the walls."""

    seq: int
    incident: str
    entry: timeline.Entry
    at: float
    case: Case


@dataclass(slots=True)
class Board:
    """The open cases of a region and the newest entries."""

    policy: Policy
    region: str
    seq: int = 0
    open: dict[str, Incident] = field(default_factory=dict)
    closed: OrderedDict[str, Incident] = field(default_factory=OrderedDict)
    recent: deque[Shown] = field(default_factory=lambda: deque(maxlen=recent_max))
    told: list[Callable[[Shown], None]] = field(default_factory=list)

    async def load(self, state: DeskState) -> None:
        """The board as the log has it.

        Cancelled: load again before showing it.
        """
        snapshot, seq, _ = await state.load()
        self.open, self.closed, self.seq = {}, OrderedDict(), seq
        if snapshot is not None:
            try:
                self.open = dict(Desk.restore(snapshot, self.policy, self.region).open)
            except SnapshotRefused:
                self.seq = 0
        self._read(await state.entries_after(self.seq))
        await self._look_back(state)

    async def _look_back(self, state: DeskState) -> None:
        """The entries before the snapshot, with their cases, so that walls resume over a restart of this process."""
        newest = await state.entries_after(max(0, self.seq - recent_max))
        shown: list[Shown] = []
        for incident in dict.fromkeys(_recorded.decode(payload).incident for _, payload in newest):
            case: Incident | None = None
            for seq, payload in await state.entries_of(incident):
                recorded = _recorded.decode(payload)
                case = fold_one(case, recorded)
                if seq <= self.seq:
                    shown.append(self._shown(seq, recorded, case))
            if case is not None and case.closed_at is not None:
                self._close(case)
        shown.sort(key=lambda each: each.seq)
        self.recent.clear()
        self.recent.extend(shown)

    def take(self, numbered: Iterable[tuple[int, bytes]]) -> None:
        """New entries of the timeline, in order; those already seen are passed over."""
        for shown in self._read(numbered):
            self.recent.append(shown)
            for tell in self.told:
                tell(shown)

    def since(self, seq: int) -> list[Shown] | None:
        """Every entry after a sequence number; None where they are not all here."""
        if seq > self.seq or seq < 0:
            return None
        if seq == self.seq:
            return []
        if not self.recent or self.recent[0].seq > seq + 1:
            return None
        return [shown for shown in self.recent if shown.seq > seq]

    def cases(self) -> list[Case]:
        """The open cases."""
        return [self.case(incident) for incident in self.open.values()]

    def find(self, incident: str) -> Incident | None:
        """An open or recently closed case."""
        return self.open.get(incident) or self.closed.get(incident)

    def case(self, incident: Incident) -> Case:
        return case_of(incident, next_due(self.policy, incident))

    def _read(self, numbered: Iterable[tuple[int, bytes]]) -> list[Shown]:
        shown = []
        for seq, payload in numbered:
            if seq <= self.seq:
                continue
            assert seq == self.seq + 1 or not self.seq, f"entry {seq} follows {self.seq}: the timeline has a gap"
            recorded = _recorded.decode(payload)
            incident = fold_one(self.open.get(recorded.incident), recorded)
            self.seq = seq
            if incident.closed_at is None:
                self.open[incident.incident] = incident
            else:
                self._close(incident)
            shown.append(self._shown(seq, recorded, incident))
        return shown

    def _close(self, incident: Incident) -> None:
        self.open.pop(incident.incident, None)
        self.closed[incident.incident] = incident
        if len(self.closed) > closed_max:
            self.closed.popitem(last=False)

    def _shown(self, seq: int, recorded: Recorded, incident: Incident) -> Shown:
        return Shown(seq, recorded.incident, recorded.entry, recorded.at.timestamp(), self.case(incident))
