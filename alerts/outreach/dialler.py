"""Which call goes out next, and which not yet: our own queue in front of the carrier's rate.

    asked ─▶ waiting ──its turn, a token, nothing holds it──▶ out
                └── held: the number was called too often of late, or the day's money is spent ─▶ waiting again later

Rule: strict priority: the most severe first, then the longest waiting. What holds others never holds severity 4; it may
even borrow from the seconds to come. A quiet number is never called by a machine. Decided here, waited for elsewhere.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

LIFE = 4  # the severity that nothing holds
borrowed_max = 5  # calls of severity 4 ahead of the carrier's rate; the carrier queues them itself, in our order
# Calls to one number: at most so many within so many seconds. Source: GoAlert's throttles for voice, one level stricter
# at the short end because two machines calling a frightened rider within seconds help nobody.
number_limits = ((1, 20.0), (4, 900.0), (10, 3_600.0))
day_s = 86_400.0
numbers_max = 20_000  # remembered as called; beyond it those called longest ago are forgotten, and may be called


@dataclass(frozen=True, slots=True)
class Asked:
    """One call that somebody wants."""

    call_id: str
    number: str
    severity: int
    asked_at_s: float
    again: bool = False  # it had its turn, and the carrier did not take it: its number was not called


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing goes out now. `until_s`: when to ask again; None: not before something is added."""

    until_s: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What the operator decides. `calls_per_s` is the carrier's; money is counted in calls times `call_cost`."""

    calls_per_s: float = 1.0
    burst: int = 1
    quiet: frozenset[str] = frozenset()
    call_cost: float = 0.02
    day_cost_max: float = 100.0


@dataclass(slots=True)
class Dialler:
    """The queue. Time is given to every method, in unix seconds, and never goes back by more than it is told."""

    rules: Rules
    _waiting: list[tuple[int, float, int, Asked]] = field(default_factory=list)
    _held: list[tuple[float, int, Asked]] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    _called: dict[str, deque[float]] = field(default_factory=dict)
    _spent: deque[float] = field(default_factory=deque)  # when each call of the last day went out
    _tokens: float = 0.0
    _filled_at_s: float | None = None
    _number: int = 0

    def add(self, asked: Asked) -> str | None:
        """Takes a call in; None, or why it will never be placed. One that is in already is not in twice."""
        if asked.number in self.rules.quiet:
            return "the number is on the list of quiet numbers"
        if asked.call_id not in self._known:
            self._known.add(asked.call_id)
            self._push(asked)
        return None

    def drop(self, call_id: str) -> None:
        """This call is wanted no more; where it stands in the queue, it is passed by."""
        self._known.discard(call_id)

    def next(self, now_s: float) -> Asked | Hold:
        """The call to place now, which counts as placed from here on, or until when to wait. O(log n)."""
        self._fill(now_s)
        while self._held and self._held[0][0] <= now_s:
            self._push(heappop(self._held)[2])
        while self._waiting:
            asked = self._waiting[0][3]
            if asked.call_id not in self._known:
                heappop(self._waiting)
                continue
            token_at_s = self._token_at_s(asked.severity, now_s)
            if token_at_s > now_s:
                return Hold(token_at_s, "the carrier's rate")
            heappop(self._waiting)
            held = asked.severity < LIFE and not asked.again
            free_at_s = self._free_at_s(asked.number, now_s) if held else now_s
            if free_at_s <= now_s:
                self._known.discard(asked.call_id)
                self._count(asked.number, now_s)
                return asked
            self._number += 1
            heappush(self._held, (free_at_s, self._number, asked))
        if self._held:
            return Hold(self._held[0][0], "numbers called too often of late, or the day's money is spent")
        return Hold(None, "nothing waits")

    def queue(self, now_s: float) -> list[Mapping[str, object]]:
        """What waits, in the order in which it will go: for people to look at."""
        waiting = [asked for *_, asked in sorted(self._waiting, key=lambda each: each[:3])]
        held = [(until_s, asked) for until_s, _, asked in sorted(self._held, key=lambda each: each[:2])]
        rows: list[tuple[float, Asked]] = [(now_s, asked) for asked in waiting] + held
        return [
            {"call_id": asked.call_id, "severity": asked.severity, "waits_s": round(now_s - asked.asked_at_s, 1)}
            | {"held_s": round(max(0.0, until_s - now_s), 1)}
            for until_s, asked in rows
            if asked.call_id in self._known
        ]

    def __len__(self) -> int:
        return len(self._known)

    def _push(self, asked: Asked) -> None:
        self._number += 1
        heappush(self._waiting, (-asked.severity, asked.asked_at_s, self._number, asked))

    def _fill(self, now_s: float) -> None:
        if self._filled_at_s is None:
            self._tokens = float(self.rules.burst)
        else:
            grown = max(0.0, now_s - self._filled_at_s) * self.rules.calls_per_s
            self._tokens = min(float(self.rules.burst), self._tokens + grown)
        self._filled_at_s = now_s

    def _token_at_s(self, severity: int, now_s: float) -> float:
        wanted = 1.0 - borrowed_max if severity >= LIFE else 1.0
        lacking = wanted - self._tokens
        return now_s if lacking <= 1e-9 else now_s + lacking / self.rules.calls_per_s

    def _free_at_s(self, number: str, now_s: float) -> float:
        """From when on this number may be called, and money be spent; now, where nothing holds it."""
        called = self._called.get(number, deque())
        free_at_s = now_s
        for most, within_s in number_limits:
            if len(called) >= most:
                free_at_s = max(free_at_s, called[-most] + within_s)
        while self._spent and self._spent[0] <= now_s - day_s:
            self._spent.popleft()
        if self._spent and (len(self._spent) + 1) * self.rules.call_cost > self.rules.day_cost_max:
            free_at_s = max(free_at_s, self._spent[0] + day_s)
        return free_at_s

    def _count(self, number: str, now_s: float) -> None:
        self._tokens -= 1
        longest = max(most for most, _ in number_limits)
        called = self._called.pop(number, deque(maxlen=longest))
        called.append(now_s)
        self._called[number] = called
        while len(self._called) > numbers_max:
            del self._called[next(iter(self._called))]
        self._spent.append(now_s)
