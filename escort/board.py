"""What walls show: a fold of the timeline, in memory, in every process that shows it or waits for it.

    load (snapshot, timeline since) ─▶ follow ─▶ each entry: the case as it leaves it ─▶ walls, presses, acts
                                                    └─ the last `recent_max` stay, so that a wall can resume

Rule: sequence numbers have no gaps; whoever cannot be given every entry since its last is given a snapshot. Entries of
the floor have numbers like all others, and no case.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from alerts import FLOOR, Desk, Floor, Incident, Policy, Recorded, SnapshotRefused, fold_one, next_due, timeline
from alerts.digest import Digest, digest_one
from alerts.summary import lines
from escort import clock
from escort.agents import AgentSeen, agents_of
from escort.cases import Case, case_of
from escort.log import DeskState

recent_max = 5_000  # entries from which a wall resumes without a snapshot
closed_max = 2_000  # closed cases kept for a look back; older ones are read from the log

_recorded = msgspec.json.Decoder(Recorded)
Numbered = tuple[int, Recorded]


class Shown(msgspec.Struct, frozen=True, tag_field="type", tag="entry"):
    """One entry as it goes to the walls; an entry of the floor has no case."""

    seq: int
    incident: str
    entry: timeline.Entry
    at: float
    case: Case | None


@dataclass(slots=True)
class Board:
    """The open cases of a region, who is at its desk, and the newest entries."""

    policy: Policy
    region: str
    seq: int = 0
    open: dict[str, Incident] = field(default_factory=dict)
    closed: OrderedDict[str, Incident] = field(default_factory=OrderedDict)
    digests: dict[str, Digest] = field(default_factory=dict)  # of open and closed
    floor: Floor = field(default_factory=Floor)
    held: Counter[str] = field(default_factory=Counter)  # open cases by who holds them
    shown: dict[str, tuple[Incident, Case]] = field(default_factory=dict)  # as each was shown last
    recent: deque[Shown] = field(default_factory=lambda: deque(maxlen=recent_max))
    told: list[Callable[[Shown], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.policy = self.policy.of_region(self.region)

    async def load(self, state: DeskState) -> None:
        """The board as the log has it.

        Cancelled: load again before showing it.
        """
        snapshot, seq, _ = await state.load()
        self.open, self.closed, self.digests = {}, OrderedDict(), {}
        self.floor, self.held, self.seq, self.shown = Floor(), Counter(), 0, {}
        if snapshot is not None:
            try:
                self._restore(Desk.restore(snapshot, self.policy, self.region), seq)
            except SnapshotRefused:
                self.seq = 0
        await self._digest_open(state)
        for number, recorded in _decoded(await state.entries_after(self.seq)):
            self._fold(number, recorded)
        await self._look_back(state)

    def _restore(self, desk: Desk, seq: int) -> None:
        self.open, self.floor, self.seq = dict(desk.open), desk.floor, seq
        self.held = Counter(each.claimed_by for each in self.open.values() if each.claimed_by is not None)

    async def _digest_open(self, state: DeskState) -> None:
        """What the snapshot's open cases have to tell, from their own timelines."""
        for incident, stored in (await state.entries_of_each(list(self.open))).items():
            for number, recorded in _decoded(stored):
                if number <= self.seq:
                    self.digests[incident] = digest_one(self.digests.get(incident), recorded)

    async def _look_back(self, state: DeskState) -> None:
        """The newest entries, with their cases, so that walls resume over a restart of this process."""
        newest = _decoded(await state.entries_after(max(0, self.seq - recent_max)))
        wanted = {recorded.incident: None for _, recorded in newest if recorded.incident != FLOOR}
        shown = [
            _shown(number, recorded, None)
            for number, recorded in newest
            if recorded.incident == FLOOR and number <= self.seq
        ]
        for stored in (await state.entries_of_each(list(wanted))).values():
            shown += self._story(_decoded(stored), from_seq=self.seq - recent_max)
        shown.sort(key=lambda each: each.seq)
        self.recent.clear()
        self.recent.extend(shown)

    def _story(self, entries: Iterable[Numbered], from_seq: int) -> list[Shown]:
        """One case's entries as they were shown, the newest of them."""
        case: Incident | None = None
        digest: Digest | None = None
        shown = []
        for number, recorded in entries:
            if number > self.seq:
                break
            case, digest = fold_one(case, recorded), digest_one(digest, recorded)
            if number > from_seq:
                shown.append(_shown(number, recorded, self._case(case, digest, recorded.at)))
        if case is not None and digest is not None and case.closed_at is not None:
            self.digests[case.incident] = digest
            self._close(case)
        return shown

    def take(self, numbered: Iterable[tuple[int, bytes]]) -> None:
        """New entries of the timeline, in order; those already seen are passed over."""
        for number, recorded in _decoded(numbered):
            if number <= self.seq:
                continue
            incident = self._fold(number, recorded)
            case = None if incident is None else self.case(incident, recorded.at)
            shown = _shown(number, recorded, case)
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

    def agents(self) -> list[AgentSeen]:
        """Who is at the desk now."""
        return agents_of(self.floor, self.held, self.policy, clock.at(clock.now_s()))

    def find(self, incident: str) -> Incident | None:
        """An open or recently closed case."""
        return self.open.get(incident) or self.closed.get(incident)

    def case(self, incident: Incident, now: datetime | None = None) -> Case:
        """As it goes to the walls: made once for each entry, so that fifty walls which come at once cost one."""
        before = self.shown.get(incident.incident)
        if before is not None and before[0] is incident:
            return before[1]
        case = self._case(incident, self.digests.get(incident.incident), now or clock.at(clock.now_s()))
        if self.find(incident.incident) is incident:
            self.shown[incident.incident] = (incident, case)
        return case

    def _case(self, incident: Incident, digest: Digest | None, now: datetime) -> Case:
        return case_of(incident, next_due(self.policy, incident), () if digest is None else lines(digest, now))

    def _fold(self, seq: int, recorded: Recorded) -> Incident | None:
        assert seq == self.seq + 1 or not self.seq, f"entry {seq} follows {self.seq}: the timeline has a gap"
        self.seq = seq
        if recorded.incident == FLOOR:
            self.floor.apply(recorded)
            return None
        before = self.open.get(recorded.incident)
        incident = fold_one(before, recorded)
        self.digests[recorded.incident] = digest_one(self.digests.get(recorded.incident), recorded)
        self.floor.apply(recorded, incident)
        self._count(before, incident)
        if incident.closed_at is None:
            self.open[incident.incident] = incident
        else:
            self._close(incident)
        return incident

    def _count(self, before: Incident | None, after: Incident) -> None:
        if before is not None and before.claimed_by is not None:
            self.held[before.claimed_by] -= 1
        if after.claimed_by is not None and after.closed_at is None:
            self.held[after.claimed_by] += 1

    def _close(self, incident: Incident) -> None:
        self.open.pop(incident.incident, None)
        self.closed[incident.incident] = incident
        if len(self.closed) > closed_max:
            gone, _ = self.closed.popitem(last=False)
            self.digests.pop(gone, None)
            self.shown.pop(gone, None)


def _shown(seq: int, recorded: Recorded, case: Case | None) -> Shown:
    return Shown(seq, recorded.incident, recorded.entry, recorded.at.timestamp(), case)


def _decoded(numbered: Iterable[tuple[int, bytes]]) -> list[Numbered]:
    return [(seq, _recorded.decode(payload)) for seq, payload in numbered]
