"""Whether a finding is news, or an old story told again: a car that drifts along the edge of its corridor is one story.

    raised ──cleared──▶ quiet ──raised within `story_s`──▶ one story ──`flaps_max` times in `flapping_s`──▶ it flaps
                          └────raised later──▶ news

Rule: one story is told once, and asked about once; a story that flaps is itself a reason to look. Both only where it is
no worse than it was told before: what has become worse is news. Source: ADR 0085.
"""

from enum import Enum

from alerts.stories import Story

story_s = 300.0  # quiet for so long, it is another story; asking and calling are over by then
flapping_s = 900.0
flaps_max = 4  # raised so often within `flapping_s`: something is wrong, with the car or with our sight of it


class Retold(Enum):
    """What one more raising is."""

    NEW = "news"
    ONE_STORY = "told before"
    FLAPS = "told too often"


def retold(story: Story | None, at_s: float) -> Retold:
    """What raising this kind at `at_s` is, after what was found of it before. Units: unix seconds."""
    if story is None or at_s - story.edge_at >= story_s:
        return Retold.NEW
    raised = 1 + story.raised_since(at_s - flapping_s)
    return Retold.FLAPS if raised >= flaps_max else Retold.ONE_STORY
