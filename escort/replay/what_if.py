"""`escort replay DAY... --rules OTHER.toml --compare`: which findings other rules would bring, and which they lose.

    drives ─┬─ rules as they are ──▶ spells ─┐
            └─ other rules ────────▶ spells ─┴─▶ come | go | earlier | later, by kind, then one line each

A spell is a finding from `since` until it is cleared. Two spells of a kind on a drive are the same finding where they
overlap, so a finding that is only raised sooner is not one that comes and one that goes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from escort.replay.drives import Drive
from escort.replay.through_fleet import replay
from geo import Finding, Profiles, sentence
from geo.roads import Roads

What = Literal["come", "go", "earlier", "later"]
WHATS: tuple[What, ...] = ("come", "go", "earlier", "later")
SIGNS: dict[What, str] = {"come": "+", "go": "-", "earlier": "<", "later": ">"}

Spells = dict[tuple[str, str], list["Spell"]]  # by drive and kind


@dataclass(frozen=True, slots=True)
class Spell:
    """One finding from its beginning to its end. Units: unix seconds."""

    raised: Finding
    until_s: float

    def overlaps(self, other: "Spell") -> bool:
        return self.raised.since_s <= other.until_s and other.raised.since_s <= self.until_s


@dataclass(frozen=True, slots=True)
class Difference:
    """What other rules do to one finding. `by_s`: how much earlier (negative) or later it is raised."""

    what: What
    finding: Finding
    by_s: float = 0.0


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What other rules would change: how many are raised under each, and every difference."""

    before: dict[str, int]
    after: dict[str, int]
    differences: list[Difference]


def what_if(drives: Sequence[Drive], rules: Profiles, other: Profiles, roads: Roads | None = None) -> WhatIf:
    """Replay the same drives under both."""
    before, after = spells(replay(drives, rules, roads)), spells(replay(drives, other, roads))
    keys = sorted(before.keys() | after.keys())
    differences = [each for key in keys for each in _between(before.get(key, []), after.get(key, []))]
    return WhatIf(_counted(before), _counted(after), differences)


def spells(findings: Iterable[Finding]) -> Spells:
    """Findings of some drives, each raised one with its end."""
    spells: Spells = defaultdict(list)
    begun: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        key = finding.trip, finding.kind
        if finding.edge == "raised":
            begun[key] = finding
        elif key in begun:
            spells[key].append(Spell(begun.pop(key), finding.at_s))
    for key, finding in begun.items():
        spells[key].append(Spell(finding, float("inf")))
    return dict(spells)


def told(compared: WhatIf) -> Iterator[str]:
    """The table by kind, then one line a difference."""
    kinds = sorted(compared.before.keys() | compared.after.keys())
    yield f"{'':<14}{'before':>8}{'after':>8}" + "".join(f"{what:>9}" for what in WHATS)
    for kind in kinds:
        changed = [each.what for each in compared.differences if each.finding.kind == kind]
        counts = "".join(f"{changed.count(what):>9}" for what in WHATS)
        yield f"{kind:<14}{compared.before.get(kind, 0):>8}{compared.after.get(kind, 0):>8}{counts}"
    if not kinds:
        yield "nothing is found under either"
    for each in compared.differences:
        yield _line(each)


def _line(difference: Difference) -> str:
    finding = difference.finding
    at = datetime.fromtimestamp(finding.at_s, UTC).isoformat(" ", "seconds")
    by = f" ({abs(difference.by_s):.0f} s {difference.what})" if difference.by_s else ""
    return f"{SIGNS[difference.what]} {finding.trip}  {at}  {finding.kind}{by}: {sentence(finding)}"


def _between(before: Sequence[Spell], after: Sequence[Spell]) -> Iterator[Difference]:
    """The differences on one drive, in one kind."""
    taken: set[int] = set()
    for old in before:
        same = next((i for i, new in enumerate(after) if i not in taken and new.overlaps(old)), None)
        if same is None:
            yield Difference("go", old.raised)
            continue
        taken.add(same)
        by_s = after[same].raised.at_s - old.raised.at_s
        if by_s:
            yield Difference("earlier" if by_s < 0 else "later", after[same].raised, by_s)
    yield from (Difference("come", new.raised) for i, new in enumerate(after) if i not in taken)


def _counted(spells: Spells) -> dict[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for (_, kind), of_kind in spells.items():
        counted[kind] += len(of_kind)
    return dict(counted)
