"""What was found on a trip before, kind by kind: facts by which triage tells a new story from an old one retold.

    raised ─▶ cleared ─▶ raised, soon ─▶ cleared ─▶ raised, much later
    └──────────── one story ────────────────────┘   └─ another

Rule: a fold of `found` entries, facts only; what is soon and what is too often is triage's opinion.
"""

import msgspec
from msgspec.structs import replace

from alerts.timeline import Found

raised_kept = 8  # times of raising kept of each kind: enough to see that it flaps


class Story(msgspec.Struct, frozen=True):
    """One kind of finding of one incident. Times are unix seconds, of the findings themselves."""

    kind: str
    severity: int  # the worst it was told with
    raised_at: tuple[float, ...]  # the newest `raised_kept`; never empty
    edge_at: float  # when it was last raised or cleared
    stands: bool = True  # raised, and not cleared since

    def raised_since(self, at_s: float) -> int:
        """How often it was raised since then."""
        return sum(each >= at_s for each in self.raised_at)


def told(stories: tuple[Story, ...], entry: Found) -> tuple[Story, ...]:
    """The stories after one more finding; a clearing of what was never raised here tells nothing."""
    finding = entry.finding
    before = story_of(stories, finding.kind)
    if before is None:
        if finding.edge == "cleared":
            return stories
        return (*stories, Story(finding.kind, entry.severity, (finding.at,), finding.at))
    edge_at = max(before.edge_at, finding.at)
    after = replace(before, edge_at=edge_at, stands=False)
    if finding.edge == "raised":
        raised_at = (*before.raised_at, finding.at)[-raised_kept:]
        severity = max(before.severity, entry.severity)
        after = replace(before, severity=severity, raised_at=raised_at, edge_at=edge_at, stands=True)
    return tuple(after if each is before else each for each in stories)


def story_of(stories: tuple[Story, ...], kind: str) -> Story | None:
    """What was found of this kind before."""
    return next((each for each in stories if each.kind == kind), None)
